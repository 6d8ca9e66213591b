"""Which errors of the catalogue are met on their real path, from what the simulated QuickBooks itself says (rule E).

No answer is made up here: a person does something in QuickBooks, its program is refused or breaks, and the row of the
catalogue is what people are told. What cannot be met that way is named with the reason.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.engine.test_item_lines import receive
from tests.engine.world import APP, World

from counterfoil.engine import suspension
from counterfoil.engine.exchange import Failure
from counterfoil.reconcile.decision import ClosedPeriod, Policy
from counterfoil.records import Account, Kind
from counterfoil.records.catalogue import SECTIONS, TABLE, of_status
from counterfoil.simulator.faults import SeededFaults
from counterfoil.simulator.lists import items
from counterfoil.simulator.processor import NoFaults
from counterfoil.simulator.status import ProcessorError

LONG_BEFORE = date(2026, 3, 2)


class Listening(World):
    """A world that notes every status that QuickBooks answers with."""

    statuses: set[int]

    def carry(self, text: str) -> str | Failure:
        answer = super().carry(text)
        if isinstance(answer, str):
            self.statuses |= {int(code) for code in re.findall(r'statusCode="(\d+)"', answer, re.IGNORECASE)}
        return answer


def world_with(**options: Any) -> Listening:
    """Synced once, and a minute later."""
    made = Listening.make(**options)
    assert isinstance(made, Listening)
    made.statuses = set()
    made.sync()
    made.clock.advance(60)
    return made


def codes_of(world: Listening) -> set[str]:
    """Every row that people were told of, or that a status of QuickBooks led to."""
    told = {each.problem.code for each in world.books.memory.problems.values()}
    told |= {detail.problem.code for detail in world.details() if detail.problem is not None}
    return told | {of_status(status).code for status in world.statuses if status}


def linked_bill(world: Listening, **header: Any) -> tuple[str, str]:
    """A bill that both sides agree on: our id and the TxnID."""
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"), **{"ref_number": "R", "memo": "m"} | header)
    world.sync()
    world.clock.advance(60)
    return next(iter(world.bills_here())), txn


def run_for(world: Listening, minutes: int = 5) -> Listening:
    for _ in range(minutes):
        world.clock.advance(60)
        world.run()
    return world


def entered_here(world: Listening) -> Listening:
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    return run_for(world)


# QuickBooks refuses a record


def name_in_use() -> Listening:
    world = world_with()
    world.person.add_customer("Bauer")
    world.enter_vendor_here("Bauer")
    return run_for(world)


def reference_not_found() -> Listening:
    world = world_with()
    world.before("BillAddRq", lambda: world.person.delete_account("Rent"))
    return entered_here(world)


def changed_before_our_mod(act: Callable[[Listening, str], object], **switches: Any) -> Listening:
    world = world_with(**switches)
    bill, txn = linked_bill(world)
    world.edit_here(bill, memo="ours")
    world.before("BillModRq", lambda: act(world, txn))
    return run_for(world)


def deleted_before_our_delete() -> Listening:
    world = world_with()
    bill, txn = linked_bill(world)
    world.books.delete(Kind.BILL, bill)
    world.before("TxnDelRq", lambda: world.person.edit_bill(txn, memo="edited there"))
    return run_for(world)


def locked() -> Listening:
    world = world_with()
    bill, txn = linked_bill(world)
    world.person.open_record(txn)
    world.edit_here(bill, memo="ours")
    run_for(world)
    world.person.close_record(txn)
    run_for(world)
    assert world.memo_there(txn) == "ours"
    assert not world.books.memory.problems
    return world


def closed_period(**policy: Any) -> Listening:
    world = world_with(policy=Policy(**policy))
    world.person.set_closing_date(date(2026, 11, 18))
    return entered_here(world)


def accountants_copy() -> Listening:
    world = world_with()
    world.person.give_to_accountant(date(2026, 11, 18))
    return entered_here(world)


def without_a_right() -> Listening:
    world = world_with()
    world.person.log_in("Ben", may_not=["creating"])
    return entered_here(world)


def reading_only() -> Listening:
    world = world_with()
    world.person.authorize(APP, read_only=True)
    return entered_here(world)


def wrong_account() -> Listening:
    world = world_with()
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.edit_here(bill, ap_account=world.ref(Kind.ACCOUNT, "Checking"))
    return run_for(world)


def number_taken() -> Listening:
    world = world_with()
    world.books.create(Kind.ACCOUNT, Account("Freight", "Expense", number="6100"))
    world.before("AccountAddRq", lambda: world.person.add_account("Fuel", "Expense", number="6100"))
    return run_for(world)


def paid_before_our_delete() -> Listening:
    world = world_with(delete_paid_bill="refuse", payment_touches_bill_editsequence=False)
    bill, txn = linked_bill(world)
    world.books.delete(Kind.BILL, bill)
    world.before("TxnDelRq", lambda: world.person.pay_bills("Checking", {txn: None}))
    return run_for(world)


def in_multi_user_mode() -> Listening:
    world = Listening.make()
    assert isinstance(world, Listening)
    world.statuses = set()
    world.processor.end_session(world.ticket)
    world.person.switch_to("MultiUser")
    world.ticket = world.processor.begin_session(APP)
    world.run()
    return world


def fault(name: str) -> Listening:
    """This fault strikes whenever it can while a bill is sent; after it QuickBooks is well."""
    world = world_with()
    world.processor.faults = SeededFaults(1, {name: 1.0}, clock=world.clock)
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    run_for(world, 3)
    return world


def never_executed() -> Listening:
    """The request never reached QuickBooks, which is then asked what became of it, and knows nothing."""
    world = world_with()
    world.lose("BillAddRq", executed=False)
    return entered_here(world)


# Nothing can be read or written for a while


def session(act: Callable[[Listening], object], **how: Any) -> Listening:
    """A session is refused at its beginning, in the simulator's own words."""
    world = world_with()
    act(world)
    with pytest.raises(ProcessorError) as refused:
        world.processor.begin_session(APP, **how)
    failure = Failure(refused.value.hresult, refused.value.message, executed=False)
    world.on_request = lambda _: failure
    with suppress(ProcessorError):  # the next session is refused as well
        world.run()
    return world


