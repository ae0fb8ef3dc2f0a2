"""The fixed choices of the directory: chambers, scopes, states, and what their members are called."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Chamber(models.TextChoices):
    UPPER = "upper", _("Senate")
    LOWER = "lower", _("House or Assembly")
    LEGISLATURE = "legislature", _("Legislature of one chamber")


class Scope(models.TextChoices):
    """How far an organisation reaches. Declared in the order in which coalition letters list them."""

    NATIONAL = "national", _("National")
    STATE = "state", pgettext_lazy("scope", "State")
    LOCAL = "local", _("Local")


class Party(models.TextChoices):
    """Parties that sources spell in several ways, called as groups of members are."""

    DEMOCRATIC = "democratic", _("Democrats")
    REPUBLICAN = "republican", _("Republicans")
    INDEPENDENT = "independent", _("Independents")


# How each begins in the sources ("Democratic/Working Families"), and its abbreviations.
BEGINNINGS = {Party.DEMOCRATIC: "democrat", Party.REPUBLICAN: "republican", Party.INDEPENDENT: "independent"}
ABBREVIATIONS = {
    Party.DEMOCRATIC: ("d", "dem", "dfl"),
    Party.REPUBLICAN: ("r", "rep"),
    Party.INDEPENDENT: ("i", "ind"),
}


def party_of(text: str) -> str:
    """Return the party that is meant, of several the first; one that has no other spelling stays as it is written."""
    said = text.casefold()
    for party in Party:
        if said.startswith(BEGINNINGS[party]) or said in ABBREVIATIONS[party]:
            return party
    return text


def party_label(party: str) -> str:
    """Return what the members of a party (`party_of`) are called in the reader's language."""
    return str(Party(party).label) if party in Party else party


class Role(models.TextChoices):
    """What a person does in an office, as far as it decides whom to write to. Other titles are kept in words."""

    CHIEF_OF_STAFF = "chief_of_staff", _("Chief of staff")
    LEGISLATIVE_DIRECTOR = "legislative_director", _("Legislative director")
    LEGISLATIVE_ASSISTANT = "legislative_assistant", _("Legislative assistant")
    SCHEDULER = "scheduler", _("Scheduler")
    PRESS = "press", _("Press")
    OTHER = "other", pgettext_lazy("role in an office", "Other")


class Left(models.TextChoices):
    """How it is known that a person left an office."""

    HERE = "", _("Still there")
    TOLD = "told", _("Told to staff")
    BOUNCED = "bounced", _("Mail came back")


class GroupKind(models.TextChoices):
    COMMITTEE = "committee", _("Committee")
    CAUCUS = "caucus", _("Caucus")
    DELEGATION = "delegation", _("Delegation")
    LEADERSHIP = "leadership", _("Leadership")
    OTHER = "other", pgettext_lazy("kind of group", "Other")


class DomainKind(models.TextChoices):
    """What an address at a mail domain is evidence of. Only the first speaks for a legislative office."""

    LEGISLATURE = "legislature", _("An office of the legislature, not which one")
    PARTY_CAUCUS = "party_caucus", _("A party's caucus")
    SHARED_GOVERNMENT = "shared_government", _("Any employee of the state")
    HISTORICAL = "historical", _("Used by offices in the past")
    OTHER = "other", _("Nothing")


# Where anybody gets an address. Such a domain speaks for nobody but the person who has the mailbox.
PROVIDERS = """
disroot.org mailbox.org posteo.de riseup.net
126.com 163.com aim.com aol.com att.net bellsouth.net btinternet.com centurylink.net charter.net comcast.net cox.net
duck.com earthlink.net email.com embarqmail.com fastmail.com fastmail.fm free.fr frontier.com frontiernet.net
gmail.com gmx.com gmx.net googlemail.com hey.com hushmail.com icloud.com inbox.com juno.com laposte.net libero.it
live.com lycos.com mac.com mail.com mail.ru me.com msn.com naver.com netzero.net optimum.net optonline.net orange.fr
pm.me prodigy.net proton.me protonmail.ch protonmail.com q.com qq.com rcn.com roadrunner.com rocketmail.com rr.com
sbcglobal.net spectrum.net suddenlink.net tuta.com tuta.io tutanota.com twc.com usa.net verizon.net web.de
windstream.net yandex.ru ymail.com zoho.com zohomail.com
"""
FREE_MAIL = frozenset(PROVIDERS.split())
FREE_MAIL_BRANDS = frozenset({"gmx", "hotmail", "outlook", "yahoo", "yandex"})  # in many countries: yahoo.co.uk


