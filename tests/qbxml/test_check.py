"""What QuickBooks cannot hold is refused before it is sent, never cut."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from counterfoil.qbxml import write
from counterfoil.records import (
    Account,
    Address,
    Bill,
    BillPayment,
    Choice,
    Customer,
    ExpenseLine,
    Item,
    ItemLine,
    ItemType,
    Kind,
    PurchaseOrder,
    Ref,
    Terms,
    Vendor,
)

LINE = ExpenseLine(account=Ref("8-1"), amount=Decimal("1.00"))
BILL = Bill(vendor=Ref("9-1"), expense_lines=(LINE,))

REFUSED = [
    (replace(BILL, vendor=Ref()), "required_field_missing", "vendor"),
    (replace(BILL, ref_number="1" * 21), "text_too_long", "ref_number"),
    (replace(BILL, memo="m" * 4096), "text_too_long", "memo"),
    (replace(BILL, memo="\u4e2d\u6587"), "character_not_in_quickbooks", "memo"),
    (replace(BILL, memo="\U0001f600"), "character_not_in_quickbooks", "memo"),
    (replace(BILL, memo="bell\x07"), "control_character", "memo"),
    (replace(BILL, memo="C1 \x81"), "character_not_in_quickbooks", "memo"),
    (replace(BILL, memo="half \ud800"), "character_not_in_quickbooks", "memo"),
    (replace(BILL, ref_number="1\n2"), "control_character", "ref_number"),
    (replace(BILL, vendor_address=Address(line2="x" * 42)), "text_too_long", "vendor_address.line2"),
    (replace(BILL, txn_date=date(1969, 12, 31)), "date_out_of_range", "txn_date"),
    (replace(BILL, due_date=date(2099, 1, 1)), "date_out_of_range", "due_date"),
    (replace(BILL, terms=Ref("x" * 37)), "reference_not_an_id", "terms"),
    (replace(BILL, expense_lines=()), "bill_has_no_lines", "expense_lines"),
    (replace(BILL, expense_lines=(replace(LINE, amount=Decimal("-1.00")),)), "total_is_negative", "total"),
    (
        replace(BILL, expense_lines=(LINE, replace(LINE, amount=Decimal("1.005")))),
        "amount_too_fine",
        "expense_lines[1].amount",
    ),
    (
        replace(BILL, expense_lines=(replace(LINE, amount=Decimal("1E13")),)),
        "amount_too_large",
        "expense_lines[0].amount",
    ),
    (
        replace(BILL, expense_lines=(replace(LINE, memo="\u0416"),)),
        "character_not_in_quickbooks",
        "expense_lines[0].memo",
    ),
    (replace(BILL, item_lines=(ItemLine(quantity=Decimal("0.000001")),)), "number_too_fine", "item_lines[0].quantity"),
    (replace(BILL, item_lines=(ItemLine(cost=Decimal("1E10")),)), "number_too_large", "item_lines[0].cost"),
    (replace(BILL, item_lines=(ItemLine(cost=Decimal("NaN")),)), "number_not_a_number", "item_lines[0].cost"),
    (Vendor("Smith: Sons"), "colon_in_name", "name"),
    (Vendor(""), "required_field_missing", "name"),
    (Vendor("  "), "name_missing", "name"),
    (Vendor("x" * 42), "text_too_long", "name"),
    (Customer("A:B", Ref("1-1")), "colon_in_name", "name"),
    (Account("Cash"), "required_field_missing", "account_type"),
    (Account("Cash", "Bank", number="12345678"), "text_too_long", "number"),
    (Item("Day", ItemType.SERVICE), "required_field_missing", "account"),
    (Item("Day", price=Decimal(1), price_percent=Decimal(2), account=Ref("8-1")), "price_and_percent", "price_percent"),
    (Item("Kit", ItemType.GROUP), "kind_is_read_only", ""),
    (Terms("20th", is_date_driven=True, day_of_month_due=32), "day_out_of_range", "day_of_month_due"),
    (PurchaseOrder(vendor=Ref("9-1")), "kind_is_read_only", ""),
    (BillPayment(payee=Ref("9-1")), "kind_is_read_only", ""),
]
KINDS = {Bill: Kind.BILL, Vendor: Kind.VENDOR, Customer: Kind.CUSTOMER, Account: Kind.ACCOUNT, Item: Kind.ITEM}
KINDS |= {Terms: Kind.TERMS, PurchaseOrder: Kind.PURCHASE_ORDER, BillPayment: Kind.BILL_PAYMENT}


@pytest.mark.parametrize(("record", "code", "field"), REFUSED, ids=[f"{code} {field}" for _, code, field in REFUSED])
def test_a_problem_names_the_field_and_nothing_is_written(record, code, field):
    kind = KINDS[type(record)]
    assert [(problem.code, problem.field) for problem in write.check(kind, record)] == [(code, field)]
    with pytest.raises(write.Refused):
        write.add(kind, record)


def test_a_mod_refuses_what_an_add_refuses():
    with pytest.raises(write.Refused) as refused:
        write.mod(Kind.BILL, "1-1", "5", before=BILL, after=replace(BILL, memo="\u4e2d", ref_number="1" * 21))
    assert [problem.code for problem in refused.value.problems] == ["text_too_long", "character_not_in_quickbooks"]


def test_a_required_field_cannot_be_cleared():
    with pytest.raises(write.Refused, match="vendor"):
        write.mod(Kind.BILL, "1-1", "5", before=BILL, after=replace(BILL, vendor=Ref()))


def test_an_item_cannot_change_its_form():
    before = Item("Day", account=Ref("8-1"))
    after = replace(before, is_both_sold_and_purchased=True, income_account=Ref("8-1"), expense_account=Ref("8-2"))
    with pytest.raises(write.Refused, match="another"):
        write.mod(Kind.ITEM, "1-1", "5", before=before, after=after)


def test_a_problem_speaks_to_a_person():
    (problem,) = write.check(Kind.BILL, replace(BILL, ref_number="INV-2026-11-22-000001-A"))
    assert problem.title == "The text has 23 characters; QuickBooks holds 20."
    assert problem.fix == "Shorten it to 20 characters or fewer."
    assert problem.ours == "INV-2026-11-22-000001-A"
    assert problem.applied is False
    assert Choice.EDIT in problem.choices


def test_what_quickbooks_can_hold_is_not_refused():
    every = "".join(bytes([each]).decode("cp1252", "ignore") for each in range(0x20, 0x100) if each != 0x7F)
    bill = replace(BILL, memo=f"{every}\n\ttabs and lines", ref_number="1" * 20, txn_date=date(2038, 1, 19))
    assert write.check(Kind.BILL, bill) == ()
