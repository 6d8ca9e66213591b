"""What a person does with bills: enter, amend, delete, restore; and every reason to refuse."""

import threading
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from counterfoil.engine.books import Write
from counterfoil.reconcile.decision import Act
from counterfoil.records import Bill, BillState, ExpenseLine, ItemGroupLine, ItemLine, Kind, LinkedTransaction, Ref
from counterfoil.server.audit.models import Entry
from counterfoil.server.audit.queries import changes_after
from counterfoil.server.bills import models, services
from counterfoil.server.bills.records import load, records_of
from counterfoil.server.bills.status import Approval, Status
from counterfoil.server.people.problems import Refused

PAYMENT = LinkedTransaction("9-1", "BillPaymentCheck", Decimal("-20.00"))


def now(organization, written):
    """The bill as it is kept."""
    return load(organization, [written.record_id])[written.record_id]


def row(organization, written):
    return models.Bill.objects.of(organization).get(id=written.record_id)


def quickbooks_says(organization, sync, written, state):
    write = Write(Act.CHANGE, Kind.BILL, "", record_id=written.record_id, derived=state)
    return services.write_many(organization, sync, [write])[0]


def without_ids(bill):
    lines = {
        table: tuple(replace(line, id="") for line in getattr(bill, table)) for table in ("expense_lines", "item_lines")
    }
    return replace(bill, **lines)


def test_a_bill_that_is_entered_is_kept_as_it_was_entered(organization, actor, bill):
    written = services.create(organization, actor, bill)
    kept = now(organization, written)
    assert without_ids(kept.record) == bill
    assert (written.revision, kept.revision, kept.is_deleted) == (1, 1, False)
    assert kept.record.vendor.name == "Keller Lumber"
    assert [line.id for line in kept.record.expense_lines] == [
        f"#e{line.pk}" for line in kept_lines(organization, written)
    ]


def kept_lines(organization, written):
    return models.ExpenseLine.objects.of(organization).filter(bill_id=written.record_id).order_by("position")


def test_a_new_bill_is_unpaid_with_all_of_it_open_and_no_order(organization, actor, bill):
    kept = row(organization, services.create(organization, actor, bill))
    assert (kept.status, kept.total, kept.open_amount) == (Status.UNPAID, Decimal("120.00"), Decimal("120.00"))
    assert (kept.purchase_order_number, kept.approval) == ("-", Approval.NOT_REQUIRED)


def test_amending_changes_what_differs_and_keeps_the_other_lines(organization, actor, bill):
    written = services.create(organization, actor, bill)
    before = now(organization, written)
    boards, fuel = before.record.expense_lines
    changed = replace(before.record, memo="Deck", expense_lines=(replace(fuel, amount=Decimal("35.00")), boards))
    amended = services.amend(organization, actor, written.record_id, changed, 1)
    kept = now(organization, amended)
    assert kept.record == changed
    assert (amended.revision, row(organization, amended).total) == (2, Decimal("125.00"))


def test_amending_takes_new_lines_in_and_lets_others_go(organization, actor, lists, bill):
    written = services.create(organization, actor, bill)
    before = now(organization, written).record
    new = ExpenseLine(account=lists.fuel, amount=Decimal("5.00"))
    services.amend(organization, actor, written.record_id, replace(before, expense_lines=(new,), item_lines=()), 1)
    after = now(organization, written).record
    assert [replace(line, id="") for line in after.expense_lines] == [new]
    assert after.item_lines == ()
    assert after.expense_lines[0].id not in {line.id for line in before.expense_lines}


def test_saving_a_bill_unchanged_leaves_no_trace(organization, actor, bill):
    written = services.create(organization, actor, bill)
    entries = Entry.objects.of(organization).count()
    again = services.amend(organization, actor, written.record_id, now(organization, written).record, 1)
    assert again.revision == 1
    assert Entry.objects.of(organization).count() == entries


