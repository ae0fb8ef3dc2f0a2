"""Mails as programs copy them and as files: who asks, when, in which words. No database."""

from datetime import UTC, datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest

from signatories.mails import Mail, Person, Unreadable, Wish, read_one, read_pasted, texts_of
from signatories.mails.dates import moment, recent
from signatories.mails.wishes import wish_of

EASTERN = ZoneInfo("America/New_York")
SENT = datetime(2011, 6, 7, 19, 12, tzinfo=UTC)
PASTED = datetime(2011, 6, 8, 14, 0, tzinfo=UTC)
HEADERS = b"From: Jane Doe <jane@x.org>\r\nDate: Tue, 7 Jun 2011 15:12:00 -0400\r\nSubject: letter\r\n"
LAYOUTS = {
    "Outlook": "From: Jane Doe <jane@x.org>\nSent: Tuesday, June 7, 2011 3:12 PM\nTo: Ann\nSubject: RE: letter\n\n{}",
    "Outlook, brackets": "From: Doe, Jane [mailto:jane@x.org]\nSent: Tuesday, June 07, 2011 3:12 PM\n\n{}",
    "Outlook in Spanish": (
        "De: Jane Doe <jane@x.org>\nEnviado el: martes, 7 de junio de 2011 15:12\nPara: Ann\nAsunto: RE: carta\n\n{}"
    ),
    "Apple Mail": "From: Jane Doe <jane@x.org>\nSubject: letter\nDate: June 7, 2011 at 3:12:45 PM EDT\nTo: Ann\n\n{}",
    "Gmail": "On Tue, Jun 7, 2011 at 3:12 PM Jane Doe <jane@x.org> wrote:\n\n> {}",
    "Gmail, broken line": "On Tue, Jun 7, 2011 at 3:12 PM, Jane Doe\n<jane@x.org> wrote:\n> {}",
    "Gmail in Spanish": "El mar, 7 jun 2011 a las 15:12, Jane Doe (<jane@x.org>) escribió:\n\n{}",
    "Gmail, printed": "Jane Doe <jane@x.org>\nTue, Jun 7, 2011 at 3:12 PM\nTo: Ann <ann@x.org>\n\n{}",
    "Gmail, window": "Jane Doe <jane@x.org>\nTue, Jun 7, 3:12\u202fPM (1 day ago)\nto me\n\n{}",
    "Gmail, window, long ago": "Jane Doe <jane@x.org>\nJun 7, 2011, 3:12 PM\nto me, Ann\n\n{}",
    "Gmail, window, in one line": "Jane Doe <jane@x.org>\t3:12 PM (18 hours ago)\t\n\nto George\n\n{}",
    "Gmail, window, in Spanish": "Jane Doe <jane@x.org>\nmar, 7 jun, 15:12 (hace 1 día)\npara mí\n\n{}",
    "labels on lines of their own": "From:\nJane Doe <jane@x.org>\nSent:\nTuesday, June 7, 2011 3:12 PM\n\n{}",
}


def only(text: str) -> Mail:
    [mail] = read_pasted(text, EASTERN, now=PASTED)
    return mail


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_pasted_mail_says_who_when_and_what(layout: str) -> None:
    asks = only(LAYOUTS[layout].format("Please add my boss.")).message

    assert (asks.sender, asks.parts.text) == (Person("Jane Doe", "jane@x.org"), "Please add my boss.")
    assert asks.sent_at is not None
    assert asks.sent_at.replace(second=0) == SENT


@pytest.mark.parametrize(
    "written",
    [
        "Tue, 7 Jun 2011 15:12:00 -0400",
        "6/7/2011 3:12 PM",
        "2011-06-07 15:12",
        "June 7th, 2011 12:12 PM PDT",
        "7 de junio de 2011, 15:12:00 GMT-4",
        "martes, 7 de junio de 2011 3:12 p. m.",
        "mar., 7 de jun. de 2011 a la(s) 3:12 p. m.",
    ],
)
def test_a_time_is_read_in_its_zone_or_in_the_letter_s(written: str) -> None:
    assert moment(written, EASTERN) == SENT


