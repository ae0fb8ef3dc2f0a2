"""Word files for tests, written part by part: what Word, LibreOffice and Google write that python-docx cannot."""

from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def run(words: str, properties: str = "") -> str:
    """Words with run properties, such as ``<w:b/>``."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def paragraph(*inside: str, properties: str = "") -> str:
    """A paragraph; what is not an element yet becomes a run."""
    runs = (piece if piece.startswith("<") else run(piece) for piece in inside)
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def item(words: str, of: int = 1, level: int = 0) -> str:
    """A paragraph of a list of ``LISTS``."""
    return paragraph(words, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{of}"/></w:numPr>')


def note(number: int) -> str:
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def link(words: str, relationship: str = "link") -> str:
    return f'<w:hyperlink r:id="{relationship}">{run(words)}</w:hyperlink>'


def _level(depth: int, kind: str, label: str, start: int = 1) -> str:
    inside = f'<w:start w:val="{start}"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{label}"/>'
    return f'<w:lvl w:ilvl="{depth}">{inside}</w:lvl>'


def _list(number: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>'


# 1: decimal, with (a) inside; 2: bullets; 3: the first once more, from 1; 4: decimal from 3
LISTS = (
    _list(0, _level(0, "decimal", "%1."), _level(1, "lowerLetter", "(%2)"), _level(2, "bullet", "o"))
    + _list(1, _level(0, "bullet", "•"), _level(1, "bullet", "o"))
    + _list(2, _level(0, "decimal", "%1.", start=3))
    + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="2"/></w:num>'
)


def parts(body: str, *, notes: str = "", links: dict[str, str] | None = None, **more: str) -> dict[str, str]:
    """The parts of a file by name. ``notes`` are paragraphs, each of them a footnote, from 1."""
    numbered = "".join(
        f'<w:footnote w:id="{number}">{words}</w:footnote>' for number, words in enumerate(notes.split("\n"), 1)
    )
    relations = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/hyperlink" Target="{escape(target)}" TargetMode="External"/>'
        for name, target in (links or {}).items()
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{TYPE}.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {W} {R}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{relations}</Relationships>',
        "word/numbering.xml": f"<w:numbering {W}>{LISTS}</w:numbering>",
        "word/footnotes.xml": f"<w:footnotes {W} {R}>{numbered}</w:footnotes>",
    } | more


def packed(files: dict[str, str] | dict[str, bytes]) -> BytesIO:
    """Return the file of these parts."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    file.name = "letter.docx"
    file.seek(0)
    return file


def document(body: str, **options: str) -> BytesIO:
    """Return a Word file with this body."""
    return packed(parts(body, **options))
