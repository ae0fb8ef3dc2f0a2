"""The real lists of ../shared/data, the people they name, and a directory that knows those people."""

import csv
from datetime import date
from pathlib import Path

from directory.imports import import_legislators
from directory.models import Identifier, Legislator, Term
from directory.states import Chamber

DATA = next(
    (found for above in Path(__file__).parents if (found := above / "shared" / "data").is_dir()), Path("shared/data")
)
LETTERS = DATA / "letters"
CHAMBERS = {"senate": Chamber.UPPER, "assembly": Chamber.LOWER, "upper": Chamber.UPPER, "lower": Chamber.LOWER}


def rows(name: str) -> list[dict[str, str]]:
    with (LETTERS / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def congress() -> None:
    """The Congress of 2011 and today's."""
    import_legislators([DATA / "congress-112.csv", DATA / "congress-current-terms.csv"])


def new_york() -> None:
    """New York's legislators as their source has them: many without a first day, with all their printed names."""
    people: dict[str, Legislator] = {}
    terms: dict[tuple[str, str, str], Term] = {}
    with (DATA / "ny-legislators.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["chamber"] not in CHAMBERS:
                continue
            parts = {"first": row["given"], "middle": row["middle"], "last": row["family"], "suffix": row["suffix"]}
            others = row["other_names"].replace("|", "\n")
            person = people.setdefault(
                row["ocd_person_id"], Legislator(full_name=row["name"], other_names=others, **parts)
            )
            person.fill_keys()
            seat = {"jurisdiction": "NY", "state": "NY", "chamber": CHAMBERS[row["chamber"]]}
            start, end = (date.fromisoformat(row[name]) if row[name] else None for name in ("start_date", "end_date"))
            term = Term(legislator=person, district=row["district"], party=row["party"], start=start, end=end, **seat)
            term.fill_title()
            terms[row["ocd_person_id"], term.chamber, str(start or f"until {end}")] = term
    Legislator.objects.bulk_create(people.values())
    Identifier.objects.bulk_create(
        Identifier(legislator=person, scheme="ocd-person", value=value) for value, person in people.items()
    )
    Term.objects.bulk_create(terms.values())


def identified(term: Term) -> str:
    return term.legislator.identifiers.get(scheme__in=("bioguide", "ocd-person")).value
