import unicodedata

import pytest
from django.core.exceptions import ValidationError
from django.core.mail.backends.smtp import EmailBackend
from django.utils import translation

from directory.states import FREE_MAIL
from outbox.addresses import CHECK_AFTER, CHECK_BEFORE, ONE_ADDRESS, TOO_LONG, TYPE_AGAIN, canonical, validate_mailbox
from outbox.providers import likely_meant


def canonical_or_none(address: str) -> str | None:
    try:
        return canonical(address)
    except ValueError:
        return None


PLAIN = [
    "ana.diaz@example.org",
    "Ana.Diaz@example.org",
    "ANA.DIAZ@EXAMPLE.ORG",
    "ana.diaz@Example.Org",
    "ana.diaz@\uff45\uff58\uff41\uff4d\uff50\uff4c\uff45.org",
    "ana.diaz@example\u3002org",
    "ana.diaz@example\uff0eorg",
    "ana.diaz@example\uff61org",
]
SPELLINGS_OF_ONE_MAILBOX = [
    *PLAIN,
    "  ana.diaz@example.org",
    "ana.diaz@example.org  ",
    "\u00a0ana.diaz@example.org",
    "ana.diaz@example.org\n",
    "\tana.diaz@example.org",
    "ana.diaz@exam\u200bple.org",
    "ana.diaz@exam\u00adple.org",
    "ana.diaz@exam\u2060ple.org",
    "ana.diaz@exam\ufeffple.org",
    "ana.diaz@exam\ufe0fple.org",
    "ana.diaz@example.org\u200b",
    "\u202aana.diaz@example.org\u202c",
    "ana\u200d.diaz@example.org",
    "ana.diaz\u180e@example.org",
    "ana.diaz\u034f@example.org",
    "\u3164ana.diaz@example.org",
    "\uff41\uff4e\uff41.diaz@example.org",
    "ana.diaz\uff20example.org",
    "ana.diaz@example.or\U000e0067g",
    "ana.dia\u17b4z@ex\uffa0ample.org",
]


@pytest.mark.parametrize("spelling", SPELLINGS_OF_ONE_MAILBOX, ids=ascii)
def test_every_spelling_of_one_mailbox_is_that_mailbox(spelling: str) -> None:
    assert canonical(spelling) == "ana.diaz@example.org"


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("jo@MÜNCHEN.example", "jo@xn--mnchen-3ya.example"),
        ("jo@xn--mnchen-3ya.example", "jo@xn--mnchen-3ya.example"),
        ("jo@mu\u0308nchen.example", "jo@xn--mnchen-3ya.example"),
        ("jo@stra\u00dfe.example", "jo@strasse.example"),  # where Django's mail server is told to send it
        ("mi\u212ae@example.org", "mike@example.org"),  # the Kelvin sign
        ("\u017fam@example.org", "sam@example.org"),  # the long s
        ("o'brien+letters@example.org", "o'brien+letters@example.org"),
        ("a.b@example.org", "a.b@example.org"),
        ("ab@example.org", "ab@example.org"),
        ("ana@ex\u0430mple.org", "ana@xn--exmple-4nf.org"),  # a Cyrillic letter is another domain
    ],
    ids=ascii,
)
def test_different_mailboxes_stay_different(address: str, mailbox: str) -> None:
    assert canonical(address) == mailbox


BY_PROVIDER = [
    ("A.n.a@gmail.com", "ana@gmail.com"),
    ("ana+letters@gmail.com", "ana@gmail.com"),
    ("a.na+a.b+c@GoogleMail.com", "ana@gmail.com"),
    ("ana+letters@outlook.com", "ana@outlook.com"),
    ("ana+letters@hotmail.com", "ana@hotmail.com"),
    ("ana+letters@live.com", "ana@live.com"),
    ("ana+letters@msn.com", "ana@msn.com"),
    ("ana+letters@icloud.com", "ana@icloud.com"),
    ("ana+letters@me.com", "ana@me.com"),
    ("ana+letters@mac.com", "ana@mac.com"),
    ("ana+letters@proton.me", "ana@proton.me"),
    ("ana+letters@protonmail.com", "ana@proton.me"),
    ("a-n_a+letters@pm.me", "ana@proton.me"),
    ("ana+letters@fastmail.com", "ana@fastmail.com"),
    ("letters@ana.fastmail.com", "ana@fastmail.com"),
    ("letters+more@ana.fastmail.fm", "ana@fastmail.fm"),
    ("\uff41na+letters@gma\u200bil.com", "ana@gmail.com"),
    # kept: no provider says that these are one mailbox
    ("a.na@outlook.com", "a.na@outlook.com"),
    ("a.na@proton.me", "ana@proton.me"),
    ("a.na+letters@mail.house.gov", "a.na+letters@mail.house.gov"),
    ("ana-letters@yahoo.com", "ana-letters@yahoo.com"),
    ("ana+letters@yahoo.com", "ana+letters@yahoo.com"),
    ("letters@ana.gmail.com", "letters@ana.gmail.com"),
    ("letters@b.ana.fastmail.com", "letters@b.ana.fastmail.com"),
    ("a.na@gmail.com.example.org", "a.na@gmail.com.example.org"),
    ("a.na@notgmail.com", "a.na@notgmail.com"),
    ("+letters@gmail.com", "+letters@gmail.com"),
]


@pytest.mark.parametrize(("address", "mailbox"), BY_PROVIDER, ids=ascii)
def test_dots_and_tags_count_unless_the_provider_says_otherwise(address: str, mailbox: str) -> None:
    assert canonical(address) == mailbox
    assert canonical(mailbox) == mailbox


