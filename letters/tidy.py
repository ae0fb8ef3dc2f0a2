"""Plain text as it comes out of a word processor or a mail, into the Markdown it means.

Done twice it is done once. What is Markdown already stays as it is.
"""

import re

UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff\ufffc]|[\x00-\x08\x0e-\x1f\x7f]")
SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
BULLET = re.compile(r"(?m)^([ ]*)(?:[•‣◦▪▫●○■□·∙\uf0b7\uf0a7\uf0d8]|[–—](?=\t)|(o)(?=\t|[ ]{2}))[ \t]+(?=\S)")
ITEM = re.compile(r"[ ]*(?:[-*+]|\d{1,9}[.)])[ ]")
NUMBER = re.compile(r"(?m)^([ ]*)(?:\((\d{1,3})\)|(\d{1,3})\.\))[ ]+(?=\S)")
WIDEST = 140  # a line that is longer was not broken by a person
ENDS = (".", ":", ";", ",", "?", "!", "”", "’", '"', ")")


def tidy(text: str) -> str:
    """Return pasted text with its bullets, numbers and paragraphs as Markdown writes them."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2029", "\n\n")
    text = re.sub("[\u2028\x0b]", "\\\\\n", text).replace("\x0c", "\n\n")
    text = SPACES.sub(" ", UNSEEN.sub("", text))
    text = BULLET.sub(lambda found: f"{found[1]}{'   ' if found[2] else ''}- ", text).replace("\t", " ")
    text = NUMBER.sub(lambda found: f"{found[1]}{found[2] or found[3]}. ", text)
    lines = [line.rstrip() for line in text.split("\n")]
    return _apart(lines) if _is_paragraph_each(lines) else "\n".join(lines).strip("\n")


def _is_paragraph_each(lines: list[str]) -> bool:
    """Tell whether each line is a paragraph: Word's plain text has no empty lines between them."""
    written = [line for line in lines if line]
    if len(written) < 2 or "" in "\n".join(lines).strip().split("\n"):
        return False
    if any(line.endswith("\\") for line in written):
        return any(len(line) > WIDEST for line in written)
    return any(len(line) > WIDEST for line in written) or all(
        line.endswith(ENDS) or ITEM.match(line) for line in written
    )


def _apart(lines: list[str]) -> str:
    """Put an empty line between paragraphs; items of a list stay together, and so do lines that a person broke."""
    text = ""
    for line in (line for line in lines if line):
        before = text.rpartition("\n")[2]
        close = not text or before.endswith("\\") or (ITEM.match(line) and ITEM.match(before))
        text += ("\n" if text else "") + ("" if close else "\n") + line
    return text
