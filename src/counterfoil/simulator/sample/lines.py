"""The lines, numbers and memos that the sample's bills and orders carry, drawn from its tables."""

import random
from decimal import Decimal

from counterfoil.simulator.transactions.records import ExpenseLine, ItemLine, LinkTarget, OrderLine, PurchaseOrder
from counterfoil.simulator.values import Ref

from .lists import Index
from .tables import names_in, table, tree

SUBCLASSES = {
    "Residential": ("Residential:New Homes", "Residential:Remodels", "Residential:Service Calls"),
    "Commercial": ("Commercial:Fit-out", "Commercial:Maintenance"),
}


class Lines:
    """Draws lines for a trade; the same seed draws the same lines."""

    def __init__(self, sample: str, index: Index, chance: random.Random) -> None:
        """`index` says where the objects that the tables name are."""
        self._index = index
        self._chance = chance
        self._trades = {row[0]: row for row in table(sample, "trades")}
        self._memos = [row[0] for row in table(sample, "memos")]
        self._jobs = [f"{row.parent}:{row[0]}" for row in tree(sample, "customers") if row.parent]
        self._costs = {row[1]: Decimal(row[3]) for row in tree(sample, "items", 1)}
        self.discounts = {
            row[1]: (int(row[3]), Decimal(row[4]))
            for row in table(sample, "terms")
            if row[0] == "standard" and Decimal(row[4])
        }
        """Terms with a discount → within how many days, how many per cent."""

    def number(self, trade: str) -> str:
        """A number such as the vendor prints on its bills; some print none."""
        return "".join(str(self._chance.randrange(10)) if each == "#" else each for each in self._trades[trade][4])

    def memo(self, words: str) -> str:
        """The words with the name of some job in them."""
        return words.replace("{job}", self._chance.choice(self._jobs).rsplit(":", 1)[-1])

    def any_memo(self) -> str:
        """A memo, or none: most bills have none."""
        return self.memo(self._chance.choice(self._memos)) if self._chance.random() < 0.45 else ""

    def of_bill(self, trade: str) -> tuple[tuple[ExpenseLine, ...], tuple[ItemLine, ...]]:
        """Expense lines, item lines or both, worth what bills of the trade are worth."""
        row = self._trades[trade]
        low, high = float(row[2]), float(row[3])
        worth = round(Decimal(low * (high / low) ** self._chance.random()), 2)
        if not names_in(row[8]) or self._chance.random() < 0.4:
            return self.expenses(trade, worth, self._chance.choice((1, 1, 2, 3))), ()
        extra = self.expenses(trade, round(worth / 9, 2), 1) if self._chance.random() < 0.2 else ()
        return extra, self._items(trade, worth)

    def expenses(self, trade: str, worth: Decimal, count: int) -> tuple[ExpenseLine, ...]:
        """So many expense lines that come to that worth."""
        accounts = names_in(self._trades[trade][7])
        shares = self._shares(worth, count)
        return tuple(
            ExpenseLine(
                account=self._index("account", accounts[at % len(accounts)]),
                amount=share,
                memo=self.any_memo() if at else "",
                **self._whose(trade),  # type: ignore[arg-type]
            )
            for at, share in enumerate(shares)
        )

    def _items(self, trade: str, worth: Decimal) -> tuple[ItemLine, ...]:
        return tuple(
            ItemLine(item=self._index("item", name), quantity=many, **self._whose(trade))  # type: ignore[arg-type]
            for name, many in self._shopping(trade, worth)
        )

    def ordered(self, trade: str) -> tuple[OrderLine, ...]:
        """The lines of a purchase order; now and then at a price of its own."""
        worth = Decimal(self._trades[trade][3]) / 3
        lines = []
        for name, many in self._shopping(trade, worth):
            whose = {key: value for key, value in self._whose(trade).items() if key != "billable_status"}
            rate = round(self._costs[name] * Decimal("0.97"), 2) if self._chance.random() < 0.25 else None
            lines.append(OrderLine(item=self._index("item", name), quantity=many, rate=rate, **whose))  # type: ignore[arg-type]
        return tuple(lines)

    def receiving(self, order: PurchaseOrder, share: Decimal) -> tuple[ItemLine, ...]:
        """Lines of a bill that receive that share of what is still to come, at least one piece of each."""
        return tuple(
            ItemLine(
                link_to_txn=LinkTarget(order.txn_id, line.txn_line_id),
                quantity=max(Decimal(1), round(line.unbilled_quantity * share, 0)),
            )
            for line in order.lines
            if isinstance(line, OrderLine) and line.unbilled_quantity and not line.is_manually_closed
        )

    def _shopping(self, trade: str, worth: Decimal) -> list[tuple[str, Decimal]]:
        """Items of the trade and how many of each, worth about so much together."""
        names = names_in(self._trades[trade][8])
        chosen = self._chance.sample(names, min(len(names), self._chance.randint(1, 5)))
        share = worth / len(chosen)
        return [(name, max(Decimal(1), round(share / max(self._costs[name], Decimal(1)), 0))) for name in chosen]

    def _whose(self, trade: str) -> dict[str, Ref | str]:
        """Customer or job, billable or not, and class of a line."""
        _, _, _, _, _, of_job, class_name, *_ = self._trades[trade].cells
        name = self._chance.choice(SUBCLASSES[class_name]) if class_name in SUBCLASSES else class_name
        found: dict[str, Ref | str] = {"class_": self._index("class", name)} if self._chance.random() < 0.9 else {}
        if of_job == "yes" and self._chance.random() < 0.8:
            billable = "Billable" if self._chance.random() < 0.6 else "NotBillable"
            found |= {"customer": self._index("customer", self._chance.choice(self._jobs)), "billable_status": billable}
        return found

    def _shares(self, worth: Decimal, count: int) -> list[Decimal]:
        """The worth in so many unequal parts."""
        parts = [self._chance.randint(1, 4) for _ in range(count)]
        shares = [round(worth * part / sum(parts), 2) for part in parts]
        return [*shares[:-1], worth - sum(shares[:-1], Decimal(0))]
