"""The outbox as staff see it: everything readable but the message itself, nothing editable."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from . import queue
from .models import OutgoingEmail


@admin.register(OutgoingEmail)
class OutgoingEmailAdmin(admin.ModelAdmin):
    list_display = ("purpose", "to", "subject", "state", "attempts", "due_at", "last_error", "sent_at")
    list_filter = ("state", "purpose")
    search_fields = ("to", "subject")
    ordering = ("-pk",)
    show_full_result_count = False
    actions = ("try_again",)
    # Not the message: its code or link would let staff confirm in a signatory's place.
    fields = (*list_display, "priority", "message_id", "leased_until", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutgoingEmail]:
        return super().get_queryset(request).defer("mime")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Answer to the filters and to nothing else: a pattern over the message would spell out its code."""
        return lookup.removesuffix("__exact") in self.list_filter

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: OutgoingEmail | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: OutgoingEmail | None = None) -> bool:
        return False

    def has_repeat_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("outbox.change_outgoingemail")

    @admin.action(description=_("Try again now"), permissions=["repeat"])
    def try_again(self, request: HttpRequest, emails: QuerySet[OutgoingEmail]) -> None:
        done, refused = 0, []
        for email in emails:
            try:
                queue.try_again(email)
            except queue.CannotRepeat:
                refused.append(str(email))
            else:
                done += 1
                self.log_change(request, email, "Put back into the outbox.")
        if done:
            again = ngettext("%d mail goes out again.", "%d mails go out again.", done) % done
            self.message_user(request, again, messages.SUCCESS)
        if refused:
            alone = _("Did not fail, or can no longer be sent; left alone: %s.") % ", ".join(refused)
            self.message_user(request, alone, messages.WARNING)
