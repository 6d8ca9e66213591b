"""What every memory of the engine must do with records: read, found, written, changed (see conftest.py)."""

from dataclasses import replace
from decimal import Decimal

from tests.contract.making import RENT, bill_of, linked

from counterfoil.engine.books import (
    Link,
    LinkState,
    Write,
)
from counterfoil.reconcile.decision import Act
from counterfoil.records import (
    Account,
    AccountState,
    Kind,
    Ref,
    Vendor,
)

# Records of ours


def test_a_record_that_a_person_entered_is_read_back_as_it_was_entered(library):
    bill_id = library.create(Kind.BILL, bill_of(library, ref_number="INV-1", memo="for May"))
    with library.open() as books:
        held = books.records(Kind.BILL, [bill_id])[bill_id]
    assert (held.id, held.record.ref_number, held.record.memo) == (bill_id, "INV-1", "for May")
    assert held.record.expense_lines[0].amount == Decimal("100.00")


def test_a_line_that_is_known_nowhere_else_has_a_key_of_ours(library):
    bill_id = library.create(Kind.BILL, bill_of(library))
    with library.open() as books:
        held = books.records(Kind.BILL, [bill_id])[bill_id]
    assert held.record.expense_lines[0].id.startswith("#")


def test_only_the_records_that_were_asked_for_come(library):
    one = library.create(Kind.VENDOR, Vendor("One"))
    library.create(Kind.VENDOR, Vendor("Two"))
    with library.open() as books:
        assert set(books.records(Kind.VENDOR, [one, "999999"])) == {one}


def test_a_deleted_record_is_still_told_but_holds_nothing(library):
    vendor = library.create(Kind.VENDOR, Vendor("Keller"))
    library.delete(Kind.VENDOR, vendor)
    with library.open() as books:
        assert books.records(Kind.VENDOR, [vendor])[vendor].record is None


def test_every_change_raises_the_revision(library):
    vendor = library.create(Kind.VENDOR, Vendor("Keller"))
    revisions = []
    for name in ("Keller A", "Keller B"):
        library.edit(Kind.VENDOR, vendor, name=name)
        with library.open() as books:
            revisions.append(books.records(Kind.VENDOR, [vendor])[vendor].revision)
    assert revisions[0] < revisions[1]


# Who refers to whom


def test_bills_are_found_by_vendor_and_total(library):
    bill = bill_of(library)
    first = library.create(Kind.BILL, bill)
    sent = linked(library, Kind.BILL, replace(bill, ref_number="2"), "1-1")[0]
    deleted = library.create(Kind.BILL, bill)
    library.delete(Kind.BILL, deleted)
    other = library.create(Kind.BILL, bill_of(library, vendor_name="Novak", account_name="Fuel"))
    block, nothing = (bill.vendor.id, Decimal("100.00")), (bill.vendor.id, Decimal("100.01"))
    with library.open() as books:
        assert books.bills_of([block, nothing]) == {block: [first, sent]}
        assert books.bills_of([block], only_unsent=True) == {block: [first]}
        assert books.bills_of([]) == {}
        assert other not in books.bills_of([block])[block]


def test_names_that_begin_alike_are_found_among_what_stands_on_both_sides(library):
    for number, name in enumerate(("Keller Stone", "Novak", "keller lumber", "Keller")):
        linked(library, Kind.VENDOR, Vendor(name), f"80-{number}")
    library.create(Kind.VENDOR, Vendor("Keller, only here"))
    with library.open() as books:
        found = books.named_like(Kind.VENDOR, "KELLER LUMBER", 9)
        assert [name for _, name in found] == ["keller lumber", "Keller", "Keller Stone"]
        assert len(books.named_like(Kind.VENDOR, "Keller", 2)) == 2
        assert books.named_like(Kind.CUSTOMER, "Keller", 2) == []


def test_records_that_refer_to_a_record_are_found_once_each_and_deleted_ones_are_not(library):
    bill = bill_of(library)
    line = bill.expense_lines[0]
    twice = library.create(Kind.BILL, replace(bill, expense_lines=(line, replace(line, memo="again"))))
    deleted = library.create(Kind.BILL, bill)
    library.delete(Kind.BILL, deleted)
    below = library.create(Kind.ACCOUNT, Account("Office", "Expense", parent=line.account))
    with library.open() as books:
        assert set(books.referring(Kind.ACCOUNT, line.account.id, 9)) == {(Kind.BILL, twice), (Kind.ACCOUNT, below)}
        assert books.referring(Kind.VENDOR, bill.vendor.id, 9) == [(Kind.BILL, twice)]
        assert len(books.referring(Kind.ACCOUNT, line.account.id, 1)) == 1
        assert books.referring(Kind.VENDOR, "999999", 9) == []


def test_links_that_hold_a_reference_on_either_side_are_found(library):
    bill = bill_of(library, vendor_name="Old")
    other = replace(bill, vendor=Ref(library.create(Kind.VENDOR, Vendor("New"))))
    amount_of_that_id = replace(other, ref_number=bill.vendor.id)
    in_base = linked(library, Kind.BILL, other, "1-1", base=bill, theirs=other)[1]
    in_theirs = linked(library, Kind.BILL, other, "1-2", base=other, theirs=bill)[1]
    linked(library, Kind.BILL, other, "1-3", base=amount_of_that_id)
    with library.open() as books:
        (_closed,) = books.keep_links([Link(Kind.BILL, quickbooks_id="1-4", state=LinkState.CLOSED, base=bill)])
        found = books.mentioning(Kind.VENDOR, bill.vendor.id, 9)
        assert [link.id for link in found] == [in_base.id, in_theirs.id]
        assert [link.id for link in books.mentioning(Kind.VENDOR, bill.vendor.id, 9, in_base.id)] == [in_theirs.id]
        assert [link.id for link in books.mentioning(Kind.VENDOR, bill.vendor.id, 1)] == [in_base.id]


