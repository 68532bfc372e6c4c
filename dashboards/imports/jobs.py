"""Imports under way: each in a thread of its own, so that a click elsewhere on the page doesn't stop it half-way."""

import threading
from dataclasses import dataclass, field

from core.access import Person
from core.intake import Outcome, Refusal, uploads
from core.settings import settings
from dashboards import stores
from dashboards.journal import log
from db.unavailable import RecordsUnavailable

# Ended imports are told to the page that asked; of those that nobody asks about any more only the latest stay.
MOST_KEPT = 200


@dataclass
class Job:
    """One import: how far it is, and in the end its outcome or the Chinese words of why there is none."""

    done: int = 0
    total: int = 0
    outcome: Outcome | None = None
    failure: str = ""
    ended: threading.Event = field(default_factory=threading.Event)

    def move(self, done: int, total: int) -> None:
        self.done, self.total = done, total


_jobs: dict[str, Job] = {}
_lock = threading.Lock()


def start(token: str, by: Person, broken: str) -> Job:
    """Begins to take an upload in, or gives the job that already does; `broken` is said where it fails by itself."""
    with _lock:
        if (present := _jobs.get(token)) is not None:
            return present
        for old in [key for key, job in _jobs.items() if job.ended.is_set()][: max(0, len(_jobs) - MOST_KEPT)]:
            del _jobs[old]
        job = _jobs[token] = Job()
    # The server may stop while it runs: what is stored is stored, and the file can be handed in again.
    threading.Thread(target=_run, args=(job, token, by, broken), daemon=True).start()
    return job


def _run(job: Job, token: str, by: Person, broken: str) -> None:
    home = settings().home.resolve()
    try:
        job.outcome = uploads.take(stores.records(), token, by=by, home=home, progress=job.move)
    except (Refusal, RecordsUnavailable) as refused:
        job.failure = str(refused) if isinstance(refused, Refusal) else broken
    except Exception as error:
        log.error("import failed", token=token, exc_info=error)
        job.failure = broken
    finally:
        job.ended.set()
