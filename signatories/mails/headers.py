"""How mail programs introduce a message in text: header blocks, "On … wrote:", the top of a printed page."""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from directory.names import fold

from .dates import moment, recent
from .messages import Message, Person

# English first; then Spanish, Portuguese, French, Italian and German, which write the day before the month.
_LABELS = {
    "sender": ("from", "de, von, da, expediteur, remitente"),
    "sent": (
        "sent, date",
        "enviado, enviado el, enviado em, fecha, data, gesendet, datum, envoye, envoye le, inviato",
    ),
    "to": ("to", "para, a, an, destinatario"),
    "cc": ("cc, bcc", "cco, copia"),
    "subject": ("subject", "asunto, assunto, betreff, objet, oggetto"),
    "reply_to": ("reply to, importance", "responder a, importancia"),
    "message_id": ("message id", ""),
    "attachments": ("attachments, attachment", "datos adjuntos, archivos adjuntos, adjuntos, anexos"),
}
LABELS = {
    label: (name, day_first)
    for name, columns in _LABELS.items()
    for day_first, labels in enumerate(columns)
    for label in labels.split(", ")
}

QUOTE = re.compile(r"^(?:\s?[>|])+\s?")
LABELLED = re.compile(r"^\s*\*?([A-Za-zÀ-ÿ][A-Za-zÀ-ÿ -]{0,18}?)\*?\s*:\*?(?:\s+(.*))?$")
_TIME = r"\d\d?[:.h]\d\d(?::\d\d)?(?:\s?[ap]\.?\s?m\b\.?)?(?-i:\s\(?[A-Z]{3,4}\)?|\s[+-]\d{4})?"
WROTE = re.compile(
    rf"^\s*(?:on|el|em|le|am)\s+(?P<when>.{{4,60}}?{_TIME}|.{{4,40}}?\b(?:19|20)\d\d),?\s+(?P<who>[^<>@]{{0,80}}?)"
    r"\s*(?:[<(\[]+(?:mailto:)?(?P<address>[^\s<>()\[\]]+@[^\s<>()\[\]]+)[>)\]]+)?,?\s+"
    r"(?:wrote|writes|escribi[oó]|escreveu|a [eé]crit|schrieb)\s*:\s*$",
    re.IGNORECASE,
)
STARTS_TO_WRITE = re.compile(r"^\s*(?:on|el|em|le|am)\s+\S", re.IGNORECASE)
PASSED_ON = re.compile(
    r"^\W*(?:(?:begin )?forwarded message|(?:inicio del )?mensaje reenviado|message transf[eé]r[eé]"
    r"|mensagem encaminhada)\W*$",
    re.IGNORECASE,
)
QUOTED = re.compile(
    r"^\W*(?:original (?:message|appointment)|mensaje original|mensagem original|message d.origine)\W*$"
    r"|^_{20,}\s*$",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:]{1,64}@[^\s<>()\[\]\"',;:]+")
PRINTED = re.compile(r"^\s*(?P<who>[^<>@]{1,80}?)\s*<(?P<address>[^\s<>]+@[^\s<>]+)>\s*(?P<when>.*)$")
# Below it Gmail's window names whom the mail went to, by their first names: "to me, Ana".
_NAME = r"(?:b?cc:? )?(?:me|m[ií]|yo|[^\s@,]+@[^\s@,]+|[A-ZÀ-Þ][\w.’'-]*(?: [\w.’'-]+){0,3})"
WENT_TO = re.compile(rf"^\s*(?:to|para)\s+{_NAME}(?:, {_NAME}){{0,50}}\s*$")
PARENTHESIS = re.compile(r"\(([^)]*)\)")
LONG = {"sender", "to", "cc", "subject", "attachments"}  # programs break these over several lines
LINES = 40  # of one header block, with long lists of addressees
LONGEST = 1_000  # of a line that may introduce anything


@dataclass
class Head:
    """What introduces a message, and the line on which its body starts."""

    message: Message
    body: int
    written: bool = False  # "On … wrote:"


def unquoted(line: str) -> str:
    """Return the line without the marks of quoting before it."""
    return QUOTE.sub("", line)


def quoting(line: str) -> str:
    """Return the marks of quoting before the line, to see how deep it stands."""
    marks = QUOTE.match(line)
    return "".join(marks[0].split()) if marks else ""


def head_at(lines: list[str], at: int, zone: ZoneInfo, now: datetime | None = None) -> Head | None:
    """Return what introduces a message on this line; None where nothing does. ``now`` is when it was pasted."""
    if len(lines[at]) > LONGEST or not lines[at].strip():
        return None
    return _block(lines, at, zone) or _written(lines, at, zone) or _printed(lines, at, zone, now)


def people(text: str) -> tuple[Person, ...]:
    """Return those whom a line of addresses names, in any of the ways in which programs copy them."""
    apart = ";" if ";" in text else r",(?=[^,]*@)" if text.count("@") > 1 else None
    return tuple(_person(each) for each in (re.split(apart, text) if apart else [text])[:200] if each.strip())