def too_old() -> Listening:
    world = world_with()
    carry = world.carry
    vars(world)["carry"] = lambda text: carry(text.replace('version="13.0"', 'version="99.0"'))
    return run_for(world, 1)


def restored() -> Listening:
    world = world_with()
    backup = world.person.back_up()
    linked_bill(world)
    restore(world, backup)
    return run_for(world, 2)


def restore(world: Listening, backup: Any) -> None:
    """A person restores a backup, which ends all sessions, and the agent begins another."""
    world.person.restore(backup)
    world.ticket = world.processor.begin_session(APP)


def other_file() -> Listening:
    world = world_with()
    other = World.make()
    other.company.change_settings(company_name="Abbott Bakery")
    world.put_in_place(other.company)
    world.run()
    return world


def bound_anew() -> Listening:
    world = other_file()
    conversation = world.books.conversation()
    suspension.bind_anew(conversation)
    world.books.keep_conversation(conversation)
    return run_for(world, 2)


def ours_restored() -> Listening:
    world = world_with()
    backup = world.books.memory.copy()
    for _ in range(2):
        entered_here(world)
    world.books.memory = backup
    return run_for(world, 1)


def copies() -> Listening:
    """An older copy is accepted and goes on, and then the newer one that was given up turns up again."""
    world = world_with()
    older = world.backup()
    entered_here(world)
    newer = world.company
    world.put_in_place(older)
    run_for(world, 2)
    world.accept()
    run_for(world)
    world.put_in_place(newer)
    return run_for(world, 2)


