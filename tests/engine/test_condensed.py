"""A file that was condensed is one finding and not one question for each bill (docs/sync.md, rule C6)."""

from datetime import date

import pytest
from tests.engine.test_refusals import problems
from tests.engine.world import World

from counterfoil.engine.books import LinkState
from counterfoil.engine.condensing import CONDENSED
from counterfoil.records import Bill, Kind

SPRING, SUMMER, AUTUMN = date(2026, 3, 2), date(2026, 6, 30), date(2026, 10, 1)


@pytest.fixture
def world():
    """Fifteen old bills that came over and were then paid, an old one that is open, and one of autumn that is paid."""
    world = World.make()
    for number in range(15):
        world.enter_bill_there("Keller Lumber", ("Rent", "1.00"), ref_number=f"paid {number}", txn_date=SPRING)
    world.enter_bill_there("Keller Lumber", ("Rent", "5.00"), ref_number="open", txn_date=SPRING)
    world.enter_bill_there("Keller Lumber", ("Rent", "7.00"), ref_number="late", txn_date=AUTUMN)
    world.sync()
    world.clock.advance(3600)
    for number, txn in txns(world).items():
        if number != "open":
            world.person.pay_bills("Checking", {txn: None}, txn_date=AUTUMN if number == "late" else SPRING)
    world.sync()
    world.clock.advance(3600)
    return world


def txns(world):
    """Number of a bill in QuickBooks → its TxnID."""
    found: dict[str, str] = {}
    for seen in world.bills_there():
        assert isinstance(seen.record, Bill)
        found[seen.record.ref_number] = seen.id
    return found


def bill(world, number):
    return next(id_ for id_, each in world.bills_here().items() if each.ref_number == number)


def condense(world, until=SUMMER):
    world.person.condense(until)
    world.clock.advance(60)
    world.sync()


def test_what_it_took_away_stays_here_with_one_notice_for_all(world):
    condense(world)
    assert set(txns(world)) == {"open", "late"}
    assert len(world.bills_here()) == 17, "nothing is deleted here"
    assert problems(world) == {CONDENSED}
    (notice,) = world.books.memory.problems.values()
    assert "15 transactions that were settled are no longer there" in notice.problem.cause
    assert "condensed on 2026-11-18" in notice.problem.cause
    assert world.mode == "live", "no brake"
    gone = [world.link(Kind.BILL, bill(world, f"paid {n}")) for n in range(15)]
    assert {(link.state, link.hold, link.owed) for link in gone} == {(LinkState.HELD, CONDENSED, False)}


def test_it_is_noticed_although_the_file_had_never_been_condensed(world):
    assert world.books.conversation().last_condense == ""
    condense(world)
    assert world.books.conversation().last_condense


def test_nothing_of_it_is_ever_sent_again_nor_asked_about(world):
    condense(world)
    sent = world.writes()
    for _ in range(4):
        world.clock.advance(24 * 3600)
        world.run("sweep")
    world.edit_here(bill(world, "paid 3"), memo="a word on history")
    world.sync()
    assert world.writes() == sent
    assert len(world.bills_there()) == 2
    assert problems(world) == {CONDENSED}


def test_what_is_open_or_younger_goes_on_as_before(world):
    condense(world)
    world.edit_here(bill(world, "open"), memo="ours")
    txn = txns(world)["late"]
    world.person.edit_bill(txn, memo="theirs")
    world.sync()
    memos = {number: world.memo_there(txn) for number, txn in txns(world).items()}
    assert memos == {"open": "ours", "late": "theirs"}


def test_nothing_is_written_before_everything_was_compared(world):
    world.person.condense(SUMMER)
    world.enter_bill_here("Novak Electric", world.line("Rent", "3.00"), ref_number="new")
    world.clock.advance(60)
    world.requests.clear()
    world.sync()
    names = [each for text in world.requests for each in ("IncludeRetElement", "BillAddRq") if each in text]
    assert names.index("BillAddRq") > 0
    assert len(world.bills_there()) == 3


def test_a_bill_that_was_open_and_is_gone_is_still_asked_about(world):
    """Condensing takes away only what is settled, so something else happened to it."""
    txn = txns(world)["open"]
    world.person.company.connection.execute("DELETE FROM txn WHERE txn_id = ?", [txn])
    condense(world)
    assert problems(world) == {CONDENSED, "vanished"}
    assert world.link(Kind.BILL, bill(world, "open")).hold == "vanished"


def test_a_bill_that_is_missing_later_is_asked_about_and_not_taken_for_condensed(world):
    condense(world)
    txn = txns(world)["late"]
    world.person.company.connection.execute("DELETE FROM txn WHERE txn_id = ?", [txn])
    for _ in range(3):
        world.clock.advance(600)
        world.run("sweep")
    assert problems(world) == {CONDENSED, "vanished"}


def test_what_was_deleted_here_as_well_is_closed(world):
    condense(world)
    gone = bill(world, "paid 3")
    link = world.link(Kind.BILL, gone)
    world.books.delete(Kind.BILL, gone)
    world.sync()
    assert world.books.links_by_id([link.id])[link.id].state is LinkState.CLOSED
    assert problems(world) == {CONDENSED}


def test_what_a_backup_brings_back_is_linked_again_and_nothing_doubled(world):  # rule C4
    backup = world.backup()
    condense(world)
    world.put_in_place(backup)
    world.run()
    assert world.mode == "suspended"
    world.accept()
    for _ in range(3):
        world.clock.advance(60)
        world.run("sweep")
    world.sync()
    assert (len(world.bills_here()), len(world.bills_there())) == (17, 17)
    assert {world.link(Kind.BILL, id_).state for id_ in world.bills_here()} == {LinkState.LINKED}
    assert world.mode == "live"