def test_who_saves_over_somebody_else_is_refused_with_both_revisions(organization, actor, bill):
    written = services.create(organization, actor, bill)
    mine = now(organization, written).record
    services.amend(organization, actor, written.record_id, replace(mine, memo="First"), 1)
    with pytest.raises(Refused) as refused:
        services.amend(organization, actor, written.record_id, replace(mine, memo="Second"), 1)
    assert refused.value.codes == ["changed_meanwhile"]
    assert "revision 2" in refused.value.problems[0].cause
    assert now(organization, written).record.memo == "First"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"vendor": Ref()}, [("required_field_missing", "vendor")]),
        ({"txn_date": None}, [("required_field_missing", "txn_date")]),
        ({"expense_lines": (), "item_lines": ()}, [("required_field_missing", "expense_lines")]),
        ({"vendor": Ref("999999")}, [("reference_missing", "vendor")]),
        ({"vendor": Ref("x'; DROP")}, [("reference_missing", "vendor")]),
        ({"item_lines": (ItemLine(amount=Decimal(1)),)}, [("required_field_missing", "item_lines[0].item")]),
        ({"ref_number": "123456789012345678901"}, [("text_too_long", "ref_number")]),
        ({"memo": "日本"}, [("character_not_in_quickbooks", "memo")]),
        (
            {"expense_lines": (ExpenseLine(amount=Decimal("1.005"), account=Ref("999999")),)},
            [("reference_missing", "expense_lines[0].account"), ("amount_too_fine", "expense_lines[0].amount")],
        ),
    ],
)
def test_what_cannot_be_entered_is_refused_at_its_field(organization, actor, bill, change, expected):
    with pytest.raises(Refused) as refused:
        services.create(organization, actor, replace(bill, **change))
    assert [(problem.code, problem.field) for problem in refused.value.problems] == expected
    assert not models.Bill.objects.of(organization).exists()


def test_only_an_accounts_payable_account_is_taken_as_one(organization, actor, lists, bill):
    with pytest.raises(Refused) as refused:
        services.create(organization, actor, replace(bill, ap_account=lists.fuel))
    assert [(problem.code, problem.field) for problem in refused.value.problems] == [
        ("account_of_wrong_type", "ap_account")
    ]


def test_a_line_without_an_account_is_kept_so_and_left_to_the_preference_rule_b17(organization, actor, bill):
    line = ExpenseLine(amount=Decimal("9.00"), memo="What for?")
    written = services.create(organization, actor, replace(bill, expense_lines=(line,)))
    assert now(organization, written).record.expense_lines[0].account == Ref()


def test_what_belongs_to_another_organization_is_unknown_here(organization, actor, bill, their_lists):
    with pytest.raises(Refused) as refused:
        services.create(organization, actor, replace(bill, vendor=their_lists.vendor))
    assert refused.value.codes == ["reference_missing"]