def much_at_once() -> Listening:
    world = world_with()
    entered = [world.enter_bill_there("Keller Lumber", ("Rent", f"{n}.00")) for n in range(1, 21)]
    world.sync()
    world.clock.advance(3600)
    for txn in entered[:15]:
        world.person.delete_bill(txn)
    return run_for(world, 1)


# Somebody has to decide or to know


def paid(*, before: bool) -> Listening:
    world = world_with()
    txn = world.enter_bill_there("Keller Lumber", ("Rent", "100.00"))
    if not before:
        world.sync()
        world.clock.advance(60)
    world.person.pay_bills("Checking", {txn: None})
    world.person.edit_bill(txn, memo="while paid")
    world.sync()
    return world


def received(**switches: Any) -> tuple[Listening, str]:
    world = world_with(**switches)
    bought = items.SalesOrPurchase(price=Decimal("1.50"), account=world.person.ref("account", "Supplies"))
    world.person.add_item(items.ItemService("Lumber", sales_or_purchase=bought))
    for number in ("R", "S"):
        order = world.person.enter_order("Keller Lumber", [world.person.ordered("Lumber", 10, "2.00")])
        receive(world, order, number)
    world.sync()
    world.clock.advance(60)
    return world, next(iter(world.bills_here()))


def item_row_edited() -> Listening:
    world, bill = received()
    line = world.bills_here()[bill].item_lines[0]
    world.edit_here(bill, item_lines=(replace(line, description="ours"),))
    return run_for(world)


def links_lost() -> Listening:
    world, _ = received(bill_mod_keeps_po_link="bare_line_loses")
    for bill in list(world.bills_here()):
        line = world.bills_here()[bill].expense_lines[0]
        world.edit_here(bill, expense_lines=(replace(line, amount=Decimal("6.00")),))
        run_for(world)
    return world


def without_lines() -> Listening:
    world = world_with()
    bill, _ = linked_bill(world)
    world.edit_here(bill, expense_lines=())
    return run_for(world)


def deleted_and_edited() -> Listening:
    world = world_with()
    bill, txn = linked_bill(world)
    world.person.delete_bill(txn)
    world.edit_here(bill, memo="ours")
    return run_for(world)


def both_raised(**policy: Any) -> Listening:
    world = world_with(policy=Policy(**policy))
    bill, txn = linked_bill(world)
    world.books.approve(Kind.BILL, bill)
    line = world.bills_here()[bill].expense_lines[0]
    world.person.edit_line(txn, line.id, amount=Decimal("120.00"))
    if not policy:
        world.edit_here(bill, expense_lines=(replace(line, amount=Decimal("130.00")),))
        world.books.approve(Kind.BILL, bill)
    return run_for(world)


def refers_to_gone() -> Listening:
    world = world_with()
    account = world.books.create(Kind.ACCOUNT, Account("Freight", "Expense"))
    world.enter_bill_here("Keller Lumber", world.line("Freight", "1.00"))
    world.books.delete(Kind.ACCOUNT, account)
    return run_for(world)


def vanished() -> Listening:
    """Its deletion is older than what the log tells of."""
    world = world_with()
    _, txn = linked_bill(world)
    world.enter_bill_there("Novak Electric", ("Rent", "2.00"))
    world.sync()
    world.person.delete_bill(txn)
    world.clock.advance(100 * 24 * 3600)
    return run_for(world)


def condensed() -> Listening:
    world = world_with()
    _, txn = linked_bill(world, txn_date=LONG_BEFORE)
    world.person.pay_bills("Checking", {txn: None}, txn_date=LONG_BEFORE)
    world.sync()
    world.clock.advance(3600)
    world.person.condense(date(2026, 6, 30))
    return run_for(world)


def after_a_restore(act: Callable[[Listening, str, str], object]) -> Listening:
    """Something happens after a backup was taken, the backup is restored, and somebody accepts what was found."""
    world = world_with()
    bill, txn = linked_bill(world)
    backup = world.person.back_up()
    act(world, bill, txn)
    run_for(world)
    restore(world, backup)
    run_for(world, 2)
    world.accept()
    return run_for(world)


