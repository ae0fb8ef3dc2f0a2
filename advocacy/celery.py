"""The Celery application and its timetable. Start with `celery -A advocacy worker --beat`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "advocacy.settings")

app = Celery("advocacy")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "sweep the outbox": {"task": "outbox.dispatch", "schedule": 5.0},
    "count the signatories": {"task": "signatories.count", "schedule": 5.0},
    "tell the staff": {"task": "signatories.tell_staff", "schedule": 60.0},
    "carry over who did not object": {"task": "signatories.carry_over", "schedule": 60.0},
    "tell the signatories": {"task": "signatories.mailings", "schedule": 5.0},
    "send the invitations": {"task": "signatories.invitations", "schedule": 5.0},
}
