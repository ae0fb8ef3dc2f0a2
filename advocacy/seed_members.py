"""The legislators whom a seed file names. Only invented ones have contacts, are asked, or have signed."""

from directory.models import Identifier, Legislator, Term
from letters.models import Letter

INVENTED = "ocd-person:invented/"


def legislator(identifier: str, where: str) -> Legislator:
    """Return whom "bioguide:S000248" means. Raises ValueError."""
    scheme, _colon, value = identifier.partition(":")
    known = Identifier.objects.filter(scheme=scheme, value=value).select_related("legislator").first()
    if known is None:
        raise ValueError(
            f"{where}no legislator has the identifier {identifier}. Take one from legislators.csv, such as "
            "bioguide:S000248, or add a row there first."
        )
    return known.legislator


def invented(identifier: str, where: str) -> Legislator:
    """Return the invented legislator who is meant. Raises ValueError: what real ones do is for them to say."""
    if not identifier.startswith(INVENTED):
        raise ValueError(f"{where}Only invented legislators may stand here, with an identifier like {INVENTED}sample.")
    return legislator(identifier, where)


def seat(letter: Letter, person: Legislator, where: str) -> Term:
    """Return where the member sits on the letter's date. Raises ValueError."""
    terms = Term.objects.in_office(letter.date).of(letter.jurisdiction, letter.chamber)
    term = terms.filter(legislator=person).first()
    if term is None:
        raise ValueError(
            f"{where}{person.full_name} had no seat in the legislature of this letter on {letter.date}. "
            "Change dated, jurisdiction or chamber, or add the term to legislators.csv."
        )
    return term
