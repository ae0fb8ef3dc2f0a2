"""All lines of a letter's closing page, in their order."""

from letters.models import Letter

from ...states import LeftToDo, Verb
from . import names, sending
from .line import Line, Standing, newest_entries

VERBS = (
    *(verb for look in names.LOOKS.values() for verb in look.verbs),
    *sending.STEP_VERBS.values(),
    Verb.SIGNATORIES_TOLD,
    Verb.INVITED,
)


def lines_of(letter: Letter) -> list[Line]:
    """Return what is done and what is left. As many queries for ten names as for ten thousand."""
    trail = newest_entries(letter, VERBS)
    of_members = [names.promises(letter, trail)] if letter.takes_legislators else []
    needed = {LeftToDo.LEFT_OFFICE: letter.takes_legislators, LeftToDo.PARTNER: letter.paired}
    looks = [key for key in names.LOOKS if needed.get(key, True)]
    named = [names.names(letter, key, trail) for key in looks]
    return [*of_members, *named, sending.proof(letter), sending.notice(letter, trail), *sending.steps(letter, trail)]


def doubts(letter: Letter) -> list[str]:
    """Return what is open, a sentence a line, for whoever is about to seal the letter. None of it forbids that."""
    lines = [line for line in lines_of(letter) if line.key not in sending.STEP_VERBS]
    undone = [line for line in lines if line.standing in (Standing.TO_DO, Standing.LOOK)]
    return [f"{line.title}: {line.count or line.says}" for line in undone]
