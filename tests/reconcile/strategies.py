"""Random bills, vendors and what two people did to them, for Hypothesis.

Every value typed by a person is a token of its own (`ours17`, `theirs18`), so that a test can follow it.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from counterfoil.reconcile.decision import Facts, Master, Paid, Policy
from counterfoil.records import Bill, ExpenseLine, ItemGroupLine, ItemLine, Ref

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HEADER = ("vendor", "ref_number", "memo", "terms")

policies = st.builds(Policy, master=st.sampled_from(Master), two_way=st.sampled_from([True, True, True, False]))

facts = st.builds(
    Facts,
    paid=st.sampled_from([Paid.UNPAID, Paid.UNPAID, Paid.UNPAID, Paid.PARTLY, Paid.FULLY]),
    is_order_linked=st.sampled_from([False, False, True]),
    is_committed_here=st.sampled_from([False, False, True]),
)


@st.composite
def bills(draw: st.DrawFn) -> Bill:
    """An agreed bill with lines of every sort, identical ones among them."""
    numbers = count(1)
    account = st.sampled_from(["6100", "6200"])
    amount = st.sampled_from([Decimal("10.00"), Decimal("25.50")])
    expenses = draw(st.lists(st.tuples(account, amount), min_size=1, max_size=4))
    items = draw(st.lists(st.sampled_from(["Hinge", "Bolt", "[Kit]"]), max_size=3))
    return Bill(
        vendor=Ref("Keller"),
        ref_number="INV-1",
        memo=draw(st.sampled_from(["", "roof"])),
        expense_lines=tuple(ExpenseLine(str(next(numbers)), Ref(a), n) for a, n in expenses),
        item_lines=tuple(_item_line(str(next(numbers)), name) for name in items),
    )


def _item_line(identity: str, name: str) -> ItemLine | ItemGroupLine:
    if name.startswith("["):
        return ItemGroupLine(identity, Ref(name.strip("[]")), amount=Decimal("30.00"))
    return ItemLine(identity, Ref(name), quantity=Decimal(4), cost=Decimal("2.50"), amount=Decimal("10.00"))


@st.composite
def edited(draw: st.DrawFn, bill: Bill, who: str) -> Bill:
    """The bill after a person's edits; every value typed carries the person's name and a number."""
    tokens = (f"{who}{n}" for n in count(1))
    identities = (f"#{who}{n}" if who == "ours" else f"9{n}" for n in count(1))
    for what in draw(st.lists(st.sampled_from(sorted(EDITS)), max_size=4)):
        bill = EDITS[what](draw, bill, tokens, identities)
    return bill


def _edit_header(draw: Callable[..., Any], bill: Bill, tokens: Iterator[str], _ids: Iterator[str]) -> Bill:
    name = draw(st.sampled_from(HEADER))
    value: Any = next(tokens)
    changes: dict[str, Any] = {name: Ref(value) if name in ("vendor", "terms") else value}
    return replace(bill, **changes)


def _edit_line(draw: Callable[..., Any], bill: Bill, tokens: Iterator[str], _ids: Iterator[str]) -> Bill:
    if not bill.expense_lines:
        return bill
    at = draw(st.integers(0, len(bill.expense_lines) - 1))
    name = draw(st.sampled_from(["memo", "account"]))
    value: Any = next(tokens)
    line = replace(bill.expense_lines[at], **{name: Ref(value) if name == "account" else value})
    return replace(bill, expense_lines=(*bill.expense_lines[:at], line, *bill.expense_lines[at + 1 :]))


def _edit_item(draw: Callable[..., Any], bill: Bill, tokens: Iterator[str], _ids: Iterator[str]) -> Bill:
    positions = [i for i, line in enumerate(bill.item_lines) if isinstance(line, ItemLine)]
    if not positions:
        return bill
    at = draw(st.sampled_from(positions))
    line: Any = replace(bill.item_lines[at], description=next(tokens))
    return replace(bill, item_lines=(*bill.item_lines[:at], line, *bill.item_lines[at + 1 :]))


def _add_line(draw: Callable[..., Any], bill: Bill, tokens: Iterator[str], ids: Iterator[str]) -> Bill:
    at = draw(st.integers(0, len(bill.expense_lines)))
    line = ExpenseLine(next(ids), Ref("6300"), Decimal("7.00"), memo=next(tokens))
    return replace(bill, expense_lines=(*bill.expense_lines[:at], line, *bill.expense_lines[at:]))


def _remove_line(draw: Callable[..., Any], bill: Bill, _tokens: Iterator[str], _ids: Iterator[str]) -> Bill:
    if not bill.expense_lines:
        return bill
    at = draw(st.integers(0, len(bill.expense_lines) - 1))
    return replace(bill, expense_lines=(*bill.expense_lines[:at], *bill.expense_lines[at + 1 :]))


EDITS: dict[str, Callable[..., Bill]] = {
    "header": _edit_header,
    "line": _edit_line,
    "item": _edit_item,
    "add": _add_line,
    "remove": _remove_line,
}
"""What a person does to a bill."""


def tokens_of(bill: Any) -> set[str]:
    """The values that people typed into a bill."""
    return {word for word in _words(bill) if word.startswith(("ours", "theirs"))}


def _words(bill: Bill | None) -> Iterator[str]:
    if bill is None:
        return
    yield from (bill.vendor.id, bill.terms.id, bill.ref_number, bill.memo)
    for line in bill.expense_lines:
        yield from (line.account.id, line.memo)
    for item in bill.item_lines:
        yield item.description