def made_and_deleted() -> Listening:
    world = world_with()
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.lose("BillAddRq", executed=True)
    world.clock.advance(10)
    world.run_until_lost()
    (seen,) = world.bills_there()
    world.person.delete_bill(seen.id)
    return run_for(world)


def merged() -> Listening:
    world = world_with()
    linked_bill(world)
    world.person.rename("vendor", "Keller Lumber", "Novak Electric")
    return run_for(world)


def entered_on_both_sides(number: str) -> Listening:
    world = world_with()
    world.enter_bill_there("Keller Lumber", ("Rent", "1.00"), ref_number="104", txn_date=date(2026, 11, 18))
    if not number:
        world.sync()
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"), ref_number=number)
    return run_for(world)


def lines_in_doubt() -> Listening:
    """The answer to a Mod is lost, another program's set takes the place of its stored answer, somebody edits."""
    world = world_with()
    bill, txn = linked_bill(world)
    lines = world.bills_here()[bill].expense_lines
    world.edit_here(bill, expense_lines=(*lines, world.line("Supplies", "7.00", "new")))
    world.lose("BillModRq", executed=True)
    world.clock.advance(10)
    world.run_until_lost()
    world.clock.advance(10)
    there = world.the_bill_there().expense_lines[1]
    world.person.edit_line(txn, there.id, memo="there")
    world.processor.faults = SeededFaults(1, {"set lost": 1.0}, clock=world.clock, stored=world.company)
    world.run()
    world.processor.faults = NoFaults()
    return run_for(world)


REAL: dict[str, Callable[[], Listening]] = {
    "name_in_use": name_in_use,
    "reference_not_found": reference_not_found,
    "gone_from_quickbooks": partial(changed_before_our_mod, lambda world, txn: world.person.delete_bill(txn)),
    "changed_in_quickbooks": partial(changed_before_our_mod, lambda world, txn: world.person.edit_bill(txn, memo="t")),
    "locked_in_quickbooks": locked,
    "closed_period": closed_period,
    "dated_to_open_day": partial(closed_period, closed_period=ClosedPeriod.FIRST_OPEN_DAY),
    "accountants_copy": accountants_copy,
    "insufficient_permission": without_a_right,
    "application_right_read_only": reading_only,
    "value_refused": wrong_account,
    "not_saved": number_taken,
    "in_use_in_quickbooks": paid_before_our_delete,
    "not_in_multi_user_mode": in_multi_user_mode,
    "saved_in_part": partial(fault, "unreturned"),
    "not_tried": deleted_before_our_delete,
    "outcome_unknown": never_executed,
    "not_understood": partial(fault, "rejected"),
    "quickbooks_not_running": partial(session, lambda world: world.person.leave()),
    "other_file_open": partial(session, lambda world: None, company_file="C:\\Books\\Another.qbw"),
    "dialog_open": partial(session, lambda world: world.person.leave_dialog_open()),
    "other_mode": partial(session, lambda world: world.person.switch_to("MultiUser"), mode="single"),
    "not_authorized": partial(session, lambda world: world.person.deny(APP)),
    "version_too_old": too_old,
    "other_company_file": other_file,
    "company_file_restored": restored,
    "counterfoil_restored": ours_restored,
    "mass_change": much_at_once,
    "copies_in_use": copies,
    "bound_anew": bound_anew,
    "paid_before_sync": partial(paid, before=True),
    "edited_while_paid": partial(paid, before=False),
    "order_linked_items_withheld": item_row_edited,
    "order_links_at_risk": links_lost,
    "order_link_lost": links_lost,
    "broken": without_lines,
    "review": deleted_and_edited,
    "conflict": both_raised,
    "approved_edit": partial(both_raised, holds_edits_of_approved=True),
    "refers_to_deleted": refers_to_gone,
    "vanished": vanished,
    "condensed": condensed,
    "missing_after_restore": partial(
        after_a_restore, lambda world, bill, txn: world.enter_bill_there("Novak Electric", ("Rent", "2.00"))
    ),
    "came_back": partial(after_a_restore, lambda world, bill, txn: world.person.delete_bill(txn)),
    "created_then_deleted": made_and_deleted,
    "merged_away": merged,
    "entered_twice": partial(entered_on_both_sides, "104"),
    "possible_duplicate": partial(entered_on_both_sides, ""),
    "lines_in_doubt": lines_in_doubt,
}
"""Code → what people and programs do until it is met."""

