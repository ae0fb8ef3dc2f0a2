"""Signatures from before a provider's rule was known are compared by it afterwards."""

from importlib import import_module

import pytest
from django.apps import apps

from signatories.models import Signatory
from tests.factories import signatories
from tests.factories.letters import published_letter

pytestmark = pytest.mark.django_db

migration = import_module("signatories.migrations.0004_one_mailbox_is_one_mailbox")


def test_old_mailboxes_are_spelled_anew_and_no_confirmed_name_is_lost() -> None:
    letter = published_letter(type="petition")
    spelled = ("a.na+1@gmail.com", "ana@googlemail.com", "a.na@example.org")
    ana, twice, other = (signatories.confirmed(letter, mailbox=mailbox) for mailbox in spelled)
    nobody = signatories.signatory(letter, mailbox=None)
    elsewhere = signatories.confirmed(published_letter(type="petition"), mailbox="an.a@gmail.com")

    migration.spell_anew(apps, None)

    assert dict(Signatory.objects.values_list("pk", "mailbox")) == {
        ana.pk: "ana@gmail.com",
        twice.pk: "ana@googlemail.com",
        other.pk: "a.na@example.org",
        nobody.pk: None,
        elsewhere.pk: "ana@gmail.com",
    }
    assert Signatory.objects.confirmed().count() == 4
