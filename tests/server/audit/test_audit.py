"""The audit log: complete, append-only, sealed, numbered in commit order (rule S13)."""

import hashlib
import json
import threading
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from counterfoil.records import Kind
from counterfoil.server.audit import wake
from counterfoil.server.audit.actor import SYNC, SYSTEM, Actor
from counterfoil.server.audit.models import Chain, Entry
from counterfoil.server.audit.queries import changes_after, entries_after, first_broken_entry, history, last_number
from counterfoil.server.audit.seal import SEALED, seal
from counterfoil.server.audit.services import NewEntry, record_many

NOON = datetime(2026, 3, 2, 12, 0, 0, 5, tzinfo=UTC)
ANNA = Actor.person(7, "Anna Keller")


def entry(record_id="1", action="changed", kind=Kind.BILL, **changes):
    return NewEntry(kind, record_id, action, {name: list(pair) for name, pair in changes.items()})


def write(organization, *entries, actor=ANNA):
    return record_many(organization, actor, entries, now=NOON)


def tamper(*changes):
    """Do what the database refuses, as someone with its owner's rights could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            for event in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER audit_entry_no_{event}")
        for change in changes:
            cursor.execute(change)


def test_an_entry_says_who_when_what_and_from_what_to_what(organization):
    write(organization, entry("42", memo=("Old", "New")))
    (found,) = history(organization, Kind.BILL, "42")
    assert (found.number, found.at, found.actor_kind, found.actor_id, found.actor_name) == (
        1,
        NOON,
        "person",
        "7",
        "Anna Keller",
    )
    assert (found.action, found.changes) == ("changed", {"memo": ["Old", "New"]})


def test_numbers_rise_by_one_in_each_organization_by_itself(organization, other_organization):
    assert write(organization, entry("1"), entry("2")) == 2
    assert write(other_organization, entry("3")) == 1
    assert write(organization, entry("4")) == 3
    assert [each.number for each in Entry.objects.of(organization).order_by("number")] == [1, 2, 3]


@pytest.mark.parametrize("change", ["UPDATE audit_entry SET reason = 'x'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_or_remove_an_entry(organization, change):
    write(organization, entry())
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert first_broken_entry(organization) is None


def test_the_database_refuses_to_empty_the_log_too(organization):
    write(organization, entry())
    is_postgresql = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE" if is_postgresql else "SELECT 1")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute("TRUNCATE audit_entry" if is_postgresql else "DELETE FROM audit_entry WHERE 1")


def test_an_untouched_log_is_whole(organization):
    assert first_broken_entry(organization) is None
    for _ in range(3):
        write(organization, entry(memo=("é", None)), entry(kind=Kind.VENDOR, action="created"))
    assert first_broken_entry(organization) is None


SWAP = [
    "UPDATE audit_entry SET number = 99 WHERE number = 3",
    "UPDATE audit_entry SET number = 3 WHERE number = 4",
    "UPDATE audit_entry SET number = 4 WHERE number = 99",
]


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        (["UPDATE audit_entry SET actor_name = 'Nobody' WHERE number = 2"], 2),
        (['UPDATE audit_entry SET changes = \'{"memo": ["a", "c"]}\' WHERE number = 3'], 3),
        (["UPDATE audit_entry SET at = '2026-03-01 12:00:00' WHERE number = 1"], 1),
        (["UPDATE audit_entry SET record_id = '9', hash = previous_hash WHERE number = 2"], 2),
        (["DELETE FROM audit_entry WHERE number = 2"], 2),
        (["DELETE FROM audit_entry WHERE number = 4"], 4),
        (["DELETE FROM audit_entry"], 1),
        (SWAP, 3),
    ],
    ids=["who", "what", "when", "which", "removed", "last removed", "all removed", "swapped"],
)
def test_tampering_is_found_at_the_first_entry_that_it_touches(organization, tampering, broken):
    write(organization, *(entry(str(number), memo=("a", "b")) for number in range(1, 5)))
    tamper(*tampering)
    assert first_broken_entry(organization) == broken


def test_a_seal_is_written_as_it_always_was():
    values: dict[str, object] = dict.fromkeys(SEALED, 'é "q"\\\n\x7f\u2028') | {"organization_id": 7, "number": 3}
    values |= {"at": datetime(2026, 3, 1, 12, tzinfo=UTC), "changes": {"memo": ["a", "ü"]}}
    text = json.dumps(
        [*({**values, "at": "2026-03-01T12:00:00.000000+00:00"}[name] for name in SEALED)],
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
    )
    assert seal("before", values) == hashlib.sha256(f"before{text}".encode()).hexdigest()


def test_a_forked_chain_is_found(organization):
    write(organization, entry("1"), entry("2"))
    Chain.objects.of(organization).update(hash="f" * 64)
    assert first_broken_entry(organization) == 3


def test_only_changes_of_records_by_others_than_the_sync_are_owed(organization):
    write(organization, entry("1", "created"))
    write(organization, entry("2"), actor=SYNC)
    write(organization, NewEntry("api_key", "5", "created"))
    write(organization, entry("3", kind=Kind.VENDOR), actor=SYSTEM)
    owed = changes_after(organization, 0, 10)
    assert [(change.position, change.kind, change.record_id) for change in owed] == [
        (1, Kind.BILL, "1"),
        (4, Kind.VENDOR, "3"),
    ]
    assert changes_after(organization, 1, 10) == owed[1:]
    assert changes_after(organization, 0, 1) == owed[:1]
    assert changes_after(organization, last_number(organization), 10) == []


def test_what_is_owed_is_found_by_an_index_however_much_the_sync_wrote(organization):
    write(organization, *(entry(str(number)) for number in range(500)), actor=SYNC)
    write(organization, entry("ours"))
    found = Entry.objects.of(organization).filter(is_ours=True, number__gt=0).order_by("number")
    assert "audit_entry_owed" in found.explain() or connection.vendor == "postgresql"
    assert [change.record_id for change in changes_after(organization, 0, 10)] == ["ours"]


def test_pages_that_stay_open_are_told_what_came_since(organization):
    write(organization, entry("1"), entry("2"), entry("3"))
    assert [each.record_id for each in entries_after(organization, 1, 10)] == ["2", "3"]
    assert last_number(organization) == 3


def test_a_page_of_500_entries_is_a_handful_of_statements(organization, django_assert_max_num_queries):
    with django_assert_max_num_queries(10):
        write(organization, *(entry(str(number), memo=("a", "b")) for number in range(500)))


def test_listeners_are_told_after_the_commit_and_only_then(
    organization, other_organization, django_capture_on_commit_callbacks
):
    heard: list[int] = []
    stop = wake.subscribe(heard.append)
    with django_capture_on_commit_callbacks(execute=True):
        write(organization, entry())
        assert heard == []
    stop()
    with django_capture_on_commit_callbacks(execute=True):
        write(other_organization, entry())
    assert heard == [organization.pk]


def test_a_listener_that_fails_harms_neither_the_change_nor_the_others(organization, caplog):
    heard: list[int] = []

    def broken(_organization_id):
        raise RuntimeError("no matter")

    stops = [wake.subscribe(broken), wake.subscribe(heard.append)]
    wake.tell(organization.pk)
    for stop in stops:
        stop()
    assert heard == [organization.pk]
    assert "no matter" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_leave_one_unbroken_chain(organization):
    start = threading.Barrier(4)

    def work():
        start.wait()
        for number in range(5):
            write(organization, entry(str(number)))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert last_number(organization) == 20
    assert first_broken_entry(organization) is None


@pytest.mark.django_db(transaction=True)
def test_on_postgresql_a_change_is_heard_in_other_processes_when_it_commits(organization):
    if connection.vendor != "postgresql":
        assert not hasattr(connection, "notifies")
        return
    import psycopg

    listener = psycopg.connect(**_connection_parameters(), autocommit=True)
    listener.execute(f"LISTEN {wake.CHANNEL}")
    write(organization, entry())
    (heard,) = listener.notifies(timeout=5, stop_after=1)
    listener.close()
    assert heard.payload == str(organization.pk)


def _connection_parameters():
    known = connection.get_connection_params()
    return {name: known[name] for name in ("host", "port", "user", "dbname") if known.get(name)}
