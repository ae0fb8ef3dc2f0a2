"""What the worker runs, woken by a hint and every few seconds by the timetable."""

from celery import shared_task

from . import dispatch


@shared_task(name="outbox.dispatch", ignore_result=True)
def dispatch_task() -> str:
    """Send what is due. Harmless when done twice or by two workers at once."""
    return str(dispatch.send_all_due())
