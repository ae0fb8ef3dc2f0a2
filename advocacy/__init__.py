"""The wiring: settings, addresses, the Celery application and the commands that start the house."""

from .celery import app as celery_app

__all__ = ["celery_app"]
