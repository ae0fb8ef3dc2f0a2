"""“Add a list”: a file or pasted names become rows, each with its verdict; then all go on the letter at once.

A long list is read a slice at a time: whoever looks at its page reads on, and the page comes back by itself.
"""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from letters.models import Letter
from letters.states import Stage

from .. import imports, sheets, workflow
from ..imports.cells import said_in
from ..imports.columns import names_somebody
from ..models import ListRow, NameList
from ..states import ACCEPTABLE, Choice, Kind, Verdict
from .filters import ByLetter
from .list_forms import AddListForm, AnotherMemberForm, ColumnsForm, RowForm

PAGE = 100
TEMPLATES = "admin/signatories/namelist"
# Offices and organizations are told of their names by mail, unless staff say otherwise; people of a petition are not.
TOLD = (Kind.LEGISLATOR, Kind.ORGANIZATION)


@admin.register(NameList)
class NameListAdmin(admin.ModelAdmin):
    list_display = ("__str__", "letter", "kind", "rows_in_all", "added_at", "added_by", "imported_at")
    list_select_related = ("letter", "added_by")
    list_filter = (ByLetter,)

    # Who may: whoever may enter a name.

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("signatories.add_signatory")

    def has_view_permission(self, request: HttpRequest, obj: NameList | None = None) -> bool:
        return self.has_add_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: NameList | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: NameList | None = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup == ByLetter.parameter_name

    def get_queryset(self, request: HttpRequest) -> QuerySet[NameList]:
        return super().get_queryset(request).annotate(size=Count("rows"))

    @admin.display(description=gettext_lazy("rows"))
    def rows_in_all(self, names: NameList) -> int:
        return names.size  # type: ignore[attr-defined]

    # The pages

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"signatories_namelist_{name}")

        return [
            page("<int:pk>/columns/", self.columns_view, "columns"),
            page("<int:pk>/rows/", require_POST(self.rows_view), "rows"),
            page("<int:pk>/rows/<int:number>/", self.row_view, "row"),
            page("<int:pk>/import/", require_POST(self.import_view), "import"),
            page("<int:pk>/discard/", require_POST(self.discard_view), "discard"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Take a file or a text. Without a letter in the address the page asks for the letter."""
        self._check(request)
        letters = Letter.objects.on_the_clock().filter(stage=Stage.PUBLISHED).order_by("-published_at")
        asked = request.GET.get("letter", "")
        letter = (
            letters.filter(pk=asked).first() if asked.isascii() and asked.isdecimal() and len(asked) < 19 else None
        )
        context = self._context(request, _("Add a list"))
        if letter is None:
            context["letters"] = letters.only("title")
            return TemplateResponse(request, "admin/signatories/signatory/enter_where.html", context)
        form = AddListForm(request.POST or None, request.FILES or None, letter=letter)
        if form.is_valid() and (names := _stored(request, form)):
            return redirect("admin:signatories_namelist_change", names.pk)
        context |= {"letter": letter, "form": form, "subtitle": letter.title}
        return TemplateResponse(request, f"{TEMPLATES}/add.html", context, status=422 if form.errors else 200)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the rows with their verdicts; while some are unread, read on and say how far it is."""
        names = self._names(request, object_id)
        if not names_somebody(names.columns):
            return redirect("admin:signatories_namelist_columns", names.pk)
        left = 0 if names.imported_at else imports.read_on(names)
        total = names.rows.count()
        context = self._context(request, str(names)) | {"names": names, "letter": names.letter, "total": total}
        if left:
            context |= {"read": total - left}
            return TemplateResponse(request, f"{TEMPLATES}/reading.html", context)
        context |= self._preview(request, names)
        return TemplateResponse(request, f"{TEMPLATES}/preview.html", context)

    def _preview(self, request: HttpRequest, names: NameList) -> dict[str, Any]:
        counts = dict(names.rows.order_by().values_list("verdict").annotate(count=Count("pk")))
        verdicts = [(verdict, counts[verdict]) for verdict in Verdict if verdict in counts]
        undecided = names.rows.undecided().count()
        chosen = request.GET.get("verdict", "")
        rows = names.rows.select_related("term__legislator", "organization", "signatory").order_by("number")
        if chosen in Verdict.values:
            rows = rows.filter(verdict=chosen)
        elif "all" not in request.GET and undecided:
            chosen, rows = "undecided", rows.undecided()
        page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        imports.add_readings(names, page)
        return {
            "verdicts": verdicts,
            "undecided": undecided,
            "unreadable": names.rows.undecided().filter(verdict=Verdict.UNREADABLE).count() if undecided else 0,
            "put_on": names.rows.to_put_on().count(),
            "named": None if names.imported_at or names.kind != Kind.INDIVIDUAL else imports.named(names),
            "says_who_is_listed": imports.says_who_is_listed(names),
            "chosen": chosen,
            "open_here": rows.undecided().count() if chosen in Verdict.values else 0,
            "acceptable": chosen in ACCEPTABLE,
            "page": page,
            "tell": names.kind in TOLD,
            "is_file": bool(names.header),
        }

    def columns_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        names = self._names(request, pk)
        form = ColumnsForm(request.POST or None, names=names)
        if names.imported_at:
            return redirect("admin:signatories_namelist_change", names.pk)
        if form.is_valid():
            imports.map_columns(names, form.columns)
            return redirect("admin:signatories_namelist_change", names.pk)
        context = self._context(request, _("What each column says")) | {"names": names, "form": form}
        context |= {"subtitle": str(names)}
        return TemplateResponse(request, f"{TEMPLATES}/columns.html", context, status=422 if form.errors else 200)

    def rows_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decide all rows of one verdict that nobody has decided."""
        names = self._names(request, pk)
        verdict = request.POST.get("verdict", "")
        rows = names.rows.undecided().filter(verdict=verdict)
        try:
            if "accept" in request.POST:
                done = imports.accept_all(names, verdict)
            else:
                done = imports.leave_all_out(names, rows)
        except imports.CannotDecide as refused:
            self.message_user(request, str(refused), messages.WARNING)
        else:
            self.message_user(request, ngettext("%d row was decided.", "%d rows were decided.", done) % done)
        return redirect("admin:signatories_namelist_change", names.pk)

    def row_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Decide one row: who is meant, what it should say, or that it is left out."""
        names = self._names(request, pk)
        rows = names.rows.select_related("term__legislator", "organization")
        row = get_object_or_404(rows, number=number)
        says = said_in(names, row)
        form = RowForm(request.POST if "correct" in request.POST else None, names=names, row=row, says=says)
        another = None
        if names.kind == Kind.LEGISLATOR:
            another = AnotherMemberForm(request.POST if "pick" in request.POST else None, letter=names.letter)
        if request.method == "POST" and self._decided(request, names, row, form, another):
            return redirect(self._next(names))
        context = self._context(request, _("Row %d") % row.number)
        context |= {"names": names, "row": row, "form": form, "subtitle": str(names)}
        context |= {"candidates": imports.candidates(names, row), "acceptable": row.verdict in ACCEPTABLE}
        context |= {"another": another, "corrections": imports.corrections(row)}
        context |= {"decided": dict(Choice.choices)[row.choice]}
        return TemplateResponse(request, f"{TEMPLATES}/row.html", context)

    def _decided(
        self, request: HttpRequest, names: NameList, row: ListRow, form: RowForm, another: AnotherMemberForm | None
    ) -> bool:
        """Carry out which button was pressed; False when the row still waits, which the page then says."""
        try:
            if "leave_out" in request.POST:
                imports.leave_out(names, row)
            elif "accept" in request.POST:
                imports.accept(names, row)
            elif "choose" in request.POST:
                candidate = request.POST.get("candidate", "")
                imports.choose(names, row, int(candidate) if candidate.isdecimal() and len(candidate) < 19 else 0)
            elif "pick" in request.POST:
                if not another or not another.is_valid():
                    return False
                imports.pick(names, row, another.cleaned_data["term"])
            elif not form.is_valid():
                return False
            else:
                imports.correct(names, row, {name: form.cleaned_data[name] for name in form.changed_data})
        except imports.CannotDecide as refused:
            self.message_user(request, str(refused), messages.WARNING)
            return False
        if row.verdict == Verdict.ALREADY_ON and "leave_out" not in request.POST:
            self.message_user(request, _("Row %d: this name is on the letter already.") % row.number)
        return row.choice != Choice.UNDECIDED or "leave_out" in request.POST

    def _next(self, names: NameList) -> str:
        """Go on to the next row that waits, or back to the list."""
        waiting = names.rows.undecided().exclude(verdict="").order_by("number").first()
        if waiting:
            return reverse("admin:signatories_namelist_row", args=[names.pk, waiting.number])
        return reverse("admin:signatories_namelist_change", args=[names.pk])

    def import_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        names = self._names(request, pk)
        try:
            ticked = {"tell": "tell" in request.POST, "all_listed": "all_listed" in request.POST}
            done = workflow.import_list(names, by=request.user, **ticked)
        except workflow.AlreadyImported as refused:
            self.message_user(request, str(refused), messages.INFO)
        except workflow.Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return redirect("admin:signatories_namelist_change", names.pk)
        else:
            text = ngettext("%d name was put on the letter.", "%d names were put on the letter.", done) % done
            self.message_user(request, text, messages.SUCCESS)
        letter = {ByLetter.parameter_name: names.letter_id}
        return redirect(reverse("admin:signatories_signatory_changelist", query=letter))

    def discard_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        names = self._names(request, pk)
        try:
            imports.discard(names)
        except imports.CannotDecide as refused:
            self.message_user(request, str(refused), messages.WARNING)
            return redirect("admin:signatories_namelist_change", names.pk)
        self.message_user(request, _("The list “%s” was discarded. None of its names is on the letter.") % names)
        return redirect("admin:signatories_namelist_changelist")

    def _check(self, request: HttpRequest) -> None:
        if not self.has_add_permission(request):
            raise PermissionDenied

    def _names(self, request: HttpRequest, pk: Any) -> NameList:
        self._check(request)
        if not str(pk).isdecimal() or len(str(pk)) > 18:
            raise Http404
        return get_object_or_404(NameList.objects.select_related("letter"), pk=pk)

    def _context(self, request: HttpRequest, title: str) -> dict[str, Any]:
        return self.admin_site.each_context(request) | {"title": title, "opts": self.opts}


def _stored(request: HttpRequest, form: AddListForm) -> NameList | None:
    """Store the list; what cannot be read becomes the form's error."""
    data = form.cleaned_data
    about = {"by": request.user, "received_at": data["received_at"]}
    try:
        if data["file"]:
            file = data["file"]
            return imports.add_file(form.letter, data["kind"], file.read(), file_name=file.name, **about)
        return imports.add_text(form.letter, data["kind"], data["text"], **about)
    except sheets.Unreadable as unreadable:
        form.add_error("file" if data["file"] else "text", str(unreadable))
        return None