def is_free_mail(domain: str) -> bool:
    """Whether a mail domain, or one of a provider's sub-domains, belongs to a provider of free mail."""
    labels = domain.lower().split(".")
    parents = {".".join(labels[start:]) for start in range(len(labels))}
    return bool(parents & FREE_MAIL) or (2 <= len(labels) <= 3 and labels[0] in FREE_MAIL_BRANDS)


# The kinds that count for a letter whose staff trust the domain. Of the others a trusting letter is warned.
TRUSTABLE_KINDS = (DomainKind.LEGISLATURE, DomainKind.PARTY_CAUCUS)


def patterns_of(domain: str) -> tuple[str, str]:
    """Return what covers a mail domain in a list of them: itself, and the star that stands for its first label."""
    _office, _dot, parent = domain.partition(".")
    return domain, f"*.{parent}"


class State(models.TextChoices):
    """The fifty states, the District of Columbia and the five territories that send a member to Congress."""

    AL = "AL", _("Alabama")
    AK = "AK", _("Alaska")
    AS = "AS", _("American Samoa")
    AZ = "AZ", _("Arizona")
    AR = "AR", _("Arkansas")
    CA = "CA", _("California")
    CO = "CO", _("Colorado")
    CT = "CT", _("Connecticut")
    DE = "DE", _("Delaware")
    DC = "DC", _("District of Columbia")
    FL = "FL", _("Florida")
    GA = "GA", _("Georgia")
    GU = "GU", _("Guam")
    HI = "HI", _("Hawaii")
    ID = "ID", _("Idaho")
    IL = "IL", _("Illinois")
    IN = "IN", _("Indiana")
    IA = "IA", _("Iowa")
    KS = "KS", _("Kansas")
    KY = "KY", _("Kentucky")
    LA = "LA", _("Louisiana")
    ME = "ME", _("Maine")
    MD = "MD", _("Maryland")
    MA = "MA", _("Massachusetts")
    MI = "MI", _("Michigan")
    MN = "MN", _("Minnesota")
    MS = "MS", _("Mississippi")
    MO = "MO", _("Missouri")
    MT = "MT", _("Montana")
    NE = "NE", _("Nebraska")
    NV = "NV", _("Nevada")
    NH = "NH", _("New Hampshire")
    NJ = "NJ", _("New Jersey")
    NM = "NM", _("New Mexico")
    NY = "NY", _("New York")
    NC = "NC", _("North Carolina")
    ND = "ND", _("North Dakota")
    MP = "MP", _("Northern Mariana Islands")
    OH = "OH", _("Ohio")
    OK = "OK", _("Oklahoma")
    OR = "OR", _("Oregon")
    PA = "PA", _("Pennsylvania")
    PR = "PR", _("Puerto Rico")
    RI = "RI", _("Rhode Island")
    SC = "SC", _("South Carolina")
    SD = "SD", _("South Dakota")
    TN = "TN", _("Tennessee")
    TX = "TX", _("Texas")
    UT = "UT", _("Utah")
    VT = "VT", _("Vermont")
    VI = "VI", _("U.S. Virgin Islands")
    VA = "VA", _("Virginia")
    WA = "WA", _("Washington")
    WV = "WV", _("West Virginia")
    WI = "WI", _("Wisconsin")
    WY = "WY", _("Wyoming")


CONGRESS = "US"
JURISDICTIONS = [(CONGRESS, _("United States Congress")), *State.choices]

# District in the sources: members elected by the whole state.
AT_LARGE = "0"

# Send one member without a vote to the House; their seat has no number and no "AL".
NON_VOTING = frozenset({State.AS, State.DC, State.GU, State.MP, State.PR, State.VI})

ASSEMBLIES = frozenset({State.CA, State.NJ, State.NV, State.NY, State.WI})
HOUSES_OF_DELEGATES = frozenset({State.MD, State.VA, State.WV})


def title_of(chamber: str, jurisdiction: str, state: str) -> str:
    """Return what a member of the chamber is called before the name when the source does not say."""
    if chamber == Chamber.LEGISLATURE:
        return "Councilmember" if jurisdiction == State.DC else "Senator"
    if chamber == Chamber.UPPER:
        return "Senator"
    if jurisdiction == CONGRESS:
        if state == State.PR:
            return "Resident Commissioner"
        return "Delegate" if state in NON_VOTING else "Representative"
    if jurisdiction in ASSEMBLIES:
        return "Assembly Member"
    return "Delegate" if jurisdiction in HOUSES_OF_DELEGATES else "Representative"
