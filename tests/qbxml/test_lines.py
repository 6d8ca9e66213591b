"""What a Mod says of a bill's lines (docs/quickbooks.md 4.2)."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from counterfoil.qbxml import write
from counterfoil.records import NOWHERE, Bill, Billable, ExpenseLine, ItemGroupLine, ItemLine, Kind, Ref

RENT = ExpenseLine("E1-1", Ref("80-1"), Decimal("100.00"), "rent", Ref("70-1"), Ref("60-1"), Billable.BILLABLE)
FUEL = ExpenseLine("E2-1", Ref("80-2"), Decimal("20.00"))
NAILS = ItemLine("I1-1", Ref("50-1"), "nails", Decimal(2), "", Decimal("3.5"), Decimal("7.00"))
KIT = ItemGroupLine("G1-1", Ref("40-1"), "kit", Decimal(1), "", Decimal("9.00"), (replace(NAILS, id="G2-1"),))
BILL = Bill(vendor=Ref("10-1"), memo="old", expense_lines=(RENT, FUEL), item_lines=(NAILS, KIT))


def lines_of(after: Bill) -> str:
    """The lines of the Mod, in short: `E1-1` a bare line, `E1-1(Memo=x)` a changed one."""
    request = write.mod(Kind.BILL, "1-1", "5", before=BILL, after=after)
    assert request is not None
    body = request.xml.partition("</EditSequence>")[2].partition("</BillMod>")[0]
    body = re.sub(r"<(Expense|Item|ItemGroup)LineMod><TxnLineID>([^<]*)</TxnLineID>(.*?)</\1LineMod>", r" \2(\3)", body)
    body = re.sub(r"<(\w+)>(?:<ListID>)?([^<]*)(?:</ListID>)?</\1>", r"\1=\2 ", body)
    return body.replace("()", "").replace(" )", ")").strip()


def test_a_header_edit_sends_no_line_at_all():
    assert lines_of(replace(BILL, memo="new")) == "Memo=new"


def test_nothing_different_sends_nothing():
    assert write.mod(Kind.BILL, "1-1", "5", before=BILL, after=BILL) is None


def test_another_name_of_the_same_vendor_is_not_a_difference():
    renamed = replace(BILL, vendor=Ref("10-1", "Keller Timber"))
    assert write.mod(Kind.BILL, "1-1", "5", before=BILL, after=renamed) is None


def test_one_changed_expense_line_names_every_other_line_bare():
    after = replace(BILL, expense_lines=(replace(RENT, memo="office"), FUEL))
    assert lines_of(after) == "E1-1(Memo=office) E2-1 I1-1 G1-1"


def test_a_changed_item_line_restates_quantity_cost_and_amount_together():
    after = replace(BILL, item_lines=(replace(NAILS, quantity=Decimal(4), amount=Decimal("14.00")), KIT))
    assert lines_of(after) == "E1-1 E2-1 I1-1(Quantity=4 Cost=3.5 Amount=14.00) G1-1"


def test_another_item_is_sent_with_its_words_and_price_or_quickbooks_would_take_those_of_the_item():
    after = replace(BILL, item_lines=(replace(NAILS, item=Ref("50-2")), KIT))
    assert lines_of(after) == "E1-1 E2-1 I1-1(ItemRef=50-2 Desc=nails Quantity=2 Cost=3.5 Amount=7.00) G1-1"


def test_a_new_line_is_minus_one_where_it_stands():
    new = ExpenseLine("#a", Ref("80-3"), Decimal("1.00"))
    assert lines_of(replace(BILL, expense_lines=(new, RENT, FUEL))) == (
        "-1(AccountRef=80-3 Amount=1.00) E1-1 E2-1 I1-1 G1-1"
    )


def test_retained_lines_keep_quickbooks_order_and_new_ones_their_place():
    new = ExpenseLine("#a", Ref("80-3"), Decimal("1.00"))
    assert lines_of(replace(BILL, expense_lines=(FUEL, new, RENT))) == (
        "E1-1 -1(AccountRef=80-3 Amount=1.00) E2-1 I1-1 G1-1"
    )


def test_a_removed_line_is_left_out():
    assert lines_of(replace(BILL, expense_lines=(FUEL,))) == "E2-1 I1-1 G1-1"


def test_a_table_that_is_emptied_is_cleared_and_the_other_named():
    assert lines_of(replace(BILL, expense_lines=())) == "ClearExpenseLines=true  I1-1 G1-1"
    assert lines_of(replace(BILL, item_lines=())) == "E1-1 E2-1ClearItemLines=true"


def test_cleared_fields_of_a_line_are_sent_empty():
    bare = replace(RENT, memo="", customer=NOWHERE, department=NOWHERE)
    assert lines_of(replace(BILL, expense_lines=(bare, FUEL))) == ("E1-1(Memo= CustomerRef= ClassRef=) E2-1 I1-1 G1-1")


def test_a_line_that_is_no_longer_billable_says_so():
    after = replace(BILL, expense_lines=(replace(RENT, billable=Billable.UNSET), FUEL))
    assert lines_of(after) == "E1-1(BillableStatus=NotBillable) E2-1 I1-1 G1-1"


def test_an_item_group_cannot_be_edited_from_here():
    after = replace(BILL, item_lines=(NAILS, replace(KIT, quantity=Decimal(2))))
    with pytest.raises(write.Refused) as refused:
        write.mod(Kind.BILL, "1-1", "5", before=BILL, after=after)
    assert [(problem.code, problem.field) for problem in refused.value.problems] == [
        ("item_group_is_read_only", "item_lines[1]")
    ]


def test_a_bill_cannot_lose_all_its_lines():
    with pytest.raises(write.Refused, match="no line"):
        write.mod(Kind.BILL, "1-1", "5", before=BILL, after=replace(BILL, expense_lines=(), item_lines=()))


def test_a_line_that_stands_twice_is_a_mistake_of_ours():
    with pytest.raises(AssertionError, match="twice"):
        write.mod(Kind.BILL, "1-1", "5", before=BILL, after=replace(BILL, expense_lines=(RENT, RENT)))