def test_a_bill_of_another_organization_is_not_there(organization, other_organization, actor, bill):
    written = services.create(organization, actor, bill)
    for attempt in (
        lambda: services.amend(other_organization, actor, written.record_id, bill, None),
        lambda: services.delete(other_organization, actor, written.record_id),
        lambda: services.restore(other_organization, actor, written.record_id),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.codes == ["record_gone"]
    assert records_of(other_organization, Kind.BILL, [written.record_id]) == {}


def test_nobody_can_claim_a_line_id_of_quickbooks(organization, actor, bill):
    stolen = replace(bill, expense_lines=(replace(bill.expense_lines[0], id="5-1790000000"),))
    written = services.create(organization, actor, stolen)
    assert now(organization, written).record.expense_lines[0].id.startswith("#")


def test_a_deleted_bill_stays_with_its_history_and_cannot_be_amended_rule_b4(organization, actor, bill):
    written = services.create(organization, actor, bill)
    deleted = services.delete(organization, actor, written.record_id, 1)
    kept = row(organization, written)
    assert (kept.status, kept.deleted_at is not None, deleted.revision) == (Status.DELETED, True, 2)
    assert records_of(organization, Kind.BILL, [written.record_id])[written.record_id].record is None
    assert without_ids(now(organization, written).record) == bill
    with pytest.raises(Refused) as refused:
        services.amend(organization, actor, written.record_id, bill, 2)
    assert refused.value.codes == ["record_deleted"]


def test_a_restored_bill_is_as_it_was_and_owed_to_quickbooks(organization, actor, bill):
    written = services.create(organization, actor, bill)
    services.delete(organization, actor, written.record_id)
    position = Entry.objects.of(organization).order_by("-number").values_list("number", flat=True)[0]
    restored = services.restore(organization, actor, written.record_id)
    assert (row(organization, written).status, restored.revision) == (Status.UNPAID, 3)
    assert without_ids(now(organization, written).record) == bill
    assert [change.record_id for change in changes_after(organization, position, 10)] == [written.record_id]


def test_only_what_is_deleted_is_restored_and_only_what_is_not_is_deleted(organization, actor, bill):
    written = services.create(organization, actor, bill)
    with pytest.raises(Refused) as refused:
        services.restore(organization, actor, written.record_id)
    assert refused.value.codes == ["record_not_deleted"]
    services.delete(organization, actor, written.record_id)
    with pytest.raises(Refused) as refused:
        services.delete(organization, actor, written.record_id)
    assert refused.value.codes == ["record_deleted"]


def test_a_bill_with_a_payment_on_it_is_not_deleted_here(organization, actor, sync, bill):
    written = services.create(organization, actor, bill)
    quickbooks_says(organization, sync, written, BillState(total=Decimal("120.00"), linked=(PAYMENT,)))
    with pytest.raises(Refused) as refused:
        services.delete(organization, actor, written.record_id)
    assert refused.value.codes == ["bill_is_paid"]


def test_an_item_group_is_read_only_here_rule_b18(organization, actor, sync, lists, bill):
    group = ItemGroupLine(
        id="7-1",
        item_group=lists.item,
        amount=Decimal("4.00"),
        lines=(ItemLine(id="8-1", item=lists.item, amount=Decimal("4.00")),),
    )
    created = Write(Act.CREATE, Kind.BILL, "", record=replace(bill, item_lines=(group,)))
    written = services.write_many(organization, sync, [created])[0]
    kept = now(organization, written).record
    assert kept.item_lines == (group,)
    services.amend(organization, actor, written.record_id, replace(kept, memo="Fine"), 1)
    with pytest.raises(Refused) as refused:
        services.amend(organization, actor, written.record_id, replace(kept, item_lines=()), 2)
    assert refused.value.codes == ["item_group_is_read_only"]


def test_an_approved_bill_is_to_be_approved_again_when_its_amount_changes_rule_b16(organization, actor, bill):
    written = services.create(organization, actor, bill)
    services.decide_approval(organization, actor, written.record_id, Approval.APPROVED, 1)
    held = records_of(organization, Kind.BILL, [written.record_id])[written.record_id]
    assert held.is_approved
    assert held.is_committed, "its money is a person's to decide from now on"
    kept = now(organization, written).record
    services.amend(organization, actor, written.record_id, replace(kept, memo="Same money"), 1)
    assert row(organization, written).approval == Approval.APPROVED
    services.amend(organization, actor, written.record_id, replace(kept, item_lines=()), 2)
    assert row(organization, written).approval == Approval.PENDING


def test_the_history_says_who_changed_what_from_what_to_what_rule_s13(organization, actor, lists, bill):
    written = services.create(organization, actor, bill)
    kept = now(organization, written).record
    first, second = kept.expense_lines
    changed = replace(
        kept,
        vendor=lists.other_vendor,
        due_date=date(2026, 4, 5),
        expense_lines=(replace(first, amount=Decimal("81.00")), ExpenseLine(amount=Decimal("1.00"))),
    )
    services.amend(organization, actor, written.record_id, changed, 1)
    entry = Entry.objects.of(organization).order_by("-number")[0]
    added = now(organization, written).record.expense_lines[1]
    assert (entry.actor_kind, entry.actor_name, entry.action) == ("person", "Administrator", "changed")
    assert entry.changes == {
        "vendor": [[lists.vendor.id, "Keller Lumber"], [lists.other_vendor.id, "Harrow Electric"]],
        "due_date": ["2026-04-01", "2026-04-05"],
        f"expense_lines[{first.id}].amount": ["80.00", "81.00"],
        f"expense_lines[{second.id}]": [
            {
                "id": second.id,
                "account": [lists.fuel.id, "Fuel"],
                "amount": "30.00",
                "department": [lists.department.id, "North"],
            },
            None,
        ],
        f"expense_lines[{added.id}]": [None, {"id": added.id, "amount": "1.00"}],
    }


def test_a_bill_needs_every_answer_before_any_row_is_written(organization, actor):
    with pytest.raises(Refused) as refused:
        services.create(organization, actor, Bill())
    assert refused.value.codes == ["required_field_missing", "required_field_missing", "required_field_missing"]


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_save_at_the_same_time_one_is_told(organization, actor, bill):
    written = services.create(organization, actor, bill)
    mine = now(organization, written).record
    start, outcomes = threading.Barrier(2), []

    def save(memo):
        start.wait()
        try:
            services.amend(organization, actor, written.record_id, replace(mine, memo=memo), 1)
            outcomes.append(memo)
        except Refused as refused:
            outcomes.append(refused.codes[0])
        connection.close()

    threads = [threading.Thread(target=save, args=(memo,)) for memo in ("Left", "Right")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = set(outcomes) - {"changed_meanwhile"}
    assert sorted(outcomes) == sorted([winner, "changed_meanwhile"])
    assert now(organization, written).record.memo == winner
