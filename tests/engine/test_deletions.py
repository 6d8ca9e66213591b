"""What is deleted on one side goes on the other, guarded, kept as a tombstone, or asked about (rules B4, C3, C7)."""

import pytest

from counterfoil.engine.books import LinkState
from counterfoil.records import Kind


@pytest.fixture
def bill(world):
    """A bill that stands on both sides: our id and the TxnID."""
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"), ref_number="INV-1", memo="m")
    world.sync()
    (record_id,) = world.bills_here()
    return record_id, txn


def link_there(world, txn):
    return world.books.links_there(Kind.BILL, [txn])[txn]


def test_deleted_in_quickbooks_it_goes_here_and_its_content_is_kept(world, bill):
    _, txn = bill
    world.person.delete_bill(txn)
    world.sync()
    assert not world.bills_here()
    assert link_there(world, txn).state is LinkState.CLOSED
    (stone,) = world.books.memory.tombstones
    assert (stone.side, stone.record.ref_number) == ("counterfoil", "INV-1")
    assert "deleted: Bill INV-1 of Keller Lumber" in world.told()


def test_deleted_here_it_goes_in_quickbooks_behind_a_guard(world, bill):
    record_id, _ = bill
    world.books.delete(Kind.BILL, record_id)
    world.sync()
    assert not world.bills_there()
    (request,) = [text for text in world.requests if "<TxnDelRq " in text]
    assert request.index("<BillModRq ") < request.index("<TxnDelRq ")
    assert 'onError="stopOnError"' in request
    (stone,) = world.books.memory.tombstones
    assert (stone.side, stone.record.ref_number) == ("quickbooks", "INV-1")


def test_deleted_here_while_it_is_edited_there_is_asked_about(world, bill):
    record_id, txn = bill
    world.books.delete(Kind.BILL, record_id)
    world.before("TxnDelRq", lambda: (world.clock.advance(5), world.person.edit_bill(txn, memo="wait!")))
    world.sync()
    assert world.bill_there(txn).record.memo == "wait!"
    assert link_there(world, txn).state is LinkState.REVIEW
    assert [problem.problem.code for problem in world.books.memory.problems.values()] == ["review"]


def test_deleted_there_and_edited_here_is_asked_about_and_nothing_is_lost(world, bill):  # rule C3
    record_id, txn = bill
    world.person.delete_bill(txn)
    world.edit_here(record_id, memo="still wanted")
    world.sync()
    assert world.bills_here()[record_id].memo == "still wanted"
    assert world.link(Kind.BILL, record_id).state is LinkState.REVIEW
    world.sync()
    assert len([d for d in world.details() if d.kind == "error"]) == 1, "asked once"


def test_a_review_ends_when_the_record_is_deleted_here_too(world, bill):
    record_id, txn = bill
    world.person.delete_bill(txn)
    world.edit_here(record_id, memo="still wanted")
    world.sync()
    world.books.delete(Kind.BILL, record_id)
    world.sync()
    assert link_there(world, txn).state is LinkState.CLOSED
    assert not world.books.memory.problems


def test_deleted_on_both_sides_it_is_closed(world, bill):
    record_id, txn = bill
    world.person.delete_bill(txn)
    world.books.delete(Kind.BILL, record_id)
    world.sync()
    assert link_there(world, txn).state is LinkState.CLOSED
    assert not world.books.memory.problems


def test_deleted_there_but_approved_here_is_asked_about(world, bill):
    record_id, txn = bill
    world.books.approve(Kind.BILL, record_id)
    world.person.delete_bill(txn)
    world.sync()
    assert world.link(Kind.BILL, record_id).state is LinkState.REVIEW
    assert record_id in world.bills_here()


def test_a_bill_that_was_never_sent_and_is_deleted_leaves_no_trace_there(world):
    record_id = world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.books.delete(Kind.BILL, record_id)
    world.sync()
    assert not world.sent("BillAddRq")


def test_a_vendor_deleted_here_becomes_inactive_there(world):  # rule C7
    vendor = world.id_here(Kind.VENDOR, "Novak Electric")
    world.books.delete(Kind.VENDOR, vendor)
    world.sync()
    (request,) = [text for text in world.requests if "<VendorModRq " in text]
    assert "<IsActive>false</IsActive>" in request
    world.sync()
    assert world.sent("VendorModRq") == 1


def test_a_vendor_deleted_there_becomes_inactive_here(world):  # rule C7
    world.person.delete_vendor("Novak Electric")
    world.sync()
    assert "Novak Electric" not in [vendor.name for vendor in world.books.all(Kind.VENDOR).values()]


def test_the_deletion_log_is_read_again_and_again_without_harm(world, bill):
    _, txn = bill
    world.person.delete_bill(txn)
    for _ in range(3):
        world.sync()
    assert len(world.books.memory.tombstones) == 1
