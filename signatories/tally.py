"""How many have signed: counted live while that is cheap, from the tally above that."""

from django.db.models import Count, Q

from letters.clock import database_now
from letters.models import Letter

from .models import Signatory, Tally

LIVE_LIMIT = 10_000


def count_of(letter: Letter) -> int:
    """Return the number of confirmed signatories; above 10,000 it may be some seconds old.

    One query: ``letter`` comes with its tally (``select_related("tally")``).
    """
    # Without pairs the index alone answers.
    names = Signatory.objects.on_the_letter() if letter.paired else Signatory.objects.confirmed()
    live = names.filter(letter=letter).order_by()[: LIVE_LIMIT + 1].count()
    return settled(letter, live)


def settled(letter: Letter, live: int) -> int:
    """Return the count of a letter of which as many were counted live as that may be."""
    tally = getattr(letter, "tally", None)
    return max(live, tally.confirmed) if tally and live > LIVE_LIMIT else live


def recount() -> int:
    """Count every letter that has more than fits in a live count; returns how many letters were counted."""
    counts = (
        Signatory.objects.confirmed()
        .order_by()
        .values("letter")
        .annotate(confirmed=Count("pk"), listed=Count("pk", filter=Q(listed=True)))
        .filter(confirmed__gt=LIVE_LIMIT)
    )
    now = database_now()
    tallies = [
        Tally(letter_id=row["letter"], confirmed=row["confirmed"], listed=row["listed"], counted_at=now)
        for row in counts
    ]
    Tally.objects.bulk_create(
        tallies, update_conflicts=True, unique_fields=["letter"], update_fields=["confirmed", "listed", "counted_at"]
    )
    return len(tallies)
