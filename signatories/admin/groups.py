"""Groups of legislators: made of a list, a rule or a letter's signers, put in order, exported."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Max, Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from directory.models import GroupMember, Legislator, LegislatorGroup

from .. import exports, rosters, workflow
from .roster_forms import GroupForm, MembersForm
from .rosters import Task, roster_page

CSV = ("place", "name", "seat", "line")


class MemberForm(forms.ModelForm):
    """Without a place a new member comes last."""

    class Meta:
        model = GroupMember
        fields = ("position", "legislator", "title")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["position"].required = False


class MembersInline(admin.TabularInline):
    model = GroupMember
    form = MemberForm
    extra = 1
    autocomplete_fields = ("legislator",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[GroupMember]:
        with_seats = Prefetch("legislator", Legislator.objects.with_terms())
        return super().get_queryset(request).order_by("position", "pk").prefetch_related(with_seats)


@admin.register(LegislatorGroup)
class LegislatorGroupAdmin(admin.ModelAdmin):
    list_display = ("name", "kind", "jurisdiction", "size")
    list_filter = ("kind", "jurisdiction")
    search_fields = ("name",)
    fields = ("name", ("kind", "jurisdiction"))
    inlines = (MembersInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[LegislatorGroup]:
        return super().get_queryset(request).annotate(size=Count("members"))

    @admin.display(description=gettext_lazy("members"), ordering="size")
    def size(self, group: LegislatorGroup) -> int:
        return group.size

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001 -- Django's
        """Put those without a place behind the others, in the order on screen."""
        last = form.instance.members.aggregate(last=Max("position"))["last"] or 0
        typed = [row.instance.position for row in formset.forms if row.instance.position]
        last = max([last, *typed])
        for row in formset.forms:
            if row.has_changed() and row.instance.position is None:
                last += 1
                row.instance.position = last
        super().save_formset(request, form, formset, change)

    # The pages

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"directory_legislatorgroup_{name}")

        return [
            page("<int:pk>/members/", self.members_view, "members"),
            page("<int:pk>/export/", require_safe(self.export_view), "export"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Make a group of a list, or of everybody whom a rule finds."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        made: list[LegislatorGroup] = []
        task = Task(
            title=_("New group"),
            intro=_("Paste the members in their order, or leave the list empty and take a whole delegation."),
            button=_("Make this group"),
            judge=_members_of,
            write=lambda form, roster: self._make(request, form, roster, made),
            back=lambda: reverse("admin:directory_legislatorgroup_change", args=[made[0].pk]),
        )
        return roster_page(self, request, GroupForm(request.POST or None, request.FILES or None), task)

    def _make(self, request: HttpRequest, form: GroupForm, roster: rosters.Members, made: list[Any]) -> str:
        fields = {name: form.cleaned_data[name] for name in ("name", "kind", "jurisdiction")}
        made.append(workflow.make_group(LegislatorGroup(**fields), roster.members))
        self.log_addition(request, made[0], "Made of a list.")
        count = len(roster.members)
        said = ngettext(
            "The group “%(group)s” has %(count)d member.", "The group “%(group)s” has %(count)d members.", count
        )
        return said % {"group": made[0], "count": count}

    def members_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Add a list to a group that exists."""
        group = get_object_or_404(LegislatorGroup, pk=pk)
        if not self.has_change_permission(request, group):
            raise PermissionDenied
        task = Task(
            title=_("Add members to %(group)s") % {"group": group},
            intro=_("Who is in the group already stays where they are; the others come behind, in the order pasted."),
            button=_("Add these members"),
            judge=_members_of,
            write=lambda _form, roster: self._add(request, group, roster),
            back=lambda: reverse("admin:directory_legislatorgroup_change", args=[group.pk]),
        )
        form = MembersForm(request.POST or None, request.FILES or None, group=group)
        return roster_page(self, request, form, task)

    def _add(self, request: HttpRequest, group: LegislatorGroup, roster: rosters.Members) -> str:
        new = workflow.add_members(group, roster.members)
        self.log_change(request, group, f"Added {new} members from a list.")
        return ngettext("%d member was added.", "%d members were added.", new) % new

    def export_view(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        group = get_object_or_404(LegislatorGroup, pk=pk)
        if not self.has_view_permission(request, group):
            raise PermissionDenied
        members = group.members.prefetch_related(Prefetch("legislator", Legislator.objects.with_terms()))
        disposition = content_disposition_header(as_attachment=True, filename=f"{slugify(group.name) or 'group'}.csv")
        pieces = exports.table(CSV, (_row(place, member) for place, member in enumerate(members, 1)))
        headers = {"Content-Disposition": disposition}
        return StreamingHttpResponse(pieces, content_type="text/csv; charset=utf-8", headers=headers)


def _members_of(form: MembersForm, decisions: rosters.Decisions) -> rosters.Members:
    members = rosters.Members(form.where, form.group)
    return members.read(form.sheet, decisions) if form.sheet else members.take(form.cleaned_data["state"])


def _row(place: int, member: GroupMember) -> list[str]:
    seat = next((term.party_and_seat for term in member.legislator.latest_terms), "")
    return [str(place), member.legislator.full_name, seat, member.title]
