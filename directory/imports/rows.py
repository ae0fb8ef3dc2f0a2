"""The rows of one table while an import works on them."""

from typing import Any

from django.db import models
from django.db.models import Q


class Rows[Row: models.Model]:
    """The rows of one model that an import may touch, as they were and as they will be."""

    def __init__(self, table: models.Manager[Row], which: Q, fields: tuple[str, ...]) -> None:
        self.table, self.fields = table, fields
        self.rows = list(table.filter(which))
        self.before = {row.pk: self._values(row) for row in self.rows}

    def _values(self, row: Row) -> dict[str, Any]:
        return {field: getattr(row, field) for field in self.fields}

    def write(self) -> tuple[list[Row], list[Row]]:
        """Store and return the rows that are new, and those that differ from what was read; write no others."""
        added = [row for row in self.rows if row.pk is None]
        changed = [row for row in self.rows if row.pk in self.before and self._values(row) != self.before[row.pk]]
        self.table.bulk_create(added)
        self.table.bulk_update(changed, self.fields, batch_size=500)
        return added, changed


def take_over(stored: models.Model, said: models.Model, fields: tuple[str, ...]) -> None:
    """Let a row say what the source says; an empty field says nothing."""
    for field in fields:
        if value := getattr(said, field):
            setattr(stored, field, value)
