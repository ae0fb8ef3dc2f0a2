"""The staff's desk: who sits there, and what they press in the admin."""

import re
from html import unescape
from typing import Any

from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from letters.models import Letter
from signatories.models import Signatory

# What the test client returns: a response, and what the types of Django do not know of it.
Page = Any

LIST = "/admin/signatories/signatory/"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def staffer(*permissions: str) -> Client:
    """Return the browser of somebody on the staff who has these permissions on signatories and no others."""
    user = User.objects.create_user(f"staff-{User.objects.count()}", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def page_of(signatory: Signatory) -> str:
    return reverse("admin:signatories_signatory_change", args=[signatory.pk])


def names_of(letter: Letter, **filters: str) -> str:
    """Return the address of the letter's names."""
    return reverse("admin:signatories_signatory_changelist", query={"letter__id__exact": letter.pk} | filters)


def names_on(page: Page) -> list[str]:
    """Return the names a list shows, in its order."""
    return [str(signatory) for signatory in page.context["cl"].result_list]


def choose(client: Client, step: str, *signatories: Signatory, address: str = LIST, everything: bool = False) -> Page:
    """Tick these in the list and choose the step: the page before the button."""
    ticked = [signatory.pk for signatory in signatories]
    data = {"action": step, "index": "0", "select_across": "1" if everything else "0", "_selected_action": ticked}
    return client.post(address, data)


def press(client: Client, page: Page, *, address: str = LIST, **typed: str) -> Page:
    """Press the button of a step's page, sending what the page would send."""
    data: dict[str, list[str]] = {}
    for name, value in HIDDEN.findall(page.content.decode()):
        data.setdefault(unescape(name), []).append(unescape(value))
    return client.post(address, data | typed, follow=True)


def take(client: Client, step: str, *signatories: Signatory, **typed: str) -> Page:
    """Choose a step for these and press its button."""
    return press(client, choose(client, step, *signatories), **typed)


def told(page: Page) -> list[str]:
    """Return what the page says at its top."""
    return [str(message) for message in page.context["messages"]]
