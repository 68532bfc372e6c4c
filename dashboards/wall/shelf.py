"""The pictures that are kept: drawn once however many walls ask, and drawn anew before they are asked for."""

import gzip
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import NamedTuple

from dashboards.journal import log
from dashboards.wall import snapshot
from dashboards.wall.snapshot import Job

MOST = 300
"""Pictures and jobs that are remembered: more than a few programmes in two themes on three shapes of screens."""


class Picture(NamedTuple):
    """The payload, packed: every browser unpacks it."""

    tag: str
    body: bytes


class Shelf:
    """Threads may ask at once: of those that ask for the same picture, one draws."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jobs: OrderedDict[str, Job] = OrderedDict()
        self._pictures: OrderedDict[str, Picture] = OrderedDict()
        self._latest: OrderedDict[tuple[object, ...], str] = OrderedDict()
        self._drawing: dict[str, threading.Lock] = {}
        self._failed: set[str] = set()
        # One hand draws ahead, so that walls never take more than one processor from the pages.
        self._ahead = ThreadPoolExecutor(1, thread_name_prefix="wall")

    def offer(self, job: Job) -> str:
        """The key under which to ask for the job's picture now: the last one's until the new one is drawn.

        One that can't be drawn is offered under its own key, so that asking for it fails and is seen to fail.
        """
        key = job.key
        with self._lock:
            known = key in self._jobs
            _remember(self._jobs, key, job)
            if key in self._pictures or key in self._failed:
                return key
            before = self._latest.get(job.place)
        if not known:
            self._ahead.submit(self._draw_ahead, key)
        return before if before in self._pictures else key

    def has(self, key: str) -> bool:
        """Whether that picture is there already."""
        return key in self._pictures

    def job(self, key: str) -> Job | None:
        with self._lock:
            return self._jobs.get(key)

    def picture(self, key: str) -> Picture:
        """Raises KeyError for a key that was never offered or is forgotten, and whatever drawing raises."""
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
                return self._pictures[key]
            job, turn = self._jobs[key], self._drawing.setdefault(key, threading.Lock())
        with turn:
            if key not in self._pictures:
                self._put(job, snapshot.payload(job))
            return self._pictures[key]

    def clear(self) -> None:
        """Forgets everything, and waits until nobody draws ahead any more."""
        with self._lock:
            for kept in (self._jobs, self._pictures, self._latest, self._failed):
                kept.clear()
        self._ahead.submit(str).result()

    def _put(self, job: Job, body: bytes) -> None:
        with self._lock:
            _remember(self._pictures, job.key, Picture(sha256(body).hexdigest()[:24], gzip.compress(body, 5)))
            _remember(self._latest, job.place, job.key)
            self._failed.discard(job.key)
            self._drawing.pop(job.key, None)

    def _draw_ahead(self, key: str) -> None:
        if self.job(key) is None:
            return
        try:
            self.picture(key)
        except Exception as error:
            # Said on the wall by the one that asks for it; it is tried again with the next change of the data.
            log.error("a wall could not be drawn", exc_info=error)
            with self._lock:
                self._failed.add(key)


def _remember(kept: OrderedDict, key: object, value: object) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > MOST:
        kept.popitem(last=False)


SHELF = Shelf()
