"""One bill being entered or edited: header and lines together, from what was typed to a record or its errors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.http import QueryDict

from counterfoil.records import Bill, ItemGroupLine
from counterfoil.server.bills.forms import (
    BillForm,
    ExpenseLineForm,
    GroupRow,
    ItemLineForm,
    LineForm,
    header_initial,
    line_initial,
)
from counterfoil.server.bills.pickers import Pickers
from counterfoil.server.pages.refusals import place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from counterfoil.records import ExpenseLine, ItemLine, Problem
    from counterfoil.server.people.models import Organization

LARGEST_LINE_COUNT = 1_000
BLANK_LINES = 2
NUMBER_OF_TEMPLATE = "__n__"
LINE_PATH = re.compile(r"(?P<table>expense_lines|item_lines)\[(?P<number>\d+)\](?:\.(?P<field>\w+))?")


class BillEntry:
    """The whole form of one bill; `before` is the bill as it stands, None for a new one.

    `expenses` and `items` are the rows in the order of the page; blank ones are left out of the record. Item groups are
    never posted: they are taken from `before`, in their places, so that nothing can lose or change them.
    """

    def __init__(
        self,
        organization: Organization,
        posted: Mapping[str, str] | None = None,
        before: Bill | None = None,
        revision: int | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.before = before
        self.posted = posted
        self.pickers = Pickers.of(organization)
        self.pickers.prime(posted or {}, before)
        first = header_initial(before, self.pickers, revision) if before else dict(initial or {})
        self.header = BillForm(self._data(), pickers=self.pickers, initial=first)
        self.expenses = self._expenses()
        self.items = self._items()

    def _data(self) -> QueryDict | None:
        if self.posted is None:
            return None
        data = QueryDict(mutable=True)
        data.update(dict(self.posted))
        return data

    def _count(self, prefix: str) -> int:
        text = (self.posted or {}).get(f"{prefix}-count", "")
        count = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
        more = (self.posted or {}).get("more") == prefix
        return min(count, LARGEST_LINE_COUNT) + more

    def _expenses(self) -> list[ExpenseLineForm]:
        if self.posted is not None:
            return [self._expense(f"expense-{n}") for n in range(self._count("expense"))]
        lines = self.before.expense_lines if self.before else ()
        return [self._expense(f"expense-{n}", line) for n, line in enumerate((*lines, *self._blanks(ExpenseLineForm)))]

    def _expense(self, prefix: str, line: ExpenseLine | None = None) -> ExpenseLineForm:
        initial = line_initial(line, self.pickers) if line else None
        return ExpenseLineForm(self._data(), prefix=prefix, pickers=self.pickers, initial=initial)

    def _item(self, prefix: str, line: ItemLine | None = None) -> ItemLineForm:
        initial = line_initial(line, self.pickers) if line else None
        return ItemLineForm(self._data(), prefix=prefix, pickers=self.pickers, initial=initial)

    def _blanks(self, form: type[LineForm]) -> list[None]:
        """Blank rows to begin with: expense lines on a new bill; further ones are a key away."""
        return [None] * (BLANK_LINES if form is ExpenseLineForm and self.before is None else 0)

    def _items(self) -> list[ItemLineForm | GroupRow]:
        """The item rows; groups that the page did not send back stand where they stood, so none is lost."""
        if self.posted is None:
            lines = self.before.item_lines if self.before else ()
            return [self._row(f"item-{n}", line) for n, line in enumerate(lines)]
        groups = {line.id: line for line in self._groups()}
        rows: list[ItemLineForm | GroupRow] = []
        for prefix in (f"item-{n}" for n in range(self._count("item"))):
            group = groups.pop(self.posted.get(f"{prefix}-group", ""), None)
            rows.append(GroupRow(group, prefix) if group else self._item(prefix))
        return [*rows, *(GroupRow(group, f"item-{len(rows) + n}") for n, group in enumerate(groups.values()))]

    def _row(self, prefix: str, line: ItemLine | ItemGroupLine) -> ItemLineForm | GroupRow:
        return GroupRow(line, prefix) if isinstance(line, ItemGroupLine) else self._item(prefix, line)

    def _groups(self) -> list[ItemGroupLine]:
        lines = self.before.item_lines if self.before else ()
        return [line for line in lines if isinstance(line, ItemGroupLine)]

    @property
    def expense_template(self) -> ExpenseLineForm:
        """The row that the page's script copies to add a line."""
        return ExpenseLineForm(None, prefix=f"expense-{NUMBER_OF_TEMPLATE}", pickers=self.pickers)

    @property
    def item_template(self) -> ItemLineForm:
        """The row that the page's script copies to add an item line."""
        return ItemLineForm(None, prefix=f"item-{NUMBER_OF_TEMPLATE}", pickers=self.pickers)

    @property
    def kept_expenses(self) -> list[ExpenseLineForm]:
        """The expense rows in which something is entered."""
        return [row for row in self.expenses if not row.is_blank]

    @property
    def kept_items(self) -> list[ItemLineForm | GroupRow]:
        """The item rows in which something is entered, and the groups."""
        return [row for row in self.items if isinstance(row, GroupRow) or not row.is_blank]

    def is_valid(self) -> bool:
        """Whether header and lines can be made into a record; the errors stand at their fields if not."""
        rows = [row for row in (*self.kept_expenses, *self.kept_items) if isinstance(row, LineForm)]
        return all([self.header.is_valid(), *(row.is_valid() for row in rows)])

    def record(self) -> Bill:
        """The bill as it was entered; only when it is valid."""
        return Bill(
            **self.header.header(),
            expense_lines=tuple(row.record() for row in self.kept_expenses),
            item_lines=tuple(row.record() for row in self.kept_items),
        )

    def place(self, problems: Iterable[Problem]) -> None:
        """Show each problem at the field that its path names, the rest above the form."""
        for problem in problems:
            match = LINE_PATH.match(problem.field)
            row = self._row_at(match["table"], int(match["number"])) if match else None
            if match and isinstance(row, LineForm):
                place(row, problem, match["field"] or "amount")
            else:
                place(self.header, problem, problem.field.replace("vendor_address.", "address_"))

    def _row_at(self, table: str, number: int) -> LineForm | GroupRow | None:
        rows: list[LineForm | GroupRow] = [*(self.kept_expenses if table == "expense_lines" else self.kept_items)]
        return rows[number] if number < len(rows) else None

    def take_revision(self, revision: int) -> None:
        """Have the form name this revision, so that saving it once more replaces what was seen."""
        data = QueryDict(mutable=True)
        data.update({**dict(self.posted or {}), "revision": str(revision)})
        self.header.data = data

    @property
    def error_count(self) -> int:
        """How many fields are in error."""
        rows = [row for row in (*self.expenses, *self.items) if isinstance(row, LineForm) and not row.is_blank]
        return sum(len(form.errors) for form in (self.header, *rows)) if self.posted is not None else 0
