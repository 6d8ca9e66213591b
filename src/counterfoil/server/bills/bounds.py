"""What the tables of bills can hold, head and lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counterfoil.records import Bill, ExpenseLine, ItemGroupLine, ItemLine
from counterfoil.server.bills import models
from counterfoil.server.bills.settlement import Settlement, settled
from counterfoil.server.keeping.bounds import bounds_of, broken_by, first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from counterfoil.engine.books import Write
    from counterfoil.records import Problem

BOUNDS = {
    Bill: bounds_of(Bill, models.Bill),
    ExpenseLine: bounds_of(ExpenseLine, models.ExpenseLine),
    ItemLine: bounds_of(ItemLine, models.ItemLine),
    ItemGroupLine: bounds_of(ItemGroupLine, models.ItemLine),
}
"""Record class → what the columns that keep it can hold."""


def misfit(write: Write) -> Problem | None:
    """What of the bill, its lines or its derived values cannot be kept."""
    return first(_of_bill(write))


def _of_bill(write: Write) -> Iterator[Problem | None]:
    bill: Any = write.record
    if bill is not None:
        yield BOUNDS[Bill].broken(bill)
        for table in ("expense_lines", "item_lines"):
            for place, line in enumerate(getattr(bill, table)):
                yield from _of_line(line, f"{table}[{place}].")
        yield broken_by(models.Bill, {"total": bill.total})
    if write.derived is not None:
        columns = settled(Settlement(), write.derived).columns(write.derived.total, is_deleted=False)  # type: ignore[arg-type, union-attr]  # a bill's derived values are a BillState
        yield broken_by(models.Bill, columns)
        for order in write.derived.purchase_orders:  # type: ignore[union-attr]  # as above
            yield broken_by(models.ReceivedOrder, {"quickbooks_id": order.txn_id, "number": order.ref_number})


def _of_line(line: Any, path: str) -> Iterator[Problem | None]:
    yield BOUNDS[type(line)].broken(line, path)
    for place, inside in enumerate(getattr(line, "lines", ())):
        yield from _of_line(inside, f"{path}lines[{place}].")
