"""Where the end of the audit chain is noted outside of the database: a file that grows by a line an hour.

Put on another disk or another machine (`AUDIT_ANCHORS`), it shows what somebody who owns the database has cut off or
written anew.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

EVERY = timedelta(hours=1)


class AnchorsBroken(Exception):
    """A line of the file isn't what was written; `line` is its number, 0 for the latest end noted beside the file."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(f"line {line}")


@dataclass(frozen=True)
class Anchor:
    """The chain of `installation` had link `number` with this hash; the sealing that noted it began at `first`."""

    installation: str
    first: int
    number: int
    hash: str
    at: datetime


class Anchors:
    """The file and, beside it, the latest end, which every sealing replaces."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._latest = file.with_suffix(".latest")

    def note(self, anchor: Anchor) -> None:
        """Replaces the latest end; adds a line for the first of an installation and one an hour after that."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        lines = self._lines()
        before = _parsed(lines[-1], len(lines)) if lines else None
        if before is None or before.installation != anchor.installation or anchor.at - before.at >= EVERY:
            with self.file.open("a", encoding="utf-8") as grown:
                grown.write(_written(anchor) + "\n")
        draft = self._latest.with_suffix(".draft")
        draft.write_text(_written(anchor), encoding="utf-8")
        os.replace(draft, self._latest)

    def read(self) -> list[Anchor]:
        """All that was noted, oldest first. Raises AnchorsBroken."""
        noted = [_parsed(line, number) for number, line in enumerate(self._lines(), start=1)]
        if self._latest.exists():
            noted.append(_parsed(self._latest.read_text(encoding="utf-8"), 0))
        return noted

    def _lines(self) -> list[str]:
        return self.file.read_text(encoding="utf-8").splitlines() if self.file.exists() else []


def by_installation(noted: Sequence[Anchor]) -> list[list[Anchor]]:
    """The anchors of each installation, in the order in which they came: a restore begins a new one."""
    return [list(group) for _, group in groupby(noted, key=lambda anchor: anchor.installation)]


def binding(noted: Sequence[Anchor]) -> list[Anchor]:
    """Those that the chain must still agree with: a restore takes back what had been sealed beyond it."""
    kept: list[Anchor] = []
    beyond: int | None = None
    for group in reversed(by_installation(noted)):
        kept += [anchor for anchor in group if beyond is None or anchor.number < beyond]
        beyond = group[0].first if beyond is None else min(beyond, group[0].first)
    return kept


def _written(anchor: Anchor) -> str:
    return json.dumps(asdict(anchor) | {"at": anchor.at.isoformat()})


def _parsed(line: str, number: int) -> Anchor:
    try:
        said = json.loads(line)
        return Anchor(**said | {"at": datetime.fromisoformat(said["at"])})
    except (ValueError, TypeError, KeyError):
        raise AnchorsBroken(number) from None
