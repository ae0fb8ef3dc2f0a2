"""Background work inside the web process, for a machine without Redis: Celery's worker and timetable as threads."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from celery import Celery
from celery.beat import Scheduler, Service
from celery.worker import WorkController, state

# Seconds that the main thread may sleep beside this work: a signal that the kernel gives to another thread does not
# wake it, and is seen at the next turn only.
SLEEP = 1.0


@contextmanager
def background_work(app: Celery) -> Iterator[None]:
    """Run the tasks that this process sends, and those that are due by the clock, until the block ends.

    The queue is in memory: what is in it at the end is lost, which the outbox's sweep makes good at the next start.
    Only one such block may run in a process.
    """
    worker = WorkController(
        app=app, pool_cls="solo", concurrency=1, without_gossip=True, without_mingle=True, without_heartbeat=True
    )
    # This scheduler writes no file; it looks at least every second whether it should stop.
    timetable = Service(app, scheduler_cls=Scheduler, max_interval=1)
    threads = [threading.Thread(target=work.start, daemon=True) for work in (worker, timetable)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        # The exit code: the worker looks for one after each wait for a message, which is 2 s at most.
        state.should_stop = 0  # type: ignore[assignment]  # celery-types knows only the value before
        timetable.stop()
        for thread in threads:
            thread.join(timeout=5)
        state.should_stop = None
