"""Addresses of letters that nobody has yet."""

from itertools import chain, count

from django.utils.crypto import get_random_string
from django.utils.text import slugify

from .models import Letter


def free_slug(title: str, *, hard_to_guess: bool = False) -> str:
    """Return the last part of a page's address for this title, with a number where it is taken.

    A page for people who have the link gets an ending that nobody derives from its title.
    """
    base = slugify(title)[:80].strip("-") or "letter"
    if hard_to_guess:
        base = f"{base}-{get_random_string(8, 'abcdefghjkmnpqrstuvwxyz23456789')}"
    taken = set(Letter.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in chain([base], (f"{base}-{number}" for number in count(2))) if slug not in taken)
