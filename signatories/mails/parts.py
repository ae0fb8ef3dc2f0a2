"""What of a message is its own words, what is its signature block, and what is only a footer."""

import re
from dataclasses import dataclass

from directory.names import fold

# Below such a line stands nothing that the writer wrote.
FOOTER = re.compile(
    r"^\W*(confidential|privileged|this (e-?mail|message|communication)\b.*\b(confidential|intended|privileged)"
    r"|the information (contained )?in this|disclaimer|aviso (legal|de confidencialidad)"
    r"|este (correo|mensaje)\b.*\b(confidencial|destinatario)|please consider the environment)",
    re.IGNORECASE,
)
# Lines that programs add.
DEVICE = re.compile(
    r"^\W*(sent (from|via) (my )?|get outlook for|enviado desde (mi )?|obtener outlook|sent from mail for)"
    r"|^\W*(external( e-?mail| sender)?|caution|warning)\b.*\b(outside|external|do not click)|^\[external\]\W*$"
    r"|^\s*(to|para) ([^.!?@]{1,60}, )?(me|m[ií])(, [^.!?]{1,200})?\s*$",
    re.IGNORECASE,
)
SIGN_OFF = re.compile(
    r"^\W*((many |with )?(thanks|thx)( (again|so much|very much|in advance))?|thank you( (again|so much|very much))?"
    r"|(all |my |very )?(the )?best( (regards|wishes))?|(kind |warm |best )?regards|sincerely( yours)?|respectfully"
    r"|cheers|warmly|(muchas |mil )?gracias( de antemano)?|(un )?(cordial )?saludos?( cordial(es)?)?|atentamente"
    r"|cordialmente|respetuosamente)\W*$",
    re.IGNORECASE,
)
MARK = re.compile(r"^\s*(--|__+|—|\*{3,}|={3,})\s*$")
PHONE = re.compile(r"(?<![\d-])(?:\+?1[ .-]?)?\(?\d{3}\)?[ .-]{1,2}\d{3}[ .-]\d{4}(?!\d)|(?<![\d-])5-\d{4}(?!\d)")
ROLE = re.compile(
    r"\b(assistant|director|chief of staff|scheduler|counsel|correspondent|secretary|aide|fellow|intern|advis[oe]r"
    r"|coordinator|manager|analyst|deputy|associate|liaison|representative to|staff(er)?|asistente|ayudante"
    r"|director[a]|jef[ea] de (gabinete|personal)|asesor[a]?|secretari[oa]|becari[oa]|coordinador[a]?)\b",
    re.IGNORECASE,
)
OFFICE = re.compile(r"\b(office of|oficina de|member of congress|united states senat)", re.IGNORECASE)
BETWEEN = re.compile(r"\s*(?:[|,;•·–—/]|\s-\s)\s*")
FOR_WHOM = re.compile(
    r"\s+(?:to|for|of|with|in|de|del|para)\s+(?:the\s+)?(?:office|rep|sen|congress|hon|u\.s|state|assembly).*$",
    re.IGNORECASE,
)
BEHALF = re.compile(r"\b(?:on behalf of|en nombre de(?:l)?)\s+([^.,;:!?\n]{3,80})", re.IGNORECASE)
SIGNATURE_LINES = 14
LINE = 90


@dataclass(frozen=True)
class Parts:
    """A message taken apart."""

    text: str
    signature: str = ""

    @classmethod
    def of(cls, body: str, sender: str = "") -> "Parts":
        """Tell the words from the signature block; footers and what devices add are in neither."""
        lines = [line.rstrip() for line in body.split("\n") if not DEVICE.search(line)]
        end = next((n for n, line in enumerate(lines) if n and FOOTER.search(line)), len(lines))
        lines = lines[:end]
        start = _signature_start(lines, sender)
        return cls("\n".join(lines[:start]).strip(), "\n".join(lines[start:]).strip())

    @property
    def role(self) -> str:
        """What the signature block calls its writer, or for whom he or she says to write; "" if neither."""
        for line in self.signature.split("\n"):
            for piece in BETWEEN.split(FOR_WHOM.sub("", line.strip())):
                if ROLE.search(piece) and not OFFICE.search(piece) and len(piece) <= LINE:
                    return piece.strip(" .*")
        behalf = BEHALF.search(f"{self.text}\n{self.signature}")
        return " ".join(behalf[0].split())[:120] if behalf else ""

    @property
    def phone(self) -> str:
        """The first phone number of the signature block."""
        found = PHONE.search(self.signature)
        return found[0].strip() if found else ""


def _signature_start(lines: list[str], sender: str) -> int:
    """Return the number of the line where the signature block starts; the number of lines without one."""
    name = fold(sender).split()
    written = [number for number, line in enumerate(lines) if line.strip()]
    earliest = written[0] if written else 0
    for number in written[-SIGNATURE_LINES:]:
        line = lines[number]
        if MARK.match(line) or (number > earliest and SIGN_OFF.match(line)):
            return number
        if number > earliest and name and _names(line, name):
            return number
    return _last_block(lines)


def _names(line: str, name: list[str]) -> bool:
    """Whether the line is the writer's name, whole or the first name alone, perhaps with the role behind it."""
    words = fold(BETWEEN.split(line.strip())[0]).split()
    return words in (name, name[:1]) or (len(words) > 1 and {name[0], name[-1]} <= set(words[:4]) and len(words) < 5)


def _last_block(lines: list[str]) -> int:
    """Return where the last paragraph starts, if it looks like a signature: short lines, a role, a phone."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    start = end
    while start and lines[start - 1].strip():
        start -= 1
    block = lines[start:end]
    looks = any(ROLE.search(line) or PHONE.search(line) or OFFICE.search(line) for line in block)
    return start if start and looks and len(block) > 1 and max(map(len, block)) <= LINE else len(lines)
