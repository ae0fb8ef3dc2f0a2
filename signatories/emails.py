"""The mails about a signature. Each is rendered once, in the signer's language, into the outbox.

A mail is three templates with one stem: ``emails/<name>.subject.txt``, ``.txt`` and ``.html``.
What a stranger typed is never quoted to the address he typed: the confirmation mail names a principal
only when it comes from the directory, and never the person who filled in the form (DESIGN §6).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from directory.names import fold
from letters.clock import database_now
from letters.differences import words_in
from letters.models import Answer, Version
from outbox.addresses import canonical
from outbox.models import OutgoingEmail
from outbox.queue import Attachment
from outbox.states import Priority

from . import comparing, proof, seen, tokens
from .models import Ask, LeavingLink, Signatory
from .states import Kind, OfficeAnswer, State
from .writing import address_of, write

LONGEST = 8000  # characters of what changed; more is read on the page
OPENED_BY = {"change_notified": "signatories:open_objection"}  # the page behind the link; others confirm
WITHOUT_LINK = {"link": "", "leaving_link": "", "named": True}


def ask_to_confirm(signatory: Signatory, token: str, code: str) -> OutgoingEmail:
    """Queue the mail with the link and the code."""
    context = {
        "code": code,
        "expires_at": signatory.confirmable_until,
        "principal": named(signatory),
    }
    return _queue("confirmation", signatory, signatory.email, context, token=token, priority=Priority.CONFIRMATION)


def ask_anew(signatory: Signatory, *, at: datetime, priority: Priority = Priority.CONFIRMATION) -> dict[str, Any]:
    """Queue the mail with a new link and code; return what is to be stored of them. The old ones stop working then."""
    token, code = tokens.issue(signatory, at=at)
    digests = tokens.stored(signatory)
    if signatory.state == State.LAPSED:
        return digests | {"confirmation_mail": _ask_again(signatory, token, code, priority)}
    return digests | {"confirmation_mail": ask_to_confirm(signatory, token, code)}


def _ask_again(signatory: Signatory, token: str, code: str, priority: Priority) -> OutgoingEmail:
    """Queue the mail that shows what changed in the text, and asks to agree to it."""
    to = asked_at(signatory)
    context = {
        "code": code,
        "expires_at": signatory.confirmable_until,
        "principal": named(signatory) if to == signatory.email else signatory.printed_name,
        **_changed(signatory),
    }
    # The office answers the mail: there is no surname to ask for, or others read it than whoever acted.
    if to != signatory.email or not tokens.who_filled_in(signatory):
        token = context["code"] = ""
    return _queue("asked_again", signatory, to, context, token=token, priority=priority)


def asked_at(signatory: Signatory) -> str:
    """Return where it is asked to confirm: whoever acted; of an office that she left, who else answers for it."""
    if signatory.state != State.LAPSED or not proof.has_left(signatory):
        return signatory.email
    return proof.office_of(signatory) if signatory.had_confirmed else ""


def tell_of_change(signatory: Signatory, version: Version, token: str) -> int:
    """Queue what changed and until when to object: the link to the person who acted, the rest to the office too."""
    addresses, context = told(signatory), {"version": version, **_changed(signatory)}
    for address in addresses:
        link = token if address == signatory.email else ""
        _queue("change_notified", signatory, address, dict(context), token=link, priority=Priority.NOTICE)
    return len(addresses)


def told_in_time(version: Version) -> set[str]:
    """Return the addresses that a mail server took the mail about this change for, while there was time to object."""
    mails = OutgoingEmail.objects.filter(purpose="change_notified", created_at__gte=version.published_at)
    return set(mails.filter(sent_at__lt=version.objections_until).values_list("to", flat=True))


def _changed(signatory: Signatory) -> dict[str, Any]:
    """Return what changed since the text the signatory agreed to; no words that the page behind the link asks for."""
    change = comparing.since_shown(signatory)
    words = words_in(change.parts)
    told = len(words) <= LONGEST and not seen.tells(tokens.who_filled_in(signatory), words)
    page = settings.SITE_URL + reverse("letters:versions", args=[signatory.letter.slug])
    return {"change": change, "parts": change.parts if told else (), "versions_url": page}


def send_receipts(signatory: Signatory) -> list[OutgoingEmail]:
    """Queue what was signed, to the agent and to the principal's own office where an address is on file."""
    consent = signatory.consents.filter(version=signatory.version_shown).first()
    context = {"version": signatory.version_shown, "signed_at": consent and consent.given_at}
    return [
        _queue("receipt", signatory, address, context | _way_off(signatory, address)) for address in told(signatory)
    ]


def send_answer(office: Signatory, answer: OfficeAnswer, agent: str, *, ask: Ask | None = None) -> None:
    """Queue what an office answered, and who acted, to all who would hear if it had signed: so ``office`` says whose
    answer it is, by which link if by one, and at which address whoever acted is reached.
    """
    language = translation.get_language() or "en"
    context = {
        "answer": answer,
        "agent": agent,
        "ask": ask,
        "name": str(office.legislator.full_name if office.legislator else office.organization),
        "page_url": "" if office.invitation else address_of("signatories:ask_for_office", language),
    }
    for address in told(office):
        write("office_answer", office.letter, address, dict(context), language=language, priority=Priority.RECEIPT)