@pytest.mark.parametrize(
    "written", ["", "yesterday", "June 7, 2011", "30 Feb 2011 10:00", "99/99/2011 10:00", "25:61"]
)
def test_what_is_no_time_is_none(written: str) -> None:
    assert moment(written, EASTERN) is None


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("10:00 AM (0 minutes ago)", "2011-06-08"),
        ("10:01 AM (23 hours ago)", "2011-06-07"),
        ("Wed, Jun 8, 10:00 AM", "2011-06-08"),
        ("Wed, Jun 8, 10:01 AM", "2010-06-08"),
        ("mar, 1 mar, 9:00", "2011-03-01"),
        ("Feb 29, 9:00 AM", "2008-02-29"),
        ("Feb 30, 9:00 AM", None),
        ("See you at 9:00 AM", None),
        ("30, 9:00 AM", None),
    ],
)
def test_a_day_or_a_year_left_out_is_the_latest_that_was(written: str, day: str | None) -> None:
    found = recent(written, EASTERN, PASTED)

    assert (found and f"{found.astimezone(EASTERN):%Y-%m-%d}") == day


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("Please add my boss, Mike Honda.", Wish.YES),
        ("Could you please sign us on?", Wish.YES),
        ("Count us in!", Wish.YES),
        ("Rep. Honda would be happy to join.", Wish.YES),
        ("If it's not too late, please add Rep. Chu.", Wish.YES),
        ("Please add her. Do not hesitate to call.", Wish.YES),
        ("Por favor, agregue a mi jefe.", Wish.YES),
        ("La congresista se suma a la carta.", Wish.YES),
        ("Please do NOT add my boss.", Wish.NO),
        ("Please don't sign us on.", Wish.NO),
        ("We will not be signing on.", Wish.NO),
        ("Please take Mr. Honda off the letter.", Wish.NO),
        ("She must decline, sorry.", Wish.NO),
        ("Unfortunately he cannot join.", Wish.NO),
        ("No agregue a mi jefe, por favor.", Wish.NO),
        ("La senadora no puede firmar.", Wish.NO),
        ("Please add Rep. Chu but not Rep. Honda: do not add him.", Wish.BOTH),
        ("When is the deadline to sign on?", Wish.QUESTION),
        ("Is it too late to add my boss?", Wish.QUESTION),
        ("She may want to join.", Wish.QUESTION),
        ("¿Cuál es el plazo?", Wish.QUESTION),
        ("Thanks for the coffee!", Wish.NOTHING),
        ("", Wish.NOTHING),
    ],
)
def test_what_a_mail_wants(text: str, wish: Wish) -> None:
    assert wish_of(text)[0] == wish


def test_the_signature_block_and_what_is_below_are_told_from_the_words() -> None:
    text = (
        "CAUTION: This email comes from outside.\nPlease add my boss.\n\nThanks,\nJane\n\nJane Doe\n"
        "Legislative Assistant | Rep. Honda\n(202) 225-2631\nSent from my iPhone\n\nCONFIDENTIALITY NOTICE: remove it."
    )

    parts = only(f"From: Jane Doe <jane@x.org>\nSubject: letter\n\n{text}").message.parts

    assert (parts.text, parts.role, parts.phone) == ("Please add my boss.", "Legislative Assistant", "(202) 225-2631")


def test_what_is_quoted_decides_nothing() -> None:
    quoted = "From: Ann <ann@x.org>\nSent: June 6, 2011 9:00 AM\nTo: Jane Doe\nSubject: letter\n\nPlease sign on!"
    for between in ("", "-----Original Message-----\n", "________________________________\n"):
        head = "From: Jane Doe <jane@x.org>\nSent: June 7, 2011 3:12 PM\nTo: Ann <ann@x.org>\nSubject: RE: letter"

        mail = only(f"{head}\n\nWe must decline.\n\n{between}{quoted}")

        assert (mail.message.wish[0], mail.message.sender.name, len(mail.messages)) == (Wish.NO, "Jane Doe", 2)


def test_ten_mails_in_one_paste_are_ten() -> None:
    one = (
        "From: Aide {0} <a{0}@x.org>\nSent: June 7, 2011 3:{0}0 PM\nTo: Ann <a@x.org>\nSubject: RE: letter\n\nYes {0}"
    )

    mails = read_pasted("\n".join(one.format(number) for number in range(6)), EASTERN)

    assert [mail.message.parts.text for mail in mails] == [f"Yes {number}" for number in range(6)]


