"""What QuickBooks refuses, and what we do about it (rules S10, S11, E)."""

from datetime import date

import pytest

from counterfoil.engine.books import LinkState
from counterfoil.records import Kind
from counterfoil.simulator.processor import NoFaults
from counterfoil.simulator.status import Status


class Refusing(NoFaults):
    """QuickBooks refuses requests of one name so often."""

    def __init__(self, name, status, times):
        self.name, self.status, self.left, self.refused = name, status, times, 0

    def before_request(self, name, ids):
        if name != self.name or not self.left:
            return None
        self.left, self.refused = self.left - 1, self.refused + 1
        return self.status


def refuse(world, name, status, times=1):
    world.processor.faults = Refusing(name, status, times)
    return world.processor.faults


def problems(world):
    return {problem.problem.code for problem in world.books.memory.problems.values()}


def test_a_stale_edit_sequence_is_read_again_and_merged_and_never_shown(world, bill):  # 3200
    record_id, txn = bill
    world.edit_here(record_id, memo="ours")
    world.before("BillModRq", lambda: world.person.edit_bill(txn, ref_number="theirs"))
    world.sync()
    assert (world.the_bill_there().memo, world.the_bill_there().ref_number) == ("ours", "theirs")
    assert (world.the_bill_here().memo, world.the_bill_here().ref_number) == ("ours", "theirs")
    assert not problems(world)
    assert "error" not in {detail.kind for detail in world.details()}


def test_a_stale_edit_of_the_same_field_becomes_a_conflict_with_both_values(world, bill):
    record_id, txn = bill
    world.edit_here(record_id, memo="ours")
    world.before("BillModRq", lambda: world.person.edit_bill(txn, memo="theirs"))
    world.sync()
    assert world.the_bill_there().memo == world.the_bill_here().memo == "theirs"
    assert [(c.conflict.ours, c.conflict.theirs) for c in world.books.memory.conflicts] == [("ours", "theirs")]


@pytest.mark.parametrize(
    "status",
    [
        Status(3175, "The transaction could not be locked.  It is in use by another user."),
        Status(3176, "A related object is in use."),
        Status(3170, "QuickBooks error message: This list has been modified by another user."),
    ],
    ids=lambda status: str(status.code),
)
def test_a_lock_passes_by_itself(world, bill, status):
    faults = refuse(world, "BillMod", status, times=3)
    world.edit_here(bill[0], memo="ours")
    world.sync()
    assert faults.refused == 3
    assert world.the_bill_there().memo == "ours"
    assert not problems(world)


def test_a_lock_is_not_hammered(world, bill):
    refuse(world, "BillMod", Status(3175, "in use"), times=100)
    world.edit_here(bill[0], memo="ours")
    for _ in range(60):
        world.clock.advance(10)
        world.run()
    assert 3 < world.sent("BillModRq") <= 10


def test_one_refused_record_does_not_stop_the_others(world):  # rule S10
    world.enter_vendor_here("Checking In & Out")
    world.enter_vendor_here("Keller Lumber")
    for number in range(3):
        world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"), ref_number=str(number))
    world.sync()
    assert len(world.bills_there()) == 3


def test_a_name_that_a_customer_has_is_a_problem_with_a_fix_and_is_tried_again_after_an_edit(world):  # 3100
    world.person.add_customer("Bauer")
    vendor = world.enter_vendor_here("Bauer")
    world.sync()
    assert problems(world) == {"name_in_use"}
    (opened,) = world.books.memory.problems.values()
    assert "Rename" in opened.problem.fix
    sent = world.sent("VendorAddRq")
    world.sync()
    assert world.sent("VendorAddRq") == sent, "not tried again by itself"
    world.books.edit(Kind.VENDOR, vendor, name="Bauer Supply")
    world.sync()
    assert world.link(Kind.VENDOR, vendor).state is LinkState.LINKED
    assert not problems(world)