def send_refusal(signatory: Signatory, reason: str) -> None:
    """Queue the answer that the name was not put on the letter, to the person who confirmed it."""
    if signatory.email:
        _queue("refusal", signatory, signatory.email, {"reason": reason})


def send_withdrawal(signatory: Signatory) -> None:
    """Queue the notice that the name was taken off, to everyone who had a receipt."""
    for address in told(signatory):
        _queue("withdrawal", signatory, address, {})


def send_struck(signatory: Signatory) -> None:
    """Queue the notice that the name should never have been there, to everyone who had a receipt."""
    for address in told(signatory):
        _queue("struck", signatory, address, {})


def send_dissociation(signatory: Signatory, text: str) -> None:
    """Queue the notice of what was said in public, to everyone who had a receipt."""
    for address in told(signatory):
        _queue("dissociation", signatory, address, {"note": text})


def send_correction(signatory: Signatory, text: str) -> None:
    """Queue the notice that the sealed name was corrected in public, to everyone who had a receipt."""
    for address in told(signatory):
        _queue("correction", signatory, address, {"note": text})


def tell(
    name: str,
    signatory: Signatory,
    context: dict[str, Any],
    attachments: Sequence[Attachment] = (),
    *,
    shows_way_off: bool = False,
) -> int:
    """Queue a notice to everyone who hears about a signature; returns the number of mails."""
    addresses = told(signatory)
    for address in addresses:
        own = context | (_way_off(signatory, address) if shows_way_off else {})
        _queue(name, signatory, address, own, priority=Priority.NOTICE, attachments=attachments)
    return len(addresses)


def tell_of_answer(signatory: Signatory, answer: Answer) -> int:
    """Queue what an addressee answered, to everyone who hears about a signature."""
    with translation.override(signatory.language):
        file_url = settings.SITE_URL + reverse("letters:answer", args=[signatory.letter.slug, answer.pk])
    return tell("answered", signatory, {"answer": answer, "file_url": file_url})


def _way_off(signatory: Signatory, address: str) -> dict[str, Any]:
    """Return how the reader of this copy takes the name off: by a link, or for the office, by its own page.

    The page behind the link asks for the surname of whoever acted. A copy with a link says it nowhere (``named``: it
    may say whose signature it is); where the letter itself says it, `_queue` leaves out the link.
    """
    who, office_url = tokens.who_filled_in(signatory), address_of("signatories:ask_for_office", signatory.language)
    if address != signatory.email:
        return {"named": True, "office_url": office_url}
    if not signatory.mailbox or not who:
        return {"named": True}
    token = tokens.new_token()
    link = address_of("signatories:open_leaving", signatory.language, token)
    shortened = _shortened(signatory.printed_name, who)
    return {
        "named": shortened == signatory.printed_name,
        "shortened": shortened,
        "leaving_link": link,
        "leaving_token": token,
        "office_url": office_url if signatory.kind in (Kind.LEGISLATOR, Kind.ORGANIZATION) else "",
    }


def _keep(signatory: Signatory, token: str) -> None:
    LeavingLink.objects.create(
        signatory=signatory,
        mailbox=signatory.mailbox or "",
        token_digest=tokens.digest_of_token(token, purpose=tokens.LEAVING),
        made_at=database_now(),
    )


def _shortened(name: str, who: str) -> str:
    """Return the name with initials for the surnames of this person: it is recognized, and opens nothing."""
    return " ".join(_initial(word) if seen.tells(who, word) else word for word in name.split())


def _initial(word: str) -> str:
    return f"{word[0]}." if len(fold(word)) > 1 else "…"


def told(signatory: Signatory) -> list[str]:
    """Return the addresses that hear about a signature: the agent's, and the office's if it is another one.

    Whoever left the office hears no more of it, and nobody a mailbox that is gone.
    """
    addresses = ["" if proof.has_left(signatory) else signatory.email, proof.office_of(signatory)]
    return list({canonical(address): address for address in reversed(addresses) if address}.values())[::-1]


def named(signatory: Signatory) -> str:
    """Return the principal's name where the mail may say it, else ""."""
    return signatory.printed_name if _may_be_named(signatory) else ""


def _may_be_named(signatory: Signatory) -> bool:
    """Whether the mail may name the principal without giving away the surname the link asks for."""
    if signatory.kind not in (Kind.LEGISLATOR, Kind.ORGANIZATION):
        return False
    if signatory.legislator is None and signatory.organization is None:
        return False
    return not seen.tells(signatory.agent_name, signatory.printed_name)


def _queue(
    name: str,
    signatory: Signatory,
    to: str,
    context: dict[str, Any],
    *,
    token: str = "",
    priority: Priority = Priority.RECEIPT,
    attachments: Sequence[Attachment] = (),
) -> OutgoingEmail:
    """Queue a mail; without its links where it says the surname that the pages behind them ask for."""
    opens = OPENED_BY.get(name, "signatories:open_link")
    context |= {
        "signatory": signatory,
        "link": settings.SITE_URL + reverse(opens, args=[token]) if token else "",
    }
    mail = write(
        name,
        signatory.letter,
        to,
        context,
        language=signatory.language,
        priority=priority,
        attachments=attachments,
        asks_for=tokens.who_filled_in(signatory) if token or "leaving_link" in context else "",
        instead=WITHOUT_LINK,
    )
    if context.get("leaving_link"):
        _keep(signatory, context["leaving_token"])
    return mail
