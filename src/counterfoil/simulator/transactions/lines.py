"""How a Mod changes lines (docs/quickbooks.md 4.2), and how amount, quantity and cost follow from each other."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from counterfoil.simulator import status
from counterfoil.simulator.documents import merged
from counterfoil.simulator.lists import items, store
from counterfoil.simulator.lists.classes import TO_CLASS
from counterfoil.simulator.lists.customers import TO_CUSTOMER
from counterfoil.simulator.lists.items import TO_GROUP, TO_ITEM
from counterfoil.simulator.lists.store import Reference
from counterfoil.simulator.lists.vendors import TO_ACCOUNT
from counterfoil.simulator.values import CENT, ZERO, Change, Ref, in_units, quantity

from .line_kinds import GROUPS, LINES
from .sales_records import InvoiceLine
from .selling import sale_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from counterfoil.simulator.company import CompanyFile

NEW = "-1"
"""The TxnLineID of a line to be added."""
NOT_KEPT = Reference("", "nothing of the kind")
"""Lists that this file does not keep: a reference to one leads nowhere."""
LINE_REFERENCES: Mapping[str, Reference] = {
    "account": TO_ACCOUNT,
    "item": TO_ITEM,
    "item_group": TO_GROUP,
    "customer": TO_CUSTOMER,
    "entity": Reference("Entity", "entity"),
    "class_": TO_CLASS,
    "override_item_account": TO_ACCOUNT,
    "sales_rep": Reference("Sales Rep", "sales rep"),
    "inventory_site": replace(NOT_KEPT, label="Inventory Site"),
    "inventory_site_location": replace(NOT_KEPT, label="Inventory Site"),
    "override_uom_set": replace(NOT_KEPT, label="Unit Of Measure Set"),
}


def keep(record: str, line_id: str) -> Change:
    """A line that stays as it is."""
    return Change(record, {"txn_line_id": line_id})


def changed(record: str, line_id: str, **values: object) -> Change:
    """A line of which some attributes change; None clears one."""
    return Change(record, {"txn_line_id": line_id, **values})


def new(record: str, **values: object) -> Change:
    """A line to be added."""
    return Change(record, {"txn_line_id": NEW, **values})


@dataclass(frozen=True, slots=True)
class Edit:
    """What becomes of one table of lines: the lines after the Mod, and the ids of those sent bare."""

    lines: tuple[Any, ...]
    bare: frozenset[str] = field(default_factory=frozenset)


def edited(existing: Sequence[Any], changes: Iterable[Change], where: str, *, at_screen: bool) -> Edit:
    """The lines after a Mod: those listed, in their order; new ones where they stand; the rest is gone.

    Refuses unknown ids (3120) and, but for the screen, existing lines in another order (3290).
    """
    places = {line.txn_line_id: at for at, line in enumerate(existing)}
    lines, bare, last = [], set(), -1
    for change in changes:
        line_id = str(change.values["txn_line_id"])
        if line_id == NEW:
            lines.append(_fresh(change, where))
            continue
        place = places.pop(line_id, None)
        if place is None:
            raise status.not_found(line_id)
        if place < last and not at_screen:
            raise status.Refusal(3290, f'The item "{line_id}" is placed in the request in incorrect order.')
        last = place
        if len(change.values) == 1:
            bare.add(line_id)
        lines.append(_changed_line(existing[place], change, where, at_screen=at_screen))
    return Edit(tuple(lines), frozenset(bare))


def _fresh(change: Change, where: str) -> Any:
    values = {name: value for name, value in change.values.items() if value is not None}
    members = values.pop("lines", ())
    line = LINES[change.record](**values)
    assert isinstance(members, tuple)
    return replace(line, lines=tuple(_fresh(each, where) for each in members)) if members else line


def _changed_line(line: Any, change: Change, where: str, *, at_screen: bool) -> Any:
    if type(line).__name__ != change.record:
        raise status.not_found(line.txn_line_id)
    values = {name: value for name, value in change.values.items() if name not in ("txn_line_id", "lines")}
    members = change.values.get("lines")
    if members:
        assert isinstance(members, tuple)
        values["lines"] = edited(line.lines, members, where, at_screen=at_screen).lines
    after = merged(line, values, LINES)
    if is_group(line):
        return after if members else _regrouped(line, after)
    return _reckoned(line, after, values)


def _regrouped(before: Any, after: Any) -> Any:
    """A group of which the Mod named no member: another group brings its own, another quantity multiplies them."""
    if not _same(before.item_group, after.item_group):
        return replace(after, lines=())
    old, now = (Decimal(1) if each.quantity is None else each.quantity for each in (before, after))
    if old == now or not old:
        return after
    return replace(after, lines=tuple(_multiplied(each, now / old) for each in before.lines))


def _multiplied(line: Any, factor: Decimal) -> Any:
    if line.quantity is None:
        return line
    return replace(line, quantity=quantity(in_units(line.quantity * factor)), amount=None)


def _same(before: Ref | None, after: Ref | None) -> bool:
    """Whether what a Mod refers to, by id or by name, is what the line referred to."""
    if before is None or after is None:
        return before is after
    if after.list_id:
        return after.list_id == before.list_id
    return after.full_name.lower() == before.full_name.lower()


def is_group(line: Any) -> bool:
    """Whether a line holds lines."""
    return type(line) in GROUPS


PRICE = {"ItemLine": "cost", "OrderLine": "rate", "InvoiceLine": "rate"}
"""Line → the attribute that says what one unit costs."""


def _reckoned(before: Any, after: Any, sent: Mapping[str, object]) -> Any:
    """Amount and cost again where a Mod changed the one or the other; a new item brings its own words and cost."""
    name = PRICE.get(type(after).__name__)
    if name is None:
        return after
    blank: dict[str, Any] = {}
    if "item" in sent and not _same(before.item, after.item):
        blank.update({} if "desc" in sent else {"desc": ""})
        blank.update({} if {name, "amount"} & sent.keys() else {name: None, "amount": None})
    if {"quantity", name} & sent.keys() and "amount" not in sent:
        blank["amount"] = None
    if "amount" in sent and name not in sent:
        blank[name] = None
    return replace(after, **blank) if blank else after


def resolved(company: CompanyFile, lines: Iterable[Any], where: str) -> tuple[Any, ...]:
    """The lines with every reference looked up, in document order."""
    return tuple(_resolved_line(company, line, where) for line in lines)


def _resolved_line(company: CompanyFile, line: Any, where: str) -> Any:
    table = {name: to for name, to in LINE_REFERENCES.items() if getattr(line, name, None) is not None}
    found = store.resolved(company, line, table, f"{where} line")
    members = getattr(found, "lines", None)
    return replace(found, lines=resolved(company, members, where)) if members else found


def completed(company: CompanyFile, line: Any) -> Any:
    """An item line with what was left out: words and cost from the item, amount from quantity and cost."""
    if is_group(line):
        members: tuple[Any, ...] = tuple(completed(company, each) for each in line.lines) or _members(company, line)
        total = sum((each.amount for each in members), ZERO)
        changes: dict[str, Any] = {"lines": members, "total_amount": total}
        return replace(line, **changes)
    name = PRICE.get(type(line).__name__)
    if name is None:
        return replace(line, amount=line.amount if line.amount is not None else ZERO)
    desc, cost = line.desc, getattr(line, name)
    if line.item is not None and (not desc or (cost is None and line.amount is None)):
        item = items.get(company, line.item.list_id)
        usual_desc, usual_cost = _usual(item, sold=isinstance(line, InvoiceLine))
        desc = desc or usual_desc
        cost = usual_cost if cost is None and line.amount is None else cost
    amount, cost = worked_out(line.quantity, cost, line.amount)
    return replace(line, desc=desc, amount=amount, **{name: cost})


def _usual(item: Any, *, sold: bool) -> tuple[str, Decimal | None]:
    """What a line with an item says and costs where nothing is said."""
    if sold:
        sale = sale_of(item)
        return sale.desc, sale.price
    bought = items.purchase_of(item)
    return bought.desc, bought.cost


def worked_out(units: Decimal | None, cost: Decimal | None, amount: Decimal | None) -> tuple[Decimal, Decimal | None]:
    """Amount and cost of a line; where all three disagree, the amount wins (docs/quickbooks.md 4.1)."""
    many = Decimal(1) if units is None else units
    if amount is None:
        return ((cost or ZERO) * many).quantize(CENT, ROUND_HALF_UP), cost
    if cost is not None and (cost * many).quantize(CENT, ROUND_HALF_UP) == amount:
        return amount, cost
    if not many:
        return amount, cost
    exact = (amount / many).quantize(Decimal("0.00001"), ROUND_HALF_UP).normalize()
    return amount, exact if int(exact.as_tuple().exponent) < -2 else exact.quantize(CENT)


def _members(company: CompanyFile, line: Any) -> tuple[Any, ...]:
    """A group's members as lines of their own."""
    if line.item_group is None:
        raise status.missing_element("ItemGroupRef")
    group = items.get(company, line.item_group.list_id)
    many = line.quantity if line.quantity is not None else Decimal(1)
    record = GROUPS[type(line)]
    made = (
        record(item=Ref(each.item.list_id, each.item.full_name), quantity=(each.quantity or Decimal(1)) * many)
        for each in group.members
    )
    return tuple(completed(company, each) for each in made)


def flat(lines: Iterable[Any]) -> list[Any]:
    """The lines with the members of groups in place of the groups."""
    found: list[Any] = []
    for line in lines:
        found.extend(line.lines if is_group(line) else (line,))
    return found


def total(lines: Iterable[Any]) -> Decimal:
    """The sum of the lines' amounts."""
    return sum((each.amount for each in flat(lines)), ZERO)
