"""What staff are told of the names when a successor is drafted."""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from letters.models import Letter

from .. import workflow


class SuccessorNews(admin.ModelAdmin):
    """Says how many leads and targets came along, and why the others did not."""

    def step_news(self, letter: Letter, name: str, after: Letter) -> list[str]:
        told = super().step_news(letter, name, after)
        return [*told, _said(workflow.came_along(after, earlier=letter))] if name == "successor" else told


def _said(came: workflow.CameAlong) -> str:
    told = [
        _("Leads that came along: %(came)d of %(all)d.") % {"came": came.leads, "all": came.leads_then},
        _("On the whip board: %(came)d of %(all)d.") % {"came": came.targets, "all": came.targets_then},
    ]
    if came.leads < came.leads_then or came.targets < came.targets_then:
        told.append(_("The others no longer sit where this letter is signed."))
    if came.typed:
        typed = ngettext(
            "%(count)d who signed was typed in, and is nobody of the directory: the board cannot ask them.",
            "%(count)d who signed were typed in, and are nobody of the directory: the board cannot ask them.",
            came.typed,
        )
        told.append(typed % {"count": came.typed})
    return " ".join(told)
