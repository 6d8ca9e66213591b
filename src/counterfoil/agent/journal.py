"""The agent's journal: what it did with each write, on disk before and after, until the server has taken it in."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Entry:
    """`event` is `refused` (QuickBooks was never called), `calling` (about to call) or `returned` (it answered)."""

    number: int
    call: int
    event: str
    sha256: str = ""


COUNTED = "counted"
"""Stands at the head of a file written anew: its number is the last one given out."""


class Journal:
    """An append-only file of entries that is written anew when the server has taken some of them in.

    Every entry is on the disk before `write` returns: the server proves with it that a write was never started.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        entries = _read(path)
        self._last = max((entry.number for entry in entries), default=0)
        self._entries = [entry for entry in entries if entry.event != COUNTED]
        self._rewrite()

    def write(self, call: int, event: str, sha256: str = "") -> None:
        """Add an entry, durably."""
        self._last += 1
        entry = Entry(self._last, call, event, sha256)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(_line(entry))
            file.flush()
            os.fsync(file.fileno())
        self._entries.append(entry)

    def pending(self) -> list[dict[str, object]]:
        """The entries that the server has not taken in, oldest first."""
        return [asdict(entry) for entry in self._entries]

    def taken(self, number: int) -> None:
        """Forget the entries up to that number."""
        remaining = [entry for entry in self._entries if entry.number > number]
        if len(remaining) < len(self._entries):
            self._entries = remaining
            self._rewrite()

    def _rewrite(self) -> None:
        """Write what remains to a new file and put it in the old one's place: whole or not at all."""
        new = self._path.with_suffix(".new")
        lines = [_line(Entry(self._last, 0, COUNTED)), *map(_line, self._entries)]
        with new.open("w", encoding="utf-8") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)


def _line(entry: Entry) -> str:
    return json.dumps(asdict(entry)) + "\n"


def _read(path: Path) -> list[Entry]:
    """The entries in the file; a last line that a power cut tore is not one."""
    if not path.exists():
        return []
    entries = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            entries.append(Entry(**json.loads(line)))
        except (ValueError, TypeError):
            break
    return entries
