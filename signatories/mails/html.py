"""The text of an HTML mail. Nothing is fetched, run or shown: what is not words is dropped.

The standard library's parser takes minutes for some 200 kB of broken tags; this reads each character once.
"""

import re
from dataclasses import dataclass, field
from html import unescape

BREAKS = {"address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "footer", "h1", "h2", "h3", "h4", "h5"}
BREAKS |= {"h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul"}
APART = {"p", "blockquote", "table", "ul", "ol", "h1", "h2", "h3"}
DROPPED = {"head", "script", "style", "template", "noscript", "object", "svg", "title"}
TAG = re.compile(r"<!--|<[!?][^<>]*>|<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)[^<>]*>")


@dataclass
class _Words:
    found: list[str] = field(default_factory=list)
    dropped: str = ""  # the tag whose content is left out
    quoted: int = 0

    def tag(self, name: str, *, ends: bool) -> None:
        if self.dropped:
            self.dropped = "" if (ends and name == self.dropped) or name == "body" else self.dropped
        elif name in DROPPED and not ends:
            self.dropped = name
        elif name in BREAKS:
            self.quoted = max(0, self.quoted + (-1 if ends else 1)) if name == "blockquote" else self.quoted
            self.found += ["\n\n" if name in APART else "\n", "> " if self.quoted else ""]
        elif name == "td":
            self.found.append(" ")

    def text(self, text: str) -> None:
        if not self.dropped:
            self.found.append(re.sub(r"\s+", " ", unescape(text)))


def to_text(html: str) -> str:
    """Return the words in lines as a browser would break them."""
    words, at = _Words(), 0
    while tag := TAG.search(html, at):
        words.text(html[at : tag.start()])
        at = tag.end()
        if tag[0] == "<!--":
            end = html.find("-->", at)
            at = len(html) if end < 0 else end + 3
        elif tag["name"]:
            words.tag(tag["name"].lower(), ends=bool(tag["end"]))
    words.text(html[at:])
    lines = [" ".join(line.split()) for line in "".join(words.found).split("\n")]
    text = "\n".join("" if line == ">" else line for line in lines)
    return re.sub(r"\n{3,}", "\n\n", text).strip()
