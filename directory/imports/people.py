"""Finding people again by any of their identifiers, and taking their names over."""

from directory.models import Identifier, Legislator
from directory.names import fold

from .records import BadFile, Entry
from .rows import Rows, take_over

NAMES = ("full_name", "first", "middle", "last", "suffix", "nickname")
type Key = tuple[str, str]


def merge_people(entries: list[Entry], people: Rows[Legislator], known: dict[Key, int]) -> list[Identifier]:
    """Take the names over, give each entry's terms their owner, and return the identifiers that are new.

    `known` says whom each stored identifier belongs to. Raises BadFile when an entry claims two people at once.
    """
    by_pk = {person.pk: person for person in people.rows}
    owners = {key: by_pk[pk] for key, pk in known.items()}
    new = []
    for entry in entries:
        owner = _owner(entry, owners)
        if owner is entry.legislator:
            people.rows.append(owner)
        for identifier in entry.identifiers:
            if _key(identifier) not in owners:
                owners[_key(identifier)] = identifier.legislator = owner
                new.append(identifier)
        _rename(owner, entry.legislator)
        for term in entry.terms:
            term.legislator = owner
    return new


def _key(identifier: Identifier) -> Key:
    return identifier.scheme, identifier.value


def _owner(entry: Entry, owners: dict[Key, Legislator]) -> Legislator:
    keys = map(_key, entry.identifiers)
    found = {":".join(key): owners[key] for key in keys if key in owners}
    people = list({id(owner): owner for owner in found.values()}.values())
    if len(people) > 1:
        claims = ", ".join(f"{identifier} is {owner.full_name}" for identifier, owner in found.items())
        raise BadFile(entry.where, f"the identifiers belong to {len(people)} different people ({claims})")
    return people[0] if people else entry.legislator


def _rename(person: Legislator, said: Legislator) -> None:
    typed_by_staff = person.sort_name not in ("", person.default_sort_name)
    known = [person.full_name, *person.other_names.splitlines(), *said.other_names.splitlines()]
    take_over(person, said, NAMES)
    person.other_names = _others(person.full_name, known)
    if not typed_by_staff:
        person.sort_name = ""
    person.fill_keys()


def _others(full_name: str, known: list[str]) -> str:
    """List every other name once, those that staff typed and the former one included: people may still look for it.

    Of spellings that read the same the one with accents stays. In alphabetical order: sources that disagree about the
    name, imported in turn, must not shuffle the list.
    """
    by_key: dict[str, str] = {}
    for name in known:
        by_key[fold(name)] = max(by_key.get(fold(name), ""), name, key=_accents)
    by_key.pop(fold(full_name), None)
    return "\n".join(name for _key, name in sorted(by_key.items()))


def _accents(name: str) -> tuple[bool, int]:
    return bool(name), sum(not character.isascii() for character in name)
