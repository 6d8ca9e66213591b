"""The agent's journal: what it did with each write, on disk before and after, until the server has taken it in."""

import contextlib
import json
import os
import secrets
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
"""Stands at the head of a file written anew: its number is the last one given out, its `sha256` the journal's id."""


class Journal:
    """An append-only file of entries that is written anew when the server has taken some of them in.

    Every entry is on the disk before `write` returns: the server proves with it that a write was never started. That a
    journal is silent proves something only of the journal that was there: one that was lost, or is damaged but for its
    end, begins again with another `id`.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        entries, is_whole = _read(path)
        self._last = max((entry.number for entry in entries), default=0)
        self._entries = [entry for entry in entries if entry.event != COUNTED]
        known = next((entry.sha256 for entry in entries if entry.event == COUNTED), "")
        self.id = known if known and is_whole else secrets.token_hex(6)
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
        lines = [_line(Entry(self._last, 0, COUNTED, self.id)), *map(_line, self._entries)]
        with new.open("w", encoding="utf-8") as file:
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._path)
        _keep_folder(self._path.parent)


def _keep_folder(folder: Path) -> None:
    """Have the file's new place on the disk, too, where a folder can be written out (Windows does it by itself)."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _line(entry: Entry) -> str:
    return json.dumps(asdict(entry)) + "\n"


def _read(path: Path) -> tuple[list[Entry], bool]:
    """The entries in the file, and whether it is whole; a last line that a power cut tore is not one, and no harm."""
    entries: list[Entry] = []
    if not path.exists():
        return entries, True
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    for place, line in enumerate(lines, start=1):
        try:
            entries.append(Entry(**json.loads(line)))
        except (ValueError, TypeError):
            return entries, place == len(lines)
    return entries, True