def test_every_domain_in_the_tables_is_written_as_addresses_are_compared() -> None:
    for domain in FREE_MAIL:
        assert canonical(f"ana@{domain}").partition("@")[2] in FREE_MAIL


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("ana@gmial.com", "gmail.com"), ("ana@Gmail.con", "gmail.com"), ("ana@gamil.com", "gmail.com")),
        *(("ana@hotmial.com", "hotmail.com"), ("ana@yaho.com", "yahoo.com"), ("ana@outlok.com", "outlook.com")),
        *(("ana@gmail.com", ""), ("ana@ymail.com", ""), ("ana@mail.house.gov", ""), ("ana@hotmail.es", "")),
        *(("ana@small.com", ""), ("ana@yahoo.co.jp", ""), ("ana@example.org", ""), ("ana", ""), ("", "")),
    ],
)
def test_a_slip_of_the_finger_in_a_well_known_domain_is_seen(typed: str, meant: str) -> None:
    assert likely_meant(typed) == meant


REFUSED = [
    ("", ONE_ADDRESS),
    ("ana", ONE_ADDRESS),
    ("a@b@example.org", ONE_ADDRESS),
    ("a@example.org, victim@example.com", ONE_ADDRESS),
    ("a@example.org,victim@example.com", ONE_ADDRESS),
    ("a@example.org;victim@example.com", ONE_ADDRESS),
    ("a@example.org victim@example.com", ONE_ADDRESS),
    ("a@example.org, victim", CHECK_AFTER),
    ("victim, a@example.org", CHECK_BEFORE),
    ("Ana <a@example.org>", CHECK_BEFORE),
    ("<a@example.org>", CHECK_BEFORE),
    ('"a"@example.org', CHECK_BEFORE),
    ('"a b"@example.org', CHECK_BEFORE),
    ("a b@example.org", CHECK_BEFORE),
    ("a(comment)@example.org", CHECK_BEFORE),
    ("@example.org", CHECK_BEFORE),
    (".a@example.org", CHECK_BEFORE),
    ("a.@example.org", CHECK_BEFORE),
    ("a..b@example.org", CHECK_BEFORE),
    ("jos\u00e9@example.org", CHECK_BEFORE),
    ("\u0130rem@example.org", CHECK_BEFORE),
    ("\u0430na@example.org", CHECK_BEFORE),
    ("a" * 65 + "@example.org", CHECK_BEFORE),
    ("a@localhost", CHECK_AFTER),
    ("a@[127.0.0.1]", CHECK_AFTER),
    ("a@127.0.0.1", CHECK_AFTER),
    ("a@example", CHECK_AFTER),
    ("a@example.org.", CHECK_AFTER),
    ("a@.example.org", CHECK_AFTER),
    ("a@exa mple.org", CHECK_AFTER),
    ("a@exam_ple.org", CHECK_AFTER),
    ("a@-example.org", CHECK_AFTER),
    ("a@example-.org", CHECK_AFTER),
    ("a@example.org>", CHECK_AFTER),
    ("a@" + "b" * 64 + ".org", CHECK_AFTER),
    ("a@b\u2100.org", CHECK_AFTER),
    ("a@example.org\r\nBcc: victim", TYPE_AGAIN),
    ("a\r\n@example.org", TYPE_AGAIN),
    ("a\x00@example.org", TYPE_AGAIN),
    ("a@exam\x7fple.org", TYPE_AGAIN),
    ("a@exam\x85ple.org", TYPE_AGAIN),
    ("a@" + "b." * 130 + "org", TOO_LONG),
    ("a@" + "\u00fc." * 100 + "org", TOO_LONG),
]


@pytest.mark.parametrize(("address", "reason"), REFUSED, ids=ascii)
def test_what_is_not_one_mailbox_is_refused_with_a_reason(address: str, reason: str) -> None:
    with pytest.raises(ValueError) as refusal:
        canonical(address)
    with pytest.raises(ValidationError) as invalid:
        validate_mailbox(address)

    assert str(refusal.value) == str(reason)
    assert invalid.value.messages == [str(reason)]


MAILABLE = [
    "ana@example.org",
    "Ana@Example.ORG",
    "a+b@example.org",
    "o'brien@x.co",
    "jo@m\u00fcnchen.example",
    "jo@M\u00dcNCHEN.example",
    "jo@stra\u00dfe.example",
    "ana@\uff45xample.org",
    "ana@example\u3002org",
]


@pytest.mark.parametrize("address", MAILABLE, ids=ascii)
def test_the_mail_server_is_told_the_mailbox_that_we_compare_by(address: str) -> None:
    backend = EmailBackend(alias="default", host="localhost")

    validate_mailbox(address)

    assert backend.prep_address(address).lower() == canonical(address)


@pytest.mark.parametrize("spelling", [s for s in SPELLINGS_OF_ONE_MAILBOX if s not in PLAIN], ids=ascii)
def test_an_address_with_anything_odd_in_it_is_compared_but_not_mailed(spelling: str) -> None:
    with pytest.raises(ValidationError):
        validate_mailbox(spelling)


def test_the_canonical_form_is_its_own_canonical_form_whatever_the_character() -> None:
    points = (chr(point) for point in range(0x20, 0x20000))
    changing = [
        c for c in points if unicodedata.normalize("NFKC", c).casefold() != c or unicodedata.category(c) == "Cf"
    ]
    mailboxes = {canonical_or_none(f"a{c}b@x{c}y.org") or canonical_or_none(f"a@x{c}y.org") for c in changing} - {None}

    assert {canonical(mailbox) for mailbox in mailboxes} == mailboxes
    assert len(mailboxes) > 500


def test_the_reason_is_given_in_the_language_of_the_page() -> None:
    with translation.override("es"), pytest.raises(ValidationError) as invalid:
        validate_mailbox("ana")

        assert invalid.value.messages == [translation.gettext(str(ONE_ADDRESS))]
