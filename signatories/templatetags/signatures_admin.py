"""The names of a letter for the admin's templates of ``letters`` (which may not import ``signatories``)."""

from typing import Any

from django import template
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from letters.models import Letter
from letters.states import Phase

from ..admin.glance import GLANCE, PLANNED, WAITING, list_url
from ..admin.queue import queue_url
from ..models import Ask, Signatory, TrailEntry
from ..sealing import freezing
from ..states import Stance, State
from ..typesetting import latest

register = template.Library()
ENTRIES_SHOWN = 50


@register.simple_tag
def names_waiting() -> dict[str, Any]:
    """Return how many names of all letters wait for a decision, and the address of the queue."""
    return {"count": Signatory.objects.waiting_for_staff().count(), "url": queue_url()}


@register.simple_tag
def letter_numbers(letter: Letter) -> dict[str, int]:
    """Return the numbers at a glance, planned leads, and how many may still confirm; in one query."""
    conditions = {name: condition for name, (_label, condition) in GLANCE.items()}
    conditions |= {"planned": PLANNED, "can_confirm": _can_confirm(letter), "waiting": WAITING[1]}
    conditions |= {"lapsed": Q(state=State.LAPSED), "on_without_address": Q(state=State.CONFIRMED, email="")}
    counts = {name: Count("pk", filter=condition) for name, condition in conditions.items()}
    return Signatory.objects.filter(letter=letter).order_by().aggregate(**counts)


def _can_confirm(letter: Letter) -> Q:
    """Those whom `workflow.confirm` would take now."""
    waiting = Q(state=State.PENDING, expires_at__gt=letter.now)
    if letter.phase not in (Phase.OPEN, Phase.CLOSED) or letter.confirmable_until is None:
        return Q(pk__in=())
    in_grace = Q(submitted_at__lt=letter.closes_at) if letter.now < letter.confirmable_until else Q(pk__in=())
    late = Q(submitted_at__gte=letter.closes_at) if letter.sealed_at is None else Q(pk__in=())
    return waiting & (in_grace | late)


@register.simple_tag
def at_a_glance(letter: Letter, numbers: dict[str, int]) -> list[dict[str, Any]]:
    """Return each number with its word and the address of the list behind it."""
    labels = {name: label for name, (label, _of) in GLANCE.items()}
    if letter.paired:
        labels = {"confirmed": labels.pop("confirmed"), "waiting": WAITING[0], **labels}
    return [{"label": label, "count": numbers[name], "url": list_url(letter, name)} for name, label in labels.items()]


@register.simple_tag
def to_be_sealed(letter: Letter) -> dict[str, Any]:
    """Return what the next seal of the letter would hold."""
    numbers = letter.signatories.on_the_letter().filter(sealed_name=None).order_by()
    counts = numbers.aggregate(names=Count("pk"), unlisted=Count("pk", filter=Q(listed=False)))
    return counts | {"version": latest(letter), "errata": freezing.corrections(letter)}


@register.simple_tag
def went_out(letter: Letter) -> int:
    """Return how many names stand in the sealed letter, without those of its supplements."""
    return letter.seals.filter(number=0).values_list("names", flat=True).first() or 0


@register.simple_tag
def lapsed_url(letter: Letter) -> str:
    """Return the address of the list of those who lapsed."""
    asked = {"letter__id__exact": str(letter.pk), "state__exact": State.LAPSED}
    return reverse("admin:signatories_signatory_changelist", query=asked)


@register.simple_tag
def planned_leads(letter: Letter) -> QuerySet[Signatory]:
    """Return the leads that publishing will confirm, in their order."""
    return letter.signatories.planned_leads().in_order_of(letter)


@register.simple_tag
def letter_trail(letter: Letter) -> QuerySet[TrailEntry]:
    """Return the newest entries of the letter's trail, and of its names'."""
    return letter.trail.select_related("by", "signatory")[:ENTRIES_SHOWN]


@register.simple_tag
def trail_url(letter: Letter) -> str:
    """Return the address of the whole trail."""
    return reverse("admin:signatories_trailentry_changelist", query={"letter__id__exact": str(letter.pk)})


@register.simple_tag
def stance_buttons(ask: Ask) -> SafeString:
    """Return a button for every stance. Not in a template: a board has three thousand of them.

    Their ids let the script give the focus back to the one that was pressed.
    """
    return mark_safe("".join(_button(ask, stance) for stance in Stance))  # noqa: S308 -- of format_html


def _button(ask: Ask, stance: Stance) -> SafeString:
    value, key = f"{ask.pk}:{ask.edition}:{stance.value}", f"ask-{ask.pk}-{stance.value}"
    pressed = "true" if stance == ask.stance else "false"
    return format_html(
        '<button id="{}" name="set" value="{}" aria-pressed="{}" hx-post="">{}</button>',
        *(key, value, pressed, stance.label),
    )
