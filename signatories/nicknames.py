"""First names that people use for one another: "Mike" signs where the directory says "Michael"."""

# One line for each name: its spellings, then what it is shortened to. Two short forms are not each other's: Rick and
# Dick are two people, though both may be called Richard.
_TABLE = """
abigail: abby
abraham: abe
alan allan allen: al
albert: al bert
alexander: alex al sandy
alexandra: alex sandra
alfred: al fred
alfonso alphonso: al
amanda: mandy
andrew: andy drew
anthony: tony
antonio: tony
arthur: art
augustus: gus
barbara: barb barbie
barnett: barney
benjamin: ben benny
bernard: bernie
bradley: brad
calvin: cal
cameron: cam
carolyn caroline: carol
charles: charlie chuck chip
christine christina: chris chrissy tina
christopher: chris kit
clifford: cliff
clinton: clint
cynthia: cindy
daniel: dan danny
david: dave
deborah debra: debbie deb
dennis: denny
donald: don donnie
donna: donnie
dorothy: dot dottie
douglas douglass: doug
edward: ed eddie ted ned
edwin: ed eddie
elizabeth elisabeth: liz beth betsy betty eliza libby
eugene: gene
francis: frank
franklin: frank
frederick fredrick frederic: fred freddie
gabriel: gabe
gerald: gerry jerry
gilbert: gil
gregory: greg
harold: hal harry
henry: hank harry
herbert: herb
isaac: ike
jacob: jake
jacqueline: jackie
james: jim jimmy jamie
janice: jan
jeffrey geoffrey jeffery: jeff geoff
jennifer: jen jenny
jeremiah: jerry
jerome: jerry
jessica: jess jessie
john: jack johnny
jonathan johnathan: jon
jose: pepe
joseph: joe joey
joshua: josh
judith: judy
katherine catherine kathryn katharine: kate kathy cathy katie
kathleen: kate kathy katie
kenneth: ken kenny
kimberly kimberley: kim
lawrence laurence: larry
leonard: len lenny leo
leslie: les
lewis: lew
louis luis: lou
luther: luke
madeleine madeline: maddy
manuel: manny
margaret: maggie meg peggy marge
martin: marty
matthew: matt
melvin: mel
michael: mike mickey mick
mitchell: mitch
nancy: nan
nathan: nate
nathaniel: nate nathan
nicholas nicolas: nick
nicole: nikki
norman: norm
pamela: pam
patricia: pat patty tricia trish
patrick: pat paddy
peter: pete
philip phillip: phil
randall randolph: randy
raymond: ray
rebecca: becky
richard: rick rich dick richie ricky
robert: bob bobby rob robbie bert
roderick: rod
rodney: rod
ronald: ron ronnie
rosemary: rose
russell: russ
samantha: sam
samuel: sam sammy
sandra: sandy
shelley shelly:
stanley: stan
stephanie: steph
stephen steven: steve
stuart stewart: stu
susan suzanne: sue susie
sydney sidney: syd sid
tamara: tammy
teresa theresa: terry terri
terrence terence terrance: terry
theodore: ted teddy theo
thomas: tom tommy
timothy: tim timmy
valerie: val
victor: vic
victoria: vicky vicki tori
vincent: vince
virginia: ginny ginger
walter: walt wally
wesley: wes
william: bill billy will liam
zachary zachery: zach zack
"""


def _named(table: str) -> dict[str, set[str]]:
    """Return for each spelling of a name what else it may be: its other spellings and its short forms."""
    others: dict[str, set[str]] = {}
    for line in table.strip().splitlines():
        spellings, _colon, short = line.partition(":")
        for name in spellings.split():
            others.setdefault(name, set()).update(spellings.split(), short.split())
    return others


_NAMED = _named(_TABLE)
SHORTEST = 3


def same_first_name(one: str, other: str) -> bool:
    """Whether two folded first names are known to be one person's: equal, or one a form of the other."""
    return one == other or other in _NAMED.get(one, ()) or one in _NAMED.get(other, ())


def alike_first_name(one: str, other: str) -> bool:
    """Whether they might be: known, two short forms of one name, or one the beginning of the other (Van, Vance)."""
    short, long = sorted((one, other), key=len)
    begins = len(short) >= SHORTEST and long.startswith(short)
    return begins or same_first_name(one, other) or any({one, other} <= forms for forms in _NAMED.values())
