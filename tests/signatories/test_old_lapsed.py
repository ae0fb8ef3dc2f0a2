"""Names that had lapsed before it was stored from what are told apart by whether they were ever confirmed."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db.migrations import AddConstraint, RunPython

from signatories.models import Signatory
from signatories.states import State
from tests.factories import signatories
from tests.factories.letters import published_letter

pytestmark = pytest.mark.django_db

migration = import_module("signatories.migrations.0013_consent")


def test_old_lapsed_names_satisfy_the_constraint_that_comes_after() -> None:
    letter = published_letter(type="petition")
    was_on = signatories.confirmed(letter, state=State.LAPSED, lapsed_from=State.HELD)
    was_not = signatories.signatory(letter, state=State.LAPSED, lapsed_from=State.HELD)
    on = signatories.confirmed(letter)

    migration.say_from_what(apps, None)

    assert dict(Signatory.objects.values_list("pk", "lapsed_from")) == {
        was_on.pk: State.CONFIRMED,
        was_not.pk: State.PENDING,
        on.pk: "",
    }
    kinds = [type(operation) for operation in migration.Migration.operations]
    assert kinds.index(RunPython) < kinds.index(AddConstraint)