def test_mails_from_gmail_s_window_are_told_apart_and_what_one_quotes_stays_in_it() -> None:
    jane, ed = (LAYOUTS[layout] for layout in ("Gmail, window", "Gmail, window, in one line"))
    quoting = "Add Rep. Chu.\n\n" + LAYOUTS["Gmail"].format("Please sign on!").replace("Jane Doe", "Ann Lee")

    mails = read_pasted(jane.format(quoting) + "\n\n" + ed.format("Add Rep. Lee."), EASTERN, now=PASTED)

    assert [(mail.message.wish[1], len(mail.messages)) for mail in mails] == [
        ("Add Rep. Chu.", 2),
        ("Add Rep. Lee.", 1),
    ]
    assert not any(mail.may_hold_another for mail in mails)


@pytest.mark.parametrize(
    ("below", "flagged"),
    [
        ("Ed Gray <ed@x.org>\nvia the list\nheute um 14:14\nto me\n\nAdd Rep. Lee.", True),
        ("Ed Gray <ed@x.org> gestern, 14:14\n\nAdd Rep. Lee.", True),
        ("Ed Gray <ed@x.org>\n1\n2\n14:14", False),
        ("Ed Gray <ed@x.org>\n(202) 225-2631", False),
        ("ed@x.org<mailto:ed@x.org>\nfrom 9:00 on", False),
    ],
)
def test_what_may_be_another_mail_is_flagged(below: str, flagged: bool) -> None:
    mail = only(LAYOUTS["Outlook"].format(f"Add Rep. Chu.\n\n{below}"))

    assert (mail.may_hold_another, only(below).may_hold_another) == (flagged, False)
    assert "to me" not in mail.message.wish[1]


def test_the_innermost_of_two_forwards_asks() -> None:
    inner = "From: Bea <bea@x.org>\nDate: June 5, 2011 8:00 AM\nSubject: letter\n\nPlease add Rep. Lofgren."
    middle = f"From: Cal <cal@x.org>\nDate: June 6, 2011 8:00 AM\nSubject: Fwd: letter\n\nSee below.\n\n{inner}"
    outer = (
        "From: Dee <dee@x.org>\nDate: June 7, 2011 8:00 AM\nSubject: FW: letter\n\nFYI\n\nBegin forwarded message:\n\n"
    )

    mail = read_one(outer + middle, EASTERN)

    assert mail.message.sender.name == "Bea"
    assert mail.message.sent_at == datetime(2011, 6, 5, 12, tzinfo=UTC)
    assert [str(person) for person in mail.forwarders] == ["Cal", "Dee"]


def test_what_the_letter_s_own_people_write_is_nobody_s_wish() -> None:
    own = (Person("Ann Lee", "ann@x.org"),)
    sent = "From: Ann Lee <ann@x.org>\nDate: June 5, 2011 8:00 AM\nSubject: letter\n\nPlease sign on!"
    outer = f"From: Dee <dee@x.org>\nDate: June 7, 2011 8:00 AM\nSubject: FW: letter\n\nWhat is this?\n\n{sent}"

    mail = read_one(outer, EASTERN, own)

    assert (mail.message.sender.name, mail.message.wish[0]) == ("Dee", Wish.QUESTION)


def test_one_mail_is_the_same_pasted_or_as_a_file() -> None:
    pasted = only(LAYOUTS["Outlook"].format("Please add\nmy boss.  ").replace("RE: letter", "letter"))

    [text] = texts_of(HEADERS + b"\r\nPlease add my boss.\r\n")

    assert read_one(text, EASTERN).sha256 == pasted.sha256
    assert read_one(text.replace("boss", "aunt"), EASTERN).sha256 != pasted.sha256


def test_text_without_any_header_is_still_a_mail() -> None:
    mail = only("Please add my boss, Mike Honda.")

    assert (str(mail.message.sender), mail.message.sent_at, mail.message.wish[0]) == ("", None, Wish.YES)


# Files


def test_a_mail_of_html_is_read_and_its_scripts_are_not() -> None:
    page = "<style>p{}</style><!-- x --><p>Please&nbsp;add<br><b>Ra&uacute;l</b></p><script>add()</script><p>Bye"

    [text] = texts_of(HEADERS + b"Content-Type: text/html\r\n\r\n" + page.encode())

    assert read_one(text, EASTERN).message.body == "Please add\nRaúl\n\nBye"


