from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """What an import of a table did, or in a dry run would have done."""

    rows: int
    added: int
    changed: int
    left_out: int = 0

    def __str__(self) -> str:
        left_out = f" {self.left_out:,} rows left out: no domain in them." if self.left_out else ""
        return f"{self.rows:,} rows: {self.added:,} added, {self.changed:,} changed.{left_out}"
