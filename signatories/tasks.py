"""Celery's way in. The timetable is in advocacy/celery.py."""

from celery import shared_task

from . import tally


@shared_task(name="signatories.count", ignore_result=True)
def count_task() -> None:
    tally.recount()