OUT_OF_REACH: dict[str, str] = {
    "reconciled": "the simulator knows no bank downloads and no reconciliation",
    "application_right_missing": "Counterfoil sends and asks for nothing personal",
    "subscription_missing": "Counterfoil sends nothing of payroll and merchant services",
    "account_and_name_do_not_match": "Counterfoil sends no journal entries, where accounts and names can disagree",
    "feature_off": "the simulator has every feature on that Counterfoil uses",
    "not_merged": "Counterfoil merges nothing itself",
    "linked_transaction_closed": "Counterfoil links no bill to an order; the answer is made up in test_errors",
    "fault_of_counterfoil": "it would be a fault of ours; the answers are made up in test_recovery",
    "refused_by_quickbooks": "a status that nobody knows; the answer is made up in test_errors",
    "not_carried": "an agent that is older than the server: tests/server/gateway",
    "bill_is_paid": "refused by the server when somebody deletes it: tests/server/bills",
    "quickbooks_busy": "troubles nobody: test_errors and the storms",
    "quickbooks_failed": "troubles nobody: test_errors and the storms",
    "file_not_opened": "the simulator's file is always there; the HRESULT is made up in test_errors",
    "installation_incomplete": "of Windows and no company file; the HRESULT is made up in test_errors",
    "file_not_identified": "every program may ask for the company; the answer is made up in test_identify",
    "mark_refused": "the refusals that the simulator knows are told as what they are: test_rights",
    "cannot_be_written": "told with the hold `broken`, whose story it is",
    "unreadable": "the simulator writes only what the schema knows; the answer is spoilt in test_refusals",
    "stands_twice": "QuickBooks refuses a second ExternalGUID; the answer is made up in test_doubts",
    "rolled_back": "a person's choice about a record that the comparison after a restore did not settle: test_restored",
    **dict.fromkeys(
        (
            "person_only",
            "cannot_be_answered_so",
            "suspended",
            "paused",
            "cannot_be_settled_so",
            "on_its_way",
            "which_one",
        ),
        "refused by the server when somebody asks for it: tests/server/sync",
    ),
    **dict.fromkeys(
        ("name_unchanged", "edit_by_hand"), "refused by the server when somebody answers: tests/server/sync"
    ),
    **dict.fromkeys(
        ("revoked", "protocol_too_old", "lease_held", "our_fault"), "of the agent's door: tests/server/gateway"
    ),
}
"""Code → why no story of this kind meets it, and where it is met instead."""


@pytest.mark.parametrize("code", REAL)
def test_it_is_met_on_its_real_path(code):
    assert code in codes_of(REAL[code]())


def test_every_row_about_quickbooks_and_syncing_is_met_or_said_to_be_out_of_reach():
    rows = {row.code for _, section in SECTIONS[:3] for row in section}
    assert set(REAL) | set(OUT_OF_REACH) == rows
    assert not set(REAL) & set(OUT_OF_REACH)
    assert rows <= set(TABLE)


def test_every_row_about_what_people_enter_is_named_by_a_test():
    folder = Path(__file__).parents[1]
    told = "\n".join(path.read_text() for path in folder.rglob("test_*.py") if path.name != "test_catalogue.py")
    rows = [row.code for _, section in SECTIONS[3:] for row in section]
    assert not [code for code in rows if f'"{code}"' not in told]
