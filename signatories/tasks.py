"""Celery's way in. The timetable is in advocacy/celery.py."""

from celery import shared_task

from . import inviting, mailings, tally, watching, workflow


@shared_task(name="signatories.count", ignore_result=True)
def count_task() -> None:
    tally.recount()


@shared_task(name="signatories.carry_over", ignore_result=True)
def carry_over_task() -> None:
    workflow.carry_everyone_over()


@shared_task(name="signatories.mailings", ignore_result=True)
def mailings_task() -> None:
    mailings.work_off()


@shared_task(name="signatories.tell_staff", ignore_result=True)
def tell_staff_task() -> None:
    watching.tell_staff()


@shared_task(name="signatories.invitations", ignore_result=True)
def invitations_task() -> None:
    inviting.work_off()
