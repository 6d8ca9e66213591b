"""A company file: one SQLite file with its settings, its clock and zone, and the making of ids and edit sequences."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo

from . import accounts_of_new_file
from .clock import Clock
from .preferences import Settings
from .status import locked
from .switches import Switches
from .tables import COUNTERS, LAYOUT, SCHEMA
from .values import MOMENT

if TYPE_CHECKING:
    from .events import Watcher


class CompanyFile:
    """An open company file. One thread and one request at a time, as with QuickBooks itself.

    `locks` holds the ids of records that someone has open at the screen: changing one of them is refused with 3175.
    `dialog` is what a dialog on the screen says, empty where none is open; `attended`, whether a person has the file
    open; `acting`, the program whose request is executed. `sessions` counts those of programs, and `opening` the times
    the file was opened: sessions do not outlive it. `on_open` is called when a person opens or closes the file.
    """

    def __init__(self, connection: sqlite3.Connection, path: str, clock: Clock, switches: Switches | None) -> None:
        """Use `create`, `open` or `copy_of`."""
        self.connection = connection
        self.path = path
        self.clock = clock
        self.locks: set[str] = set()
        self.dialog = ""
        self.attended = True
        self.sessions = 0
        self.opening = 1
        self.acting = ""
        self.watcher: Watcher | None = None
        self.on_open: list[Callable[[str], None]] = []
        self._depth = 0
        self._frozen = 0
        self._changed = False
        self._seen_version = -1
        self._names: dict[str, str] = {}
        self._settings: Settings | None = None
        self._given_switches = switches
        self.switches = switches or self._stored_switches()
        self._zone = ZoneInfo(self.settings.zone)

    @classmethod
    def create(
        cls,
        path: str | Path,
        *,
        name: str,
        clock: Clock,
        zone: str = "America/New_York",
        switches: Switches = Switches(),  # noqa: B008 - frozen
    ) -> Self:
        """A new company file with the accounts every new file has; `:memory:` makes one without a file.

        Raises FileExistsError where the file is there already.
        """
        if str(path) != ":memory:" and Path(path).exists():
            raise FileExistsError(f"{path} is there already")
        connection = _connect(path)
        connection.executescript(f"BEGIN;{SCHEMA};PRAGMA user_version={LAYOUT};COMMIT;")
        connection.executemany("INSERT INTO counter VALUES (?, ?)", COUNTERS.items())
        settings = Settings.of_new_file(name, zone)
        connection.execute("INSERT INTO setting VALUES ('settings', ?)", [settings.to_json()])
        connection.execute("INSERT INTO setting VALUES ('switches', ?)", [json.dumps(asdict(switches))])
        company = cls(connection, _absolute(path), clock, switches)
        accounts_of_new_file.add_to(company)
        return company

    @classmethod
    def open(cls, path: str | Path, *, clock: Clock, switches: Switches | None = None) -> Self:
        """The company file at the path, with the switches it was made with unless others are given.

        Raises FileNotFoundError where there is none and ValueError where the file is no company file of this layout.
        """
        if not Path(path).is_file():
            raise FileNotFoundError(f"there is no company file at {path}")
        if _layout(path) != LAYOUT:
            raise ValueError(f"{path} is not a company file of this version")
        connection = _connect(path)
        return cls(connection, _absolute(path), clock, switches)

    @classmethod
    def copy_of(
        cls,
        other: "CompanyFile",
        path: str | Path = ":memory:",
        *,
        clock: Clock | None = None,
        switches: Switches | None = None,
    ) -> Self:
        """A copy of an open company file, with all its ids, as a file manager would copy it."""
        connection = _connect(path)
        other.connection.backup(connection)
        return cls(connection, _absolute(path), clock or other.clock, switches or other.switches)

    def copy_to(self, path: str | Path) -> None:
        """Write a copy of this company file."""
        copy = sqlite3.connect(path, isolation_level=None)
        self.connection.backup(copy)
        copy.close()

    def put_in_place(self, other: "CompanyFile", **settings: Any) -> None:
        """Let another company file lie where this one lay, with some settings changed; whoever had it open has not.

        The counter of changes goes on from where it was, so that nobody takes the other file for this one.
        """
        hint = max(self.hint, other.hint)
        other.connection.backup(self.connection)
        self._names.clear()
        self._settings, self._seen_version = None, -1
        self.locks.clear()
        self.sessions = 0
        self.opening += 1
        self.connection.execute("UPDATE counter SET value = ? WHERE name = 'hint'", [hint])
        self.change_settings(**settings)

    def close(self) -> None:
        """Close the file; whatever was committed stays."""
        self.connection.close()

    # -- transactions ---------------------------------------------------------------------------------------------

    @contextmanager
    def change(self) -> Iterator[None]:
        """One durable change to the books: all of it or nothing. Nested changes belong to the outermost."""
        with self.storing():
            yield
            self._changed = True

    @contextmanager
    def storing(self) -> Iterator[None]:
        """One SQLite transaction that does not count as a change to the books."""
        if self._depth:
            yield
            return
        self.connection.execute("BEGIN IMMEDIATE")
        self.refresh()
        self._frozen, self._changed = self.now(), False
        self._depth = 1
        try:
            yield
            if self._changed:
                self.connection.execute("UPDATE counter SET value = value + 1 WHERE name = 'hint'")
            self.connection.execute("COMMIT")
            if self.watcher is not None:
                self.watcher.committed()
        except BaseException:
            self.connection.execute("ROLLBACK")
            if self.watcher is not None:
                self.watcher.rolled_back()
            self._names.clear()
            self._settings = None
            raise
        finally:
            self._depth = 0

    def refresh(self) -> None:
        """Forget what was remembered in memory if another process has written to the file."""
        version = self.connection.execute("PRAGMA data_version").fetchone()[0]
        if version != self._seen_version:
            self._seen_version = version
            self._names.clear()
            self._settings = None

    @property
    def hint(self) -> int:
        """A number that rises with every committed change to the books."""
        return int(self.connection.execute("SELECT value FROM counter WHERE name = 'hint'").fetchone()[0])

    # -- settings -------------------------------------------------------------------------------------------------

    @property
    def settings(self) -> Settings:
        """The company's name, zone, closing date, file mode and preferences."""
        if self._settings is None:
            text = self.connection.execute("SELECT value FROM setting WHERE key = 'settings'").fetchone()[0]
            self._settings = Settings.from_json(text)
        return self._settings

    def change_settings(self, **changes: Any) -> Settings:
        """Set some of the settings, as a person does under Preferences; the rest stays."""
        with self.change():
            changed = replace(self.settings, **changes)
            self.connection.execute("UPDATE setting SET value = ? WHERE key = 'settings'", [changed.to_json()])
            self._settings = changed
            self._zone = ZoneInfo(changed.zone)
        return changed

    def _stored_switches(self) -> Switches:
        row = self.connection.execute("SELECT value FROM setting WHERE key = 'switches'").fetchone()
        return Switches(**json.loads(row[0]))

    # -- time -----------------------------------------------------------------------------------------------------

    def now(self) -> int:
        """This moment in whole Unix seconds; it stands still within one change."""
        return self._frozen if self._depth else int(self.clock.now().timestamp())

    def today(self) -> date:
        """The date on the wall of the machine."""
        return self.wall_time(self.now()).date()

    def wall_time(self, moment: int) -> datetime:
        """Unix seconds as the aware local time of the machine."""
        return datetime.fromtimestamp(moment, self._zone)

    def printed(self, moment: int) -> str:
        """Unix seconds as QuickBooks prints them: wall time, in summer with the standard offset (`dst_offset_bug`)."""
        return _printed(moment, self._zone, self.switches.dst_offset_bug)

    def moment(self, text: str, *, end: bool = False) -> int:
        """The Unix seconds that a date-time of a filter means; `end` takes the last second of what is left out.

        Without an offset it is the machine's local time; with one, the convention is that of printed times.
        """
        match = MOMENT.fullmatch(text)
        assert match, "the text was checked when it was read"
        year, month, day = (int(match[at]) for at in (1, 2, 3))
        left_out = (23, 59, 59) if end else (0, 0, 0)
        hour, minute, second = (int(match[at] or fill) for at, fill in zip((5, 7, 9), left_out, strict=True))
        wall = datetime.combine(date(year, month, day), time(hour, minute, second, fold=int(end)))
        if match[10]:
            return self._moment_with_offset(wall, match[10])
        return int(wall.replace(tzinfo=self._zone).timestamp())

    def _moment_with_offset(self, wall: datetime, offset: str) -> int:
        sign = -1 if offset[0] == "-" else 1
        hours, minutes = offset[1:].split(":")
        utc = wall.replace(tzinfo=UTC) - sign * timedelta(hours=int(hours), minutes=int(minutes))
        if not self.switches.dst_offset_bug:
            return int(utc.timestamp())
        standard = _standard_offset(utc.astimezone(self._zone))
        return int((utc + standard).replace(tzinfo=self._zone, fold=wall.fold).timestamp())

    # -- ids ------------------------------------------------------------------------------------------------------

    def next(self, counter: str) -> int:
        """The next number of a counter."""
        rows = self.connection.execute("UPDATE counter SET value = value + 1 WHERE name = ? RETURNING value", [counter])
        return int(rows.fetchone()[0])

    def new_list_id(self) -> str:
        """A ListID never given out before in this file: `80000035-1785958998`."""
        return f"{self.next('list'):X}-{self.now()}"

    def new_txn_id(self) -> str:
        """A TxnID or TxnLineID never given out before in this file: `1C9684-1783534817`."""
        return f"{self.next('txn'):X}-{self.now()}"

    def next_edit_sequence(self, current: int) -> int:
        """The edit sequence after a change now (`same_second_editsequence`)."""
        now = self.now()
        return current + 1 if self.switches.same_second_editsequence == "increment" and current >= now else now

    # -- names ----------------------------------------------------------------------------------------------------

    def full_name(self, list_id: str) -> str:
        """The full name that a ListID has now."""
        name = self._names.get(list_id)
        if name is None:
            row = self.connection.execute("SELECT full_name FROM list_object WHERE list_id = ?", [list_id]).fetchone()
            name = self._names[list_id] = str(row[0]) if row else ""
        return name

    def forget_names(self) -> None:
        """A name has changed: ask the file again."""
        self._names.clear()

    def check_lock(self, object_id: str, *, transaction: bool) -> None:
        """Refuse with 3175 while someone has the record open."""
        if object_id in self.locks:
            raise locked(object_id, transaction=transaction)


def _absolute(path: str | Path) -> str:
    return str(path) if str(path) == ":memory:" else str(Path(path).absolute())


def _layout(path: str | Path) -> int:
    """The number of a file's layout, read without changing the file; 0 where it is no database."""
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.DatabaseError:
        return 0
    finally:
        connection.close()


def _connect(path: str | Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, cached_statements=512, check_same_thread=False)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA busy_timeout = 5000")
    if str(path) != ":memory:":
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
    return connection


def _standard_offset(local: datetime) -> timedelta:
    offset, saving = local.utcoffset(), local.dst()
    assert offset is not None
    return offset - (saving or timedelta())


@lru_cache(maxsize=4096)
def _printed(moment: int, zone: ZoneInfo, dst_offset_bug: bool) -> str:
    local = datetime.fromtimestamp(moment, zone)
    if not dst_offset_bug:
        return local.isoformat()
    return local.replace(tzinfo=None).isoformat() + _offset_text(_standard_offset(local))


def _offset_text(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    sign, minutes = ("-", -minutes) if minutes < 0 else ("+", minutes)
    return f"{sign}{minutes // 60:02}:{minutes % 60:02}"
