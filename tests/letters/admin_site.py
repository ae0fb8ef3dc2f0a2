"""The admin as a browser uses it: forms are sent back as they were shown, with what a person changed."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

ADD = "/admin/letters/letter/add/"
LIST = "/admin/letters/letter/"


def staff(client: Client, *permissions: str, name: str = "ana") -> Any:
    """Log a staff member in who has these permissions ("change_letter"); without any, everything is allowed."""
    user = get_user_model().objects.create_user(name, is_staff=True, is_superuser=not permissions)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    return user


def url(page: str, letter: Any, *more: str) -> str:
    """Return the address of one of the letter's pages: change, preview, step …"""
    return reverse(f"admin:letters_letter_{page}", args=[letter.pk, *more])


def shown(response: HttpResponse) -> dict[str, Any]:
    """Return what a browser would send if the form on this page were sent back untouched."""
    filled = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        filled += [inline.formset.management_form, *inline.formset.forms]
    fields = [bound for form in filled for bound in form if not bound.field.disabled]
    seen = {"seen": response.context["seen"]} if "seen" in response.context else {}
    return seen | {name: value for bound in fields for name, value in _sent(bound).items()}


def take(client: Client, letter: Any, step: str, **typed: Any) -> HttpResponse:
    """Open the page of a step and press its button, with what a person typed."""
    page = url("step", letter, step)
    hidden = {field.html_name: field.value() for field in client.get(page).context["form"].hidden_fields()}
    return client.post(page, hidden | typed)


def _sent(bound: forms.BoundField) -> dict[str, Any]:
    widget, value = bound.field.widget, bound.value()
    if isinstance(widget, forms.MultiWidget):
        parts = widget.get_context(bound.html_name, value, {})["widget"]["subwidgets"]
        return {part["name"]: part["value"] or "" for part in parts}
    if isinstance(widget, forms.CheckboxInput):
        return {bound.html_name: "on"} if value else {}
    return {bound.html_name: "" if value is None else value}


def messages(response: HttpResponse) -> list[str]:
    """Return what the page tells the person at its top."""
    return [str(message) for message in response.context["messages"]]
