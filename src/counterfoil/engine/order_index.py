"""Purchase orders and the bills that receive them: what is news on one is looked at on the other.

Whether a bill moves the stamps of the order it receives, and whether an order's new number moves those of its bills, is
not known (docs/quickbooks.md 4.4). So nothing is left to the stamps: an order is read again after each edit of a bill
that names it, and a bill when an order that it names shows another number, or is gone (rules B9, D10).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from counterfoil.engine import wallclock
from counterfoil.engine.books import LinkState
from counterfoil.engine.entries import GONE
from counterfoil.records import BillState, Kind, OrderState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from counterfoil.engine.books import Link
    from counterfoil.engine.turn import Turn
    from counterfoil.records import Derived, Observation


def orders_in(derived: Derived | None) -> set[str]:
    """The TxnIDs of the orders that a bill receives, as far as it was said."""
    return {each.txn_id for each in derived.purchase_orders} if isinstance(derived, BillState) else set()


def bills_in(derived: Derived | None) -> set[str]:
    """The TxnIDs of the bills that receive an order, as far as it was said."""
    linked = derived.linked if isinstance(derived, OrderState) else None
    return {each.txn_id for each in linked or () if each.txn_type == "Bill"}


def bills_seen(turn: Turn, before: Mapping[str, set[str]], observations: Iterable[Observation]) -> None:
    """Bills were read: the orders that they receive, or received `before`, are read again, unless they have been since.

    `before` is by the bills' TxnIDs. An order that was read in a later second than the bill was edited in shows it.
    """
    edited = [
        (order, seen.edit_sequence)
        for seen in observations
        for order in sorted(orders_in(seen.derived) | before.get(seen.id, set()))
    ]
    lag = int(turn.conversation.facts.get("stamps_lag", 0))
    links = turn.books.links_there(Kind.PURCHASE_ORDER, {order: None for order, _ in edited}) if edited else {}
    stale = {
        order
        for order, edit_sequence in edited
        if order in links and not _is_read_since(links[order].observed_at - lag, edit_sequence)
    }
    _read_again(turn, [link for id_, link in links.items() if id_ in stale])


def _is_read_since(observed_at: int, edit_sequence: str) -> bool:
    """Whether a record was read in a later second than another one was edited in, however much later."""
    edited = wallclock.edited_at(edit_sequence)
    return edited is not None and observed_at > edited + wallclock.SKEW


def bills_gone(turn: Turn, links: Sequence[Link]) -> None:
    """Bills were deleted: the orders that they received are open again."""
    orders = sorted({order for link in links for order in orders_in(link.derived)})
    if orders:
        found = turn.books.links_there(Kind.PURCHASE_ORDER, orders)
        if _read_again(turn, list(found.values())):
            turn.data["unread"] = True


def orders_seen(turn: Turn, observations: Iterable[Observation]) -> None:
    """Orders were read: bills that show another number of theirs are read again."""
    numbers = {seen.id: getattr(seen.record, "ref_number", "") for seen in observations}
    named = [(bill, seen.id) for seen in observations for bill in sorted(bills_in(seen.derived))]
    _read_bills(turn, named, lambda link, order: _shows(link, order, numbers[order]))


def orders_gone(turn: Turn, links: Sequence[Link]) -> None:
    """Orders were deleted: bills that name them are read again."""
    named = [(bill, link.quickbooks_id) for link in links for bill in sorted(bills_in(link.derived))]
    _read_bills(turn, named, lambda link, order: order not in orders_in(link.derived))


def _read_bills(turn: Turn, named: Sequence[tuple[str, str]], is_right: Callable[[Link, str], bool]) -> None:
    links = turn.books.links_there(Kind.BILL, {bill: None for bill, _ in named}) if named else {}
    stale = {bill: links[bill] for bill, order in named if bill in links and not is_right(links[bill], order)}
    _read_again(turn, list(stale.values()))


def _shows(link: Link, order: str, number: str) -> bool:
    """Whether a bill as last seen names this order by this number."""
    shown = link.derived.purchase_orders if isinstance(link.derived, BillState) else ()
    return any(each.txn_id == order and each.ref_number == number for each in shown)


def _read_again(turn: Turn, links: Sequence[Link]) -> bool:
    """Void what was last seen of these, where there is something to read; whether there was."""
    void = [
        replace(link, fingerprint="", owed=True, retry_at=None)
        for link in links
        if link.state is not LinkState.CLOSED and link.fingerprint not in ("", GONE)
    ]
    if void:
        turn.books.keep_links(void)
    return bool(void)
