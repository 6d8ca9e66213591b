"""Data events: programs subscribe on the machine, and hear what happens in a file that someone has open there.

docs/quickbooks.md 7. QuickBooks calls a program back with a document for each event; here the documents wait until the
program fetches them. An event that cannot be delivered is lost; who tracks lost events can ask since when.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from .writing import escaped

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from .company import CompanyFile

TRIGGERS = """
CREATE TEMP TRIGGER IF NOT EXISTS heard_list_added AFTER INSERT ON main.list_object
    BEGIN SELECT heard('list', NEW.kind, NEW.list_id, 'Add'); END;
CREATE TEMP TRIGGER IF NOT EXISTS heard_list_changed AFTER UPDATE OF edit_sequence ON main.list_object
    BEGIN SELECT heard('list', NEW.kind, NEW.list_id, 'Modify'); END;
CREATE TEMP TRIGGER IF NOT EXISTS heard_txn_added AFTER INSERT ON main.txn
    BEGIN SELECT heard('txn', NEW.kind, NEW.txn_id, 'Add'); END;
CREATE TEMP TRIGGER IF NOT EXISTS heard_txn_changed AFTER UPDATE OF edit_sequence ON main.txn
    BEGIN SELECT heard('txn', NEW.kind, NEW.txn_id, 'Modify'); END;
CREATE TEMP TRIGGER IF NOT EXISTS heard_deleted AFTER INSERT ON main.deleted
    BEGIN SELECT heard(NEW.family, NEW.kind, NEW.object_id, 'Delete'); END;
"""
"""Whatever changes the books, by whatever way, is heard."""


class Event(NamedTuple):
    """Something that happened to a record; `by` is the program that did it, empty for a person."""

    family: str
    kind: str
    object_id: str
    operation: str
    by: str
    merged_into: str = ""


@dataclass(slots=True)
class Subscription:
    """What a program wants to hear, and what it has not fetched yet."""

    kind: str
    subscriber: str
    app: str
    callback: str
    policy: str
    wanted: frozenset[tuple[str, str]]
    described: str
    created: int
    track_lost: bool = False
    own_events: bool = False
    last_processed: int | None = None
    lost_since: int | None = None
    waiting: list[str] = field(default_factory=list)


class Watcher:
    """Hears what changes in a company file, and tells it when the change is committed."""

    def __init__(self, company: CompanyFile, tell: Callable[[list[Event]], None]) -> None:
        """From now on `tell` is called after each commit that changed records."""
        self._tell = tell
        self._heard: dict[tuple[str, str], Event] = {}
        self._merged: dict[str, str] = {}
        self._company = company
        _install(company.connection, self._hear)

    def _hear(self, family: str, kind: str, object_id: str, operation: str) -> None:
        before = self._heard.get((family, object_id))
        if before is not None and operation == "Modify":
            return
        into = self._merged.get(object_id, "") if operation == "Delete" else ""
        event = Event(family, kind, object_id, "Merge" if into else operation, self._company.acting, into)
        self._heard[family, object_id] = event

    def note_merge(self, gone: str, stays: str) -> None:
        """The deletion of the one object that follows is a merge into the other."""
        self._merged[gone] = stays

    def committed(self) -> None:
        """The change is in the books."""
        heard = list(self._heard.values())
        self.rolled_back()
        if heard:
            self._tell(heard)

    def rolled_back(self) -> None:
        """The change never was."""
        self._heard.clear()
        self._merged.clear()


def _install(connection: sqlite3.Connection, hear: Callable[[str, str, str, str], None]) -> None:
    connection.create_function("heard", 4, hear)
    connection.executescript(TRIGGERS)


class Subscriptions:
    """The subscriptions of a machine; `running` says which programs run."""

    def __init__(self, company: CompanyFile, running: Callable[[], set[str]]) -> None:
        """Nobody has subscribed yet, so nothing is watched."""
        self._company = company
        self._running = running
        self._known: dict[tuple[str, str], Subscription] = {}

    def get(self, kind: str, subscriber: str) -> Subscription | None:
        """The subscription of that kind (`Data` or `UI`) and subscriber."""
        return self._known.get((kind, subscriber.lower()))

    def add(self, subscription: Subscription) -> None:
        """Keep a subscription, and hear from now on."""
        self._known[subscription.kind, subscription.subscriber.lower()] = subscription
        if self._company.watcher is None:
            self._company.watcher = Watcher(self._company, self._tell)
            self._company.on_open.append(self._opened)

    def delete(self, kind: str, subscriber: str) -> bool:
        """Forget a subscription; returns whether there was one."""
        return self._known.pop((kind, subscriber.lower()), None) is not None

    def fetch(self, subscriber: str) -> list[str]:
        """The documents that wait for a subscriber, oldest first; they wait no more."""
        fetched: list[str] = []
        for (_, known), each in self._known.items():
            if known == subscriber.lower():
                fetched += each.waiting
                each.waiting.clear()
        return fetched

    def _tell(self, events: list[Event]) -> None:
        for each in [known for known in self._known.values() if known.kind == "Data"]:
            for event in events:
                if (f"{event.family} {event.kind}", event.operation) in each.wanted and (
                    event.by != each.app or each.own_events
                ):
                    self._deliver(each, data_event(self._company, event), attended=self._company.attended)

    def _opened(self, operation: str) -> None:
        """Tell those who want to know that a person has opened or closed the file."""
        for each in [known for known in self._known.values() if known.kind == "UI"]:
            if ("company file", operation) in each.wanted:
                self._deliver(each, ui_event(self._company, operation), attended=True)

    def _deliver(self, subscription: Subscription, document: str, *, attended: bool) -> None:
        now = self._company.now()
        runs = subscription.policy == "DeliverAlways" or subscription.app in self._running()
        if attended and runs:
            subscription.waiting.append(document)
            subscription.last_processed = now
        elif subscription.track_lost and subscription.lost_since is None:
            subscription.lost_since = now


def data_event(company: CompanyFile, event: Event) -> str:
    """The document about one event: what it was and to which record, not what the record holds."""
    if event.family == "list":
        into = f"<AfterMergeListID>{event.merged_into}</AfterMergeListID>" if event.merged_into else ""
        inside = (
            f"<ListEvent><ListEventType>{event.kind}</ListEventType><ListEventOperation>{event.operation}"
            f"</ListEventOperation><ListID>{event.object_id}</ListID>{into}</ListEvent>"
        )
    else:
        inside = (
            f"<TxnEvent><TxnEventType>{event.kind}</TxnEventType><TxnEventOperation>{event.operation}"
            f"</TxnEventOperation><TxnID>{event.object_id}</TxnID></TxnEvent>"
        )
    return _document("DataEvent", company, inside)


def ui_event(company: CompanyFile, operation: str) -> str:
    """The document about the file being opened or closed."""
    inside = f"<CompanyFileEventOperation>{operation}</CompanyFileEventOperation>"
    return _document("UIEvent", company, f"<CompanyFileEvent>{inside}</CompanyFileEvent>")


def _document(name: str, company: CompanyFile, inside: str) -> str:
    settings = company.settings
    host = (
        f"<HostInfo><ProductName>{escaped(settings.product_name)}</ProductName><MajorVersion>{settings.major_version}"
        "</MajorVersion><MinorVersion>0</MinorVersion><Country>US</Country></HostInfo>"
    )
    path = f"<CompanyFilePath>{escaped(company.path)}</CompanyFilePath>"
    return f'<?xml version="1.0" ?>\n<QBXMLEvents><{name}>{path}{host}{inside}</{name}></QBXMLEvents>\n'