def test_bills_of_a_vendor_that_waits_are_parked_and_follow_by_themselves(world):  # rule S10
    world.person.add_customer("Bauer")
    vendor = world.enter_vendor_here("Bauer")
    bill = world.enter_bill_here("Bauer", world.line("Rent", "1.00"))
    world.sync()
    assert world.link(Kind.BILL, bill).waits_for == (f"vendor:{vendor}",)
    assert problems(world) == {"name_in_use"}, "a parked bill is not an error"
    world.books.edit(Kind.VENDOR, vendor, name="Bauer Supply")
    world.sync()
    assert world.the_bill_there().vendor.name == "Bauer Supply"


def test_a_bill_of_quickbooks_whose_vendor_is_not_known_yet_waits_for_it(world):
    carry = world.carry

    def without_ruiz(text):
        world.carry = carry
        if "<VendorQueryRq " not in text:
            world.carry = without_ruiz
            return carry(text)
        answer = carry(text)
        start = answer.index("<VendorRet>", answer.index("<VendorQueryRs"))
        return answer[:start] + answer[answer.index("</VendorQueryRs>") :]

    world.person.add_vendor("Ruiz Paint")
    world.enter_bill_there("Ruiz Paint", ("Rent", "5.00"))
    world.carry = without_ruiz
    world.clock.advance(10)
    world.run()
    assert not world.bills_here()
    world.sync()
    assert world.the_bill_here().vendor.name == "Ruiz Paint"


def test_what_quickbooks_cannot_hold_is_refused_before_it_is_sent(world):
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"), ref_number="x" * 21)
    world.enter_vendor_here("Emoji \U0001f6a7")
    world.sync()
    assert not world.sent("BillAddRq")
    assert not world.sent("VendorAddRq")
    assert len(problems(world)) == 2
    world.edit_here(bill, ref_number="short")
    world.sync()
    assert world.the_bill_there().ref_number == "short"
    assert len(problems(world)) == 1


def test_a_bill_in_a_closed_period_waits_and_goes_when_the_date_moves(world):  # rules S11, D8
    world.person.set_closing_date(date(2026, 11, 18))
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.sync()
    assert not world.bills_there()
    assert problems(world) == {"closed_period"}
    world.person.set_closing_date(date(2026, 10, 31))
    world.sync()
    assert len(world.bills_there()) == 1
    assert not problems(world)


def test_a_record_that_cannot_be_written_waits_for_an_edit_and_asks_once(world, bill):
    record_id, _ = bill
    world.edit_here(record_id, expense_lines=())
    world.sync()
    world.sync()
    assert problems(world) == {"broken"}
    assert len([d for d in world.details() if d.kind == "error"]) == 1
    world.edit_here(record_id, expense_lines=(world.line("Rent", "3.00"),))
    world.sync()
    assert str(world.the_bill_there().total) == "3.00"
    assert not problems(world)


def test_a_difference_between_what_was_asked_and_what_was_kept_is_told(world):
    carry = world.carry
    world.carry = lambda text: carry(text.replace("<Memo>asked</Memo>", "<Memo>kept</Memo>"))
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"), memo="asked")
    world.sync()
    assert world.the_bill_here().memo == "kept"
    assert "kept it differently: memo: asked → kept" in world.told()


def test_one_unreadable_record_is_set_aside_and_the_rest_arrive(world):
    for number in range(3):
        world.enter_bill_there("Keller Lumber", ("Rent", "1.00"), ref_number=f"N{number}")
    carry = world.carry
    world.carry = lambda text: carry(text).replace(
        "<RefNumber>N1</RefNumber>", "<RefNumber>N1</RefNumber><TxnDate>?</TxnDate>"
    )
    world.sync()
    assert {bill.ref_number for bill in world.bills_here().values()} == {"N0", "N2"}
    for _ in range(3):
        world.run()
    assert [d.problem.code for d in world.details() if d.problem] == ["unreadable"], "told once"
    world.carry = carry
    world.run("sweep")
    world.sync()
    assert len(world.bills_here()) == 3, "it arrives once it can be read"
