"""A Word file becomes a letter's Markdown: what means something survives, the rest is listed or refused."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document

from letters import word
from letters.text import to_html
from letters.word import NotRead, package
from tests.factories.word import LISTS, W, document, item, link, note, packed, paragraph, parts, run

STARTED = "<w:ins>" + run("new") + "</w:ins>"


def markdown(body: str, **options) -> str:
    return word.read(document(body, **options)).markdown


def left_out(body: str, **options) -> list[str]:
    return word.read(document(body, **options)).left_out


def refusal(file) -> str:
    with pytest.raises(NotRead) as refused:
        word.read(file)
    return str(refused.value)


def test_emphasis_links_and_notes_survive_into_the_letter_and_out_of_it() -> None:
    body = paragraph("We ", run("ask", "<w:b/>"), " you", note(1), ": read ", link("the report"), ".", note(2))
    notes = paragraph("See ", run("page 3", "<w:i/>"), ".") + "\n" + paragraph("Later.")

    text = markdown(body, notes=notes, links={"link": "https://report.example/a"})

    assert text == (
        "We **ask** you[^1]: read [the report](https://report.example/a).[^2]\n\n[^1]: See *page 3*.\n\n[^2]: Later."
    )
    html = to_html(text)
    assert '<a href="#note-letter-1" id="to-note-letter-1" role="doc-noteref">1</a>' in html
    assert '<li id="note-letter-1"><p>See <em>page 3</em>. <a href="#to-note-letter-1" role="doc-backlink"' in html


def test_numbers_are_words_own_also_after_a_paragraph_in_between_and_from_another_start() -> None:
    body = item("one") + item("sub", level=1) + item("sub", level=1) + item("two") + paragraph("Between.")
    body += item("three") + item("again one", of=3) + paragraph("Then.") + item("from three", of=4)

    assert markdown(body) == (
        "1. one\n   1. sub\n   2. sub\n2. two\n\nBetween.\n\n3. three\n\n1) again one\n\nThen.\n\n3. from three"
    )


def test_a_list_whose_numbers_come_from_its_style_counts_too() -> None:
    styled = paragraph("first", properties='<w:pStyle w:val="Demand"/>')
    styles = (
        f'<w:styles {W}><w:style w:type="paragraph" w:styleId="Base">'
        '<w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Demand"><w:basedOn w:val="Base"/></w:style></w:styles>'
    )
    numbering = f"<w:numbering {W}>{LISTS.replace('<w:numFmt', '<w:pStyle w:val="Demand"/><w:numFmt')}</w:numbering>"

    found = markdown(styled * 2, **{"word/styles.xml": styles, "word/numbering.xml": numbering})

    assert found == "3. first\n4. first"


def test_bullets_nest() -> None:
    assert markdown(item("a", of=2) + item("b", of=2, level=1) + item("c", of=2)) == "- a\n  - b\n- c"


def test_a_file_of_another_program_is_read() -> None:
    made = Document()
    made.add_heading("Ask", 1)
    made.add_paragraph("Plain ").add_run("bold").bold = True
    made.add_paragraph("first", style="List Number")
    file = BytesIO()
    made.save(file)

    assert word.read(file).markdown == "## Ask\n\nPlain **bold**\n\n1. first"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (paragraph("<w:r><w:drawing/></w:r>", "x"), "1 picture or drawing."),
        (paragraph("<w:r><w:pict><w:txbxContent><w:p/></w:txbxContent></w:pict></w:r>", "x"), "1 text box."),
        (
            paragraph(f"<w:r><w:pict><w:txbxContent>{paragraph('Boxed')}</w:txbxContent></w:pict></w:r>", "x"),
            "1 text box. “Boxed”",
        ),
        (
            f"<w:tbl><w:tr><w:tc>{paragraph('x')}</w:tc></w:tr></w:tbl>",
            "A table: its cells became paragraphs, one below the other.",
        ),
        (paragraph("x", run("secret", "<w:vanish/>")), "Hidden words."),
        (paragraph(run("x", '<w:sz w:val="40"/>')), "Fonts, sizes and colors: the letter has its own."),
        (
            item("x", level=1),
            "Labels such as (a), iv. or “Demand 1”: they became 1, 2, 3. See whether the text speaks of them.",
        ),
        (paragraph(link("x")), "1 link that leads to no web page or mailbox."),
        (paragraph("x", "<w:ruby/>"), "Something that cannot be read here (w:ruby)."),
    ],
)
def test_what_a_letter_cannot_hold_is_listed_and_the_words_stay(body: str, told: str) -> None:
    reading = word.read(document(body, links={"link": "file:///C:/secret.doc"}))

    assert told in reading.left_out
    assert "secret" not in reading.markdown
    assert reading.markdown.endswith("x")


def test_headers_are_listed_only_if_they_say_something() -> None:
    header = {"word/header1.xml": f"<w:hdr {W}>{paragraph('Office of')}</w:hdr>"}

    assert left_out(paragraph("x"), **header) == ["The header and the footer of the page."]
    assert left_out(paragraph("x"), **{"word/header1.xml": f"<w:hdr {W}><w:p/></w:hdr>"}) == []


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (paragraph("x", STARTED), "tracked changes"),
        (paragraph("x", "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>"), "tracked changes"),
        (paragraph("x", properties="<w:rPr><w:del/></w:rPr>"), "tracked changes"),
        (paragraph(run("x", "<w:rPrChange/>")), "tracked changes"),
        (paragraph("x", '<w:r><w:commentReference w:id="0"/></w:r>'), "comments"),
        (paragraph(run("x", "<w:strike/>")), "struck out"),
    ],
)
def test_what_is_unresolved_is_refused_with_what_to_do(body: str, told: str) -> None:
    sentence = refusal(document(body))

    assert told in sentence
    assert sentence.endswith("upload it again.")


def test_changes_in_a_footnote_are_unresolved_too() -> None:
    assert "tracked changes" in refusal(document(paragraph("x", note(1)), notes=paragraph(STARTED)))


def bomb(name: str, size: int) -> BytesIO:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for part, content in parts(paragraph("x")).items():
            if part != name:
                archive.writestr(part, content)
        with archive.open(name, "w") as member:
            for _ in range(size):
                member.write(b" " * 1024 * 1024)
    return file


def entity(declared: str) -> BytesIO:
    files = parts(paragraph("x"))
    files["word/document.xml"] = f"<!DOCTYPE d [{declared}]>" + files["word/document.xml"].replace("x<", "&a;<")
    return packed(files)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MACROS = parts(paragraph("x"))["[Content_Types].xml"].replace(
    "vnd.openxmlformats-officedocument.wordprocessingml.document.main", "vnd.ms-word.document.macroEnabled.main"
)
LOCKED, OLD, MACRO, BIG = "locked with a password", "old kind (.doc)", "holds macros", "far larger than a letter"
NO_WORD, DAMAGED, EMPTY, LONG = "not a Word file", "is damaged", "no text", "longer than a letter"
ZOO = {
    "a .doc renamed": (lambda: BytesIO(OLE + b"\0" * 600), OLD),
    "encrypted": (lambda: BytesIO(OLE + "EncryptedPackage".encode("utf-16-le") * 2), LOCKED),
    "macros by type": (lambda: packed(parts(paragraph("x")) | {"[Content_Types].xml": MACROS}), MACRO),
    "macros by part": (lambda: packed(parts(paragraph("x")) | {"word/vbaProject.bin": "x"}), MACRO),
    "too large": (lambda: BytesIO(b"PK\x03\x04" + bytes(10 * 1024 * 1024)), "larger than 10.0"),
    "bomb in the text": (lambda: bomb("word/document.xml", 4), BIG),
    "bomb in the styles": (lambda: bomb("word/styles.xml", 4), BIG),
    "2,001 members": (lambda: packed(parts(paragraph("x")) | {f"x/{n}": "" for n in range(2001)}), BIG),
    "external entity": (lambda: entity('<!ENTITY a SYSTEM "file:///etc/passwd">'), DAMAGED),
    "billion laughs": (lambda: entity('<!ENTITY b "ha"><!ENTITY a "&b;&b;&b;">'), DAMAGED),
    "a foreign DTD": (
        lambda: packed(
            {
                name: f'<!DOCTYPE d SYSTEM "https://evil.example/d.dtd">{content}'
                for name, content in parts(paragraph("x")).items()
            }
        ),
        DAMAGED,
    ),
    "broken XML": (lambda: packed(parts("<w:p>")), DAMAGED),
    "no document": (lambda: packed({"[Content_Types].xml": "<a/>"}), NO_WORD),
    "a spreadsheet": (lambda: packed({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>"}), NO_WORD),
    "a truncated zip": (lambda: BytesIO(document(paragraph("x")).getvalue()[:300]), DAMAGED),
    "a PDF": (lambda: BytesIO(b"%PDF-1.7"), NO_WORD),
    "nothing": (BytesIO, NO_WORD),
    "no words": (lambda: document("<w:p/>"), EMPTY),
    "elements": (lambda: document("<w:p/>" * package.MOST_ELEMENTS), BIG),
    "depth": (lambda: document("<w:sdt>" * 90 + "</w:sdt>" * 90), BIG),
    "a book": (lambda: document(paragraph("word " * 50_000)), LONG),
    "notes": (lambda: document(paragraph(note(1) * 2_001), notes=paragraph("n")), LONG),
    "a style of no kind": (
        lambda: document(paragraph("x"), **{"word/styles.xml": f"<w:styles {W}><w:style/></w:styles>"}),
        DAMAGED,
    ),
}


@pytest.mark.parametrize("name", ZOO)
def test_what_is_no_letter_is_refused_with_a_sentence(name: str) -> None:
    make, told = ZOO[name]

    assert told in refusal(make())


def test_a_bomb_among_the_pictures_is_refused_without_being_unpacked(monkeypatch) -> None:
    monkeypatch.setattr(package, "LARGEST_WHOLE", 1024 * 1024)

    assert BIG in refusal(bomb("word/media/image1.png", 2))


def test_a_size_that_lies_is_no_way_around() -> None:
    file = bomb("word/styles.xml", 4).getvalue()
    declared = (4 * 1024 * 1024).to_bytes(4, "little")
    assert declared in file

    assert DAMAGED in refusal(BytesIO(file.replace(declared, (1000).to_bytes(4, "little"))))


def test_hostile_words_stay_words() -> None:
    payload = "<script>alert(1)</script> [x](javascript:alert(1)) {{ 7|add:7 }} *a* _b_ &amp;lt; 1. # \\ `x`"

    html = to_html(markdown(paragraph(run(payload))))

    assert html == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:alert(1)) {{ 7|add:7 }} *a* _b_ "
        "&amp;amp;lt; 1. # \\ `x`</p>\n"
    )
