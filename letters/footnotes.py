"""How a letter's footnotes are read and shown: linked there and back, and none lost.

The plugin leaves out a note that nothing refers to, the first of two with one name, and one inside another. Whoever
signs must see every word that is signed, so here the first two stand below the others, and the last is plain words.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.html import escape
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_def, footnote_ref

LONGEST_LABEL = 60  # to look further for the end of each "[^" would take hours in a text of nothing else

type Tokens = Sequence[Token]


def add_footnotes(markdown: MarkdownIt) -> None:
    """Let the parser read ``[^1]`` and ``[^1]: The note.``"""
    markdown.use(footnote_plugin, inline=False)
    markdown.block.ruler.at("footnote_def", _definition, {"alt": ["paragraph", "reference"]})
    markdown.inline.ruler.at("footnote_ref", _reference)
    markdown.core.ruler.before("footnote_tail", "footnotes_without_reference", _keep_all)
    markdown.add_render_rule("footnote_ref", _reference_html)
    markdown.add_render_rule("footnote_block_open", _open_all)
    markdown.add_render_rule("footnote_block_close", _close_all)
    markdown.add_render_rule("footnote_open", _open_note)
    markdown.add_render_rule("footnote_anchor", _back)


def _definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 -- the parser's signature
    if silent:  # whether a paragraph ends here
        return footnote_def(state, start, end, silent)
    if state.env.get("inside_note"):
        return False
    state.env["inside_note"] = True
    try:
        return footnote_def(state, start, end, silent)
    finally:
        state.env["inside_note"] = False


def _reference(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- the parser's signature
    return state.src.find("]", state.pos, state.pos + LONGEST_LABEL) > 0 and footnote_ref(state, silent)


def _keep_all(state: StateCore) -> None:
    notes = state.env.get("footnotes", {})
    defined: dict[str, None] = {}  # in the order of the text
    for token in state.tokens:
        if token.type == "footnote_reference_open":
            while token.meta["label"] in defined:
                token.meta["label"] += " again"  # no name that is typed has a space
            defined[token.meta["label"]] = None
    for label in defined:
        if notes["refs"].get(f":{label}", -1) < 0:
            notes["list"][len(notes["list"])] = {"label": label, "count": 0}


def _place(token: Token, env: Any) -> tuple[str, str]:
    """Return the note's number as the page's addresses have it, and which of its references this is."""
    again = token.meta.get("subId", 0)
    return f"{escape(env['docId'])}-{token.meta['id'] + 1}", f"-{again + 1}" if again else ""


def _reference_html(renderer: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    note, again = _place(tokens[index], env)
    number = tokens[index].meta["id"] + 1
    return f'<sup><a href="#note-{note}" id="to-note-{note}{again}" role="doc-noteref">{number}</a></sup>'


def _open_all(renderer: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    return f'<section class="footnotes" role="doc-endnotes" aria-label="{escape(_("Notes"))}">\n<ol>\n'


def _close_all(renderer: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    return "</ol>\n</section>\n"


def _open_note(renderer: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    return f'<li id="note-{_place(tokens[index], env)[0]}">'


def _back(renderer: Any, tokens: Tokens, index: int, options: Any, env: Any) -> str:
    token = tokens[index]
    if not env["footnotes"]["list"][token.meta["id"]].get("count"):
        return ""
    note, again = _place(token, env)
    said = escape(_("Back to note %(number)d in the text") % {"number": token.meta["id"] + 1})
    return f' <a href="#to-note-{note}{again}" role="doc-backlink" aria-label="{said}">↩\ufe0e</a>'
