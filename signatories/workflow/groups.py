"""Groups of legislators: made of a list or of a letter's signers, and grown by one."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from directory.models import GroupMember, Legislator, LegislatorGroup

from .steps import Refused


@transaction.atomic
def make_group(group: LegislatorGroup, members: Iterable[tuple[Legislator, str]]) -> LegislatorGroup:
    """Store a new group with its members in order, each with the line under the name. Raises Refused."""
    try:
        with transaction.atomic():
            group.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("There is a group of this name already. Choose another name.")) from error
    add_members(group, members)
    return group


@transaction.atomic
def add_members(group: LegislatorGroup, members: Iterable[tuple[Legislator, str]]) -> int:
    """Put legislators behind those who are in the group; who is in it gets the new line. Returns how many are new."""
    LegislatorGroup.objects.select_for_update().get(pk=group.pk)
    last = group.members.aggregate(last=Max("position"))["last"] or 0
    new = 0
    for legislator, title in members:
        if not group.members.filter(legislator=legislator).update(title=title):
            new += 1
            GroupMember.objects.create(group=group, legislator=legislator, title=title, position=last + new)
    return new