def _person(text: str) -> Person:
    address = ADDRESS.search(text.replace("mailto:", " "))
    name = re.split(r"[<\[]", text, maxsplit=1)[0] if address else re.sub(r"[<\[].*", "", text)
    name = name.replace("mailto:", " ").strip(" \t\"'*")
    if address and address[0] in name:
        name = name.replace(address[0], "").strip(" \t\"'()*")
    surname, comma, first = name.partition(",")
    if comma and first.strip() and fold(first) not in ("jr", "sr", "ii", "iii"):
        inside = "".join(PARENTHESIS.findall(first))
        name = f"{PARENTHESIS.sub('', first).strip()} {surname.strip()}{f' ({inside})' if inside else ''}"
    return Person(" ".join(name.split())[:120], address[0].rstrip(".")[:254] if address else "")


def _block(lines: list[str], at: int, zone: ZoneInfo) -> Head | None:
    """Read "From: … Sent: … To: … Subject: …" in any order; one that names no sender introduces nothing."""
    if not _label(lines, at)[0]:
        return None
    said, day_first, body = _labelled(lines, at)
    sender = people(said.get("sender", ""))
    if not sender or not said.keys() & {"sent", "to", "subject"}:
        return None
    message = Message(
        sender=sender[0],
        to=people(said.get("to", "")) + people(said.get("cc", "")),
        sent_at=moment(said.get("sent", ""), zone, day_first=day_first),
        subject=said.get("subject", "")[:500],
        message_id=said.get("message_id", "")[:500],
        attachments=said.get("attachments", "")[:500],
    )
    return Head(message, body)


def _labelled(lines: list[str], at: int) -> tuple[dict[str, str], bool, int]:
    """Return what stands behind each label, whether its date has the day first, and where the block ends."""
    said: dict[str, str] = {}
    day_first, last, line = False, "", at
    while line < min(len(lines), at + LINES):
        text = unquoted(lines[line])
        name, foreign, value = _label(lines, line)
        if name in said:
            break
        if name:
            said[name], last, day_first = value, name, day_first or (foreign and name == "sent")
        elif not text.strip():
            if _label(lines, line + 1)[0] in ("", *said):
                break
        elif not said[last]:
            said[last] = text.strip()  # the label on one line, what it says on the next
        elif last in LONG and _continues(text, said[last]):
            said[last] += f" {text.strip()}"
        else:
            break
        line += 1
    return said, day_first, line


def _label(lines: list[str], at: int) -> tuple[str, bool, str]:
    """Return which label the line begins with ("" for none), whether it is a foreign one, and what follows it."""
    if at >= len(lines) or len(lines[at]) > LONGEST * 5:
        return "", False, ""
    labelled = LABELLED.match(unquoted(lines[at]))
    name, foreign = LABELS.get(fold(labelled[1]), ("", 0)) if labelled else ("", 0)
    return name, bool(foreign), (labelled[2] or "").strip() if labelled else ""


def _continues(text: str, before: str) -> bool:
    return text[:1] in " \t" or before.endswith((";", ",")) or (text.lstrip().startswith("<") and "@" in text)


def _written(lines: list[str], at: int, zone: ZoneInfo) -> Head | None:
    """Read "On Tue, Jun 7, 2011 at 3:12 PM Jane Doe <jane@…> wrote:", which programs break over up to three lines."""
    if not STARTS_TO_WRITE.match(unquoted(lines[at])):
        return None
    for end in range(at + 1, min(at + 4, len(lines) + 1)):
        text = " ".join(unquoted(line).strip() for line in lines[at:end])
        if len(text) > LONGEST:
            return None
        if text.endswith(":") and (found := WROTE.match(text)):
            day_first = not unquoted(lines[at]).lstrip().lower().startswith("on")
            who = _person(f"{found['who']} <{found['address']}>" if found["address"] else found["who"])
            return Head(
                Message(sender=who, sent_at=moment(found["when"], zone, day_first=day_first)), end, written=True
            )
    return None


def _printed(lines: list[str], at: int, zone: ZoneInfo, now: datetime | None) -> Head | None:
    """Read the top of a mail as Gmail prints it, and as its window shows it.

    "Jane Doe <jane@…>", then the time, then "To: …"; in the window the time may lack its day, and "to me" follows.
    """
    first = PRINTED.match(lines[at])
    if first is None:
        return None
    when, line = first["when"], at + 1
    if not when:
        line = _written_line(lines, line)
        when, line = (lines[line], line + 1) if line < len(lines) else ("", line)
    sent_at = moment(when, zone) or (recent(when, zone, now) if now else None)
    if sent_at is None:
        return None
    to: tuple[Person, ...] = ()
    while (label := _label(lines, line))[0]:
        to += people(label[2]) if label[0] in ("to", "cc") else ()
        line += 1
    below = _written_line(lines, line)
    if below < len(lines) and len(lines[below]) < LONGEST and WENT_TO.match(lines[below]):
        line = below + 1
    return Head(Message(sender=Person(first["who"].strip(" \"'"), first["address"]), to=to, sent_at=sent_at), line)


def _written_line(lines: list[str], at: int) -> int:
    """Return the first line from here on that is not empty."""
    return next((line for line in range(at, len(lines)) if lines[line].strip()), len(lines))
