"""What a query asks for, as SQL that costs what it returns: filters, an index to walk, pages by the last row's key."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from .lists.store import ROW as LIST_ROW
from .transactions.store import ROW as TXN_ROW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .company import CompanyFile


@dataclass(frozen=True, slots=True)
class Table:
    """Where objects lie: the columns to read, how they are sorted, and the index that has them in that order."""

    name: str
    columns: str
    order: tuple[str, ...]
    walk: str
    stamp: str


LIST = Table("list_object", LIST_ROW, ("rank", "key"), "list_object_order", "list_object_stamp")
FAMILY = Table("list_object", LIST_ROW, ("key",), "list_object_name", "list_object_stamp")
TXN = Table("txn", TXN_ROW, ("txn_date", "number"), "txn_order", "txn_stamp")
TXN_BY_NUMBER = Table("txn", TXN_ROW, ("number",), "txn_number", "txn_stamp")


@dataclass(frozen=True, slots=True)
class Selection:
    """The objects a query asks for; `index` is the one that its narrowest filter needs, empty for the table's order."""

    table: Table
    where: tuple[str, ...]
    values: tuple[Any, ...]
    index: str = ""

    def narrowed(self, condition: str, *values: Any, index: str = "") -> Selection:
        """The selection with one more condition; the first index named stays."""
        return replace(
            self, where=(*self.where, condition), values=(*self.values, *values), index=self.index or index
        )  # fmt: skip

    def source(self, index: str) -> str:
        """The FROM and WHERE of the selection, by way of that index."""
        return f"FROM {self.table.name} INDEXED BY {index} WHERE {' AND '.join(self.where)}"

    def count(self, company: CompanyFile) -> int:
        """How many objects there are; an index alone can tell where there is no filter."""
        sql = f"SELECT count(*) {self.source(self.index or self.table.walk)}"
        return int(company.connection.execute(sql, self.values).fetchone()[0])

    def page(self, company: CompanyFile, after: Sequence[Any] | None, limit: int | None) -> list[tuple[Any, ...]]:
        """The next rows in order, after the key of a row already returned."""
        order = ", ".join(self.table.order)
        selection = self if after is None else self.narrowed(f"({order}) > ({', '.join('?' * len(after))})", *after)
        sql = f"SELECT {order}, {self.table.columns} {selection.source(self.index or self.table.walk)} ORDER BY {order}"
        if limit is not None:
            sql += f" LIMIT {limit}"
        return company.connection.execute(sql, selection.values).fetchall()

    def planned(self, company: CompanyFile, limit: int, matching: int) -> Selection:
        """The selection by way of the index that makes all its pages together cheapest.

        By date of change each page sorts all that match; in order, all pages together see everything once.
        """
        if self.index != self.table.stamp:
            return self
        first = self.where[0]
        everything = Selection(self.table, (first,), self.values[: first.count("?")]).count(company)
        return replace(self, index="") if matching * matching > everything * max(limit, 1) else self

    def split(self, row: tuple[Any, ...]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """A row of a page as its key and its columns."""
        keys = len(self.table.order)
        return row[:keys], row[keys:]


@dataclass(slots=True)
class Iterator:
    """An open iterator: what it selects, where it stands, how many it had to give."""

    message: str
    selection: Selection
    total: int
    returned: int = 0
    after: tuple[Any, ...] | None = None


@dataclass(slots=True)
class Iterators:
    """The iterators one session has open; they die with it (docs/quickbooks.md 5.3)."""

    opened: int = 0
    open: dict[str, Iterator] = field(default_factory=dict)

    def add(self, session: int, iterator: Iterator) -> str:
        """Keep an iterator and give it an id that no other has had."""
        self.opened += 1
        iterator_id = f"{{{session:08x}-{self.opened & 0xFFFF:04x}-4000-8000-{self.opened:012x}}}"
        self.open[iterator_id] = iterator
        return iterator_id
