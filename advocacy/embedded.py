"""Background work inside the web process, for a machine without Redis: a Celery worker and the timetable, as threads."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from celery import Celery
from celery.beat import Service
from celery.worker import WorkController, state


@contextmanager
def background_work(app: Celery) -> Iterator[None]:
    """Run the tasks that this process sends, and those that are due by the clock, until the block ends.

    The queue is in memory: what is in it at the end is lost, which the outbox's sweep makes good at the next start.
    Only one such block may run in a process.
    """
    worker = WorkController(
        app=app, pool_cls="solo", concurrency=1, without_gossip=True, without_mingle=True, without_heartbeat=True
    )
    # The scheduler that writes no file, and that looks at least every second whether it should stop.
    timetable = Service(app, scheduler_cls="celery.beat:Scheduler", max_interval=1, remote_control=False)
    threads = [threading.Thread(target=work.start, daemon=True) for work in (worker, timetable)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        state.should_stop = 0  # the exit code; the worker looks at it after each wait for a message, 2 s at most
        timetable.stop()
        for thread in threads:
            thread.join(timeout=5)
        state.should_stop = None