# What the engine writes


def test_a_record_that_the_engine_creates_is_there_with_its_new_id(library):
    with library.open() as books:
        (written,) = books.write([Write(Act.CREATE, Kind.VENDOR, "k", record=Vendor("Keller"), quickbooks_id="80-1")])
        assert written.key == "k"
        assert written.problem is None
        held = books.records(Kind.VENDOR, [written.record_id])[written.record_id]
        assert (held.record, held.revision) == (Vendor("Keller"), written.revision)


def test_a_change_replaces_the_record_and_raises_its_revision(library):
    vendor = library.create(Kind.VENDOR, Vendor("Keller"))
    with library.open() as books:
        before = books.records(Kind.VENDOR, [vendor])[vendor]
        write = Write(Act.CHANGE, Kind.VENDOR, "k", vendor, Vendor("Keller", phone="555"), revision=before.revision)
        (written,) = books.write([write])
        after = books.records(Kind.VENDOR, [vendor])[vendor]
    assert after.record == Vendor("Keller", phone="555")
    assert before.revision < after.revision == written.revision


def test_a_change_of_another_revision_than_the_current_one_is_refused_and_changes_nothing(library):
    vendor = library.create(Kind.VENDOR, Vendor("Keller"))
    with library.open() as books:
        read = books.records(Kind.VENDOR, [vendor])[vendor]
    library.edit(Kind.VENDOR, vendor, phone="777")
    with library.open() as books:
        (written,) = books.write([Write(Act.CHANGE, Kind.VENDOR, "k", vendor, Vendor("Other"), revision=read.revision)])
        assert written.problem is not None
        assert books.records(Kind.VENDOR, [vendor])[vendor].record.name == "Keller"


def test_one_refused_write_does_not_stop_the_others(library):
    vendor = library.create(Kind.VENDOR, Vendor("Keller"))
    with library.open() as books:
        bad = Write(Act.CHANGE, Kind.VENDOR, "bad", vendor, Vendor("Other"), revision=-1)
        good = Write(Act.CREATE, Kind.VENDOR, "good", record=Vendor("Novak"), quickbooks_id="80-2")
        written = {each.key: each for each in books.write([bad, good])}
    assert written["bad"].problem is not None
    assert written["good"].problem is None


def test_what_the_engine_deletes_is_gone_but_its_row_stays(library):
    vendor = library.create(Kind.VENDOR, Vendor("Keller"))
    with library.open() as books:
        books.write([Write(Act.DELETE, Kind.VENDOR, "k", vendor)])
        assert books.records(Kind.VENDOR, [vendor])[vendor].record is None


def test_lines_are_told_their_ids(library):
    bill_id = library.create(Kind.BILL, bill_of(library))
    with library.open() as books:
        line = books.records(Kind.BILL, [bill_id])[bill_id].record.expense_lines[0]
        books.write([Write(Act.CHANGE, Kind.BILL, "k", bill_id, line_ids={line.id: "1A-1"})])
        after = books.records(Kind.BILL, [bill_id])[bill_id].record.expense_lines
    assert after == (replace(line, id="1A-1"),)


def test_what_quickbooks_derives_may_come_alone(library):
    account = library.create(Kind.ACCOUNT, RENT)
    with library.open() as books:
        state = AccountState(full_name="Rent", balance=Decimal("12.50"), total_balance=Decimal("12.50"))
        (written,) = books.write([Write(Act.CHANGE, Kind.ACCOUNT, "k", account, derived=state)])
        assert written.problem is None
        assert books.records(Kind.ACCOUNT, [account])[account].record == RENT


# Our change log


def test_the_change_log_tells_what_people_did_in_order(library):
    with library.open() as books:
        start = max((change.position for change in books.changes_after(0, 1000)), default=0)
    one = library.create(Kind.VENDOR, Vendor("One"))
    two = library.create(Kind.VENDOR, Vendor("Two"))
    library.edit(Kind.VENDOR, one, phone="1")
    library.delete(Kind.VENDOR, two)
    with library.open() as books:
        changes = books.changes_after(start, 100)
        assert [(change.kind, change.record_id) for change in changes] == [
            (Kind.VENDOR, one),
            (Kind.VENDOR, two),
            (Kind.VENDOR, one),
            (Kind.VENDOR, two),
        ]
        assert [change.position for change in changes] == sorted({change.position for change in changes})
        assert books.changes_after(changes[1].position, 1) == [changes[2]]


def test_the_change_log_is_silent_about_what_the_engine_wrote(library):
    with library.open() as books:
        start = max((change.position for change in books.changes_after(0, 1000)), default=0)
        books.write([Write(Act.CREATE, Kind.VENDOR, "k", record=Vendor("Keller"), quickbooks_id="80-1")])
        assert books.changes_after(start, 10) == []
