"""A company file: it survives, it can be copied, and a change is made whole or not at all."""

# ruff: noqa: E501 - a request and its answer are read on one line

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.simulator.asking import Books

from counterfoil.simulator.clock import ManualClock, SystemClock
from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.lists import vendors
from counterfoil.simulator.lists.vendors import Vendor
from counterfoil.simulator.processor import NoFaults, RequestProcessor
from counterfoil.simulator.switches import Switches

CLOCK = ManualClock(datetime(2026, 3, 2, 17, 0, tzinfo=UTC))


def test_what_was_written_is_there_after_closing_and_opening(tmp_path: Path) -> None:
    path = tmp_path / "a.qbs"
    company = CompanyFile.create(path, name="A", clock=CLOCK, zone="Europe/Paris", switches=Switches(iterator_limit=2))
    vendor = vendors.add(company, Vendor(name="Acme"))
    company.close()
    again = CompanyFile.open(path, clock=CLOCK)
    assert vendors.get(again, vendor.list_id) == vendor
    assert (again.settings.zone, again.switches.iterator_limit) == ("Europe/Paris", 2)
    assert vendors.add(again, Vendor(name="Second")).list_id > vendor.list_id
    again.close()


def test_a_file_is_durable_and_an_existing_one_is_not_overwritten(tmp_path: Path) -> None:
    company = CompanyFile.create(tmp_path / "a.qbs", name="A", clock=CLOCK)
    pragmas = [company.connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    assert pragmas == ["wal", 2]
    with pytest.raises(FileExistsError):
        CompanyFile.create(tmp_path / "a.qbs", name="A", clock=CLOCK)
    company.close()


def test_what_is_no_company_file_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("not a database, " * 100)
    sqlite3.connect(tmp_path / "other").execute("CREATE TABLE x (y)").connection.close()
    for name, error in (("absent", FileNotFoundError), ("text", ValueError), ("other", ValueError)):
        with pytest.raises(error):
            CompanyFile.open(tmp_path / name, clock=SystemClock())


def test_a_copy_has_the_same_ids_and_goes_its_own_way(tmp_path: Path, original: CompanyFile) -> None:
    copy = CompanyFile.copy_of(original, clock=CLOCK)
    assert [each.list_id for each in vendors.every(copy)] == [each.list_id for each in vendors.every(original)]
    vendors.add(copy, Vendor(name="Only here"))
    assert vendors.find(original, "Only here") is None
    copy.copy_to(tmp_path / "copy.qbs")
    written = CompanyFile.open(tmp_path / "copy.qbs", clock=CLOCK)
    assert vendors.find(written, "Only here") is not None
    written.close()


def test_a_change_that_fails_leaves_nothing_behind(books: Books) -> None:
    before, hint = list(books.company.connection.iterdump()), books.company.hint

    def interrupted() -> None:
        with books.company.change():
            vendors.add(books.company, Vendor(name="Half"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    assert list(books.company.connection.iterdump()) == before
    assert books.company.hint == hint
    assert vendors.find(books.company, "Half") is None


def test_the_hint_rises_with_every_change_and_with_nothing_else(books: Books) -> None:
    hint = books.company.hint
    books.ask("<VendorQueryRq/>", attributes='newMessageSetID="a"')
    assert books.company.hint == hint
    books.ask("<VendorAddRq><VendorAdd><Name>One</Name></VendorAdd></VendorAddRq>", attributes='newMessageSetID="b"')
    assert books.company.hint == hint + 1
    books.ask("<VendorAddRq><VendorAdd><Name>One</Name></VendorAdd></VendorAddRq>")
    assert books.company.hint == hint + 1


def test_another_process_renames_and_nobody_sees_the_old_name(tmp_path: Path) -> None:
    here = CompanyFile.create(tmp_path / "a.qbs", name="A", clock=CLOCK)
    vendor = vendors.add(here, Vendor(name="Old"))
    assert here.full_name(vendor.list_id) == "Old"
    there = CompanyFile.open(tmp_path / "a.qbs", clock=CLOCK)
    vendors.modify(there, vendor.list_id, name="New")
    here.refresh()
    assert here.full_name(vendor.list_id) == "New"
    here.close()
    there.close()


def test_work_and_what_is_kept_of_it_for_recovery_are_one_transaction(tmp_path: Path) -> None:
    """The answers to a set lie in the file before its last request is done: a stopped process leaves no doubt behind."""
    path = tmp_path / "a.qbs"
    company = CompanyFile.create(path, name="A", clock=CLOCK)
    seen = []

    class Watcher(NoFaults):
        def before_set(self, text: str) -> None:
            del text

        def before_request(self, name: str, ids: tuple[str, ...]) -> None:
            del name, ids
            other = sqlite3.connect(path)
            seen.append(
                [
                    other.execute(f"SELECT count(*) FROM {each}").fetchone()[0]
                    for each in ("list_object", "message_answer")
                ]
            )
            other.close()

        def after_set(self, text: str, answer: str) -> str:
            del text
            return answer

    books = Books(company, RequestProcessor(company, faults=Watcher()))
    requests = "".join(f"<VendorAddRq><VendorAdd><Name>{name}</Name></VendorAdd></VendorAddRq>" for name in "abc")
    books.ask(requests, attributes='newMessageSetID="x"')
    start = seen[0][0]
    assert seen == [[start, 0], [start + 1, 1], [start + 2, 2]]
    company.close()
