"""First names that people use for one another: "Mike" signs where the directory says "Michael"."""

# One line for each name and what it is shortened to. Plain beginnings (Ben, Benjamin) need no line.
_SHORT = """
alexander alex al sandy xander
andrew andy drew
anthony tony
barbara barb barbie
bernard bernie
charles charlie chuck chip
christopher chris kit
deborah debra debbie deb
donald don donnie
edward ed eddie ted ned
elizabeth liz beth betsy betty eliza libby
eugene gene
francis frank
frederick fred freddie
gerald gerry jerry
henry hank harry
jacob jake
james jim jimmy jamie
janice jan
jeffrey geoffrey jeff geoff
jennifer jen jenny
john jack johnny
jonathan jon
joseph joe joey
jose pepe
judith judy
katherine catherine kathryn kathleen kate kathy cathy katie
kenneth ken kenny
lawrence larry
leonard len lenny
louis luis lou
margaret maggie meg peggy marge
martin marty
matthew matt
melvin mel
michael mike mickey
nicholas nick
pamela pam
patricia pat patty tricia trish
patrick pat paddy
peter pete
philip phillip phil
randall randolph randy
raymond ray
rebecca becky
richard rick rich dick richie
robert bob bobby rob robbie bert
ronald ron ronnie
rosemary rose
samuel sam sammy
stephen steven steve
susan sue susie
theodore ted teddy theo
thomas tom tommy
timothy tim timmy
victor vic
vincent vince
virginia ginny
walter walt wally
william bill billy will liam
zachary zach zack
"""
_GROUPS: dict[str, set[int]] = {}
for _number, _line in enumerate(_SHORT.split("\n")):
    for _name in _line.split():
        _GROUPS.setdefault(_name, set()).add(_number)

SHORTEST = 3


def same_first_name(one: str, other: str) -> bool:
    """Whether two folded first names may be one person's: equal, one the beginning of the other, or a known pair."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) >= SHORTEST and long.startswith(short):
        return True
    return bool(_GROUPS.get(one, set()) & _GROUPS.get(other, set()))