def test_attached_mails_are_read_each_and_attachments_only_named() -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner["From"], inner["Subject"] = "Bea <bea@x.org>", "letter"
    inner.set_content("Please add Rep. Lofgren.")
    outer["From"], outer["Subject"], outer["Message-ID"] = "Cal <cal@x.org>", "Fwd: letter", "<1@x.org>"
    outer.set_content("FYI")
    outer.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="scan.pdf")
    outer.add_attachment(inner)
    outer.add_attachment(inner.as_bytes(), maintype="application", subtype="octet-stream", filename="b.eml")

    texts = texts_of(outer.as_bytes())

    mails = [read_one(text, EASTERN) for text in texts]
    assert [(mail.message.sender.name, [str(each) for each in mail.forwarders]) for mail in mails] == [
        ("Bea", ["Cal"])
    ] * 2
    assert (mails[0].messages[0].attachments, mails[0].messages[0].message_id) == ("scan.pdf", "<1@x.org>")


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (b"\r\nplease\0 add", "please add"),
        (b"Content-Type: text/plain; charset=klingon\r\n\r\nRa\xfal", "Raúl"),
        (b"Content-Type: text/plain; charset=utf-8\r\n\r\nRa\xfal", "Raúl"),
        (b"Content-Type: multipart/mixed\r\n\r\nplease add", "please add"),
        (b"Content-Type: text/plain; " + b"a=b; " * 50_000 + b"\r\n\r\nplease add", "please add"),
        (b"Content-Type: text/html\r\n\r\nplease add" + b"<!" * 40_000 + b"<a " * 4, None),
        (b"Subject: =?klingon?b?////?=\r\nDate: never\r\n\r\nplease add", "please add"),
    ],
    ids=["NUL", "unknown charset", "wrong charset", "no boundary", "long header", "broken tags", "broken headers"],
)
def test_a_broken_mail_is_read_as_far_as_it_goes(body: bytes, read: str | None) -> None:
    [text] = texts_of(b"From: Jane <jane@x.org>\r\n" + body)

    message = read_one(text, EASTERN).message
    assert ("\0" in text, message.sender.name) == (False, "Jane")
    assert read in (None, message.body)


def _nested(levels: int) -> bytes:
    opened = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(levels))
    return HEADERS + opened + b"\r\nplease add"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b" \r\n", "The file is empty."),
        (HEADERS + b"\r\n" + b"x" * 10_500_000, "The file is larger than 10 MB."),
        (HEADERS + b"\r\n" + b"add my boss\n" * 10_000, "The mail has more text than a reply has."),
        (_nested(5_000), "The file is too broken to be read."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Outlook's own format (.msg) cannot be read."),
        (b"%PDF-1.7\x00\x01", "This is not a mail: it names no sender."),
    ],
    ids=["empty", "10 MB", "long", "5,000 levels", "msg", "pdf"],
)
def test_what_is_no_mail_is_refused_with_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why.replace("(", r"\(").replace(")", r"\)")):
        texts_of(content)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            b"From: a@b.org\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * 3000, id="boundaries"
        ),
        pytest.param(b"From: a@b.org\n" + b"Content-Type: multipart/mixed; boundary=b\n" * 41, id="containers"),
        pytest.param(
            b"From: a@b.org\n" + b"Content-Type: multipart/mixed; boundary=b\n" * 30 + b"x\n" * 70_000, id="lines"
        ),
    ],
)
def test_what_the_library_would_read_for_minutes_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable, match="too broken"):
        texts_of(content)


def test_a_charset_that_is_none_is_read_as_windows_writes() -> None:
    mail = b"From: a@b.org\nContent-Type: text/plain; charset=punycode\n\nSe\xf1or " + b"a" * 50_000
    assert "Señor" in texts_of(mail)[0]


@pytest.mark.parametrize(
    "text",
    [
        "Please add me to the mailing list of Rep. Honda.",
        "Thank you for adding Congressman Honda.",
        "Gracias por incluir a la congresista Lee.",
    ],
)
def test_speaking_of_adding_is_no_wish(text: str) -> None:
    assert wish_of(text)[0] == Wish.QUESTION
