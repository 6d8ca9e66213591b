"""What people typed, and what became of it: the books of promise I3, that nothing typed is lost without a trace.

Every value typed is a token of its own: `k17`, or an amount no other line has. It lives until a person who has it in
view types something over it, or deletes what it stands in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from counterfoil.reconcile.text import text_of
from counterfoil.records import Bill

TOKEN = re.compile(r"\bk\d+k\b|\b\d+\.\d+\b")


@dataclass
class Ledger:
    """The tokens that live, and those of bills that a person deleted on a side."""

    typed: dict[str, str] = field(default_factory=dict)
    """Token → who typed it, and where."""
    twins: dict[str, int] = field(default_factory=dict)
    """Amount → how many identical lines of it a person left standing."""
    once: set[str] = field(default_factory=set)
    """Every token that was ever typed, but those of twins: it may stand in one line of a side at most."""
    deleted: dict[str, set[str]] = field(default_factory=lambda: {"QuickBooks": set(), "Counterfoil": set()})
    """Side → numbers of bills that people deleted there."""
    shared: set[str] = field(default_factory=set)
    """Numbers of bills that people entered on both sides, not knowing of each other."""
    forgotten: set[str] = field(default_factory=set)
    """Numbers of bills in QuickBooks that Counterfoil's restored database does not know."""
    told_apart: set[str] = field(default_factory=set)
    """Numbers of bills that somebody said are two."""
    merged: set[tuple[str, str]] = field(default_factory=set)
    """Kinds and names of list objects that people merged into others in QuickBooks."""
    brought_back: set[str] = field(default_factory=set)
    """Numbers of bills that were deleted on both sides, and that a restored file has again."""
    count: int = 0

    def word(self, where: str) -> str:
        """A word nobody has typed yet."""
        self.count += 1
        return self._type(f"k{self.count}k", where)

    def amount(self, where: str) -> Decimal:
        """An amount nobody has typed yet."""
        self.count += 2 if self.count % 100 == 99 else 1  # never whole: a price is printed without needless noughts
        amount = Decimal(10_000 + self.count) / 100
        self._type(f"{amount:.2f}", where)
        return amount.quantize(Decimal("0.01"))

    def twin(self, where: str) -> Decimal:
        """An amount for two lines that are alike."""
        amount = self.amount(where)
        self.once.discard(f"{amount:.2f}")
        self.twins[f"{amount:.2f}"] = 2
        return amount

    def over(self, *values: Any) -> None:
        """A person who saw these values has replaced or deleted them."""
        for token in tokens_of(*values):
            if self.twins.get(token, 0) > 1:
                self.twins[token] -= 1
            else:
                self.twins.pop(token, None)
                self.typed.pop(token, None)

    def replaced(self, before: Any, after: Any) -> None:
        """A person who saw `before` has made it `after`: what is no longer in it was typed over."""
        self.over(*(tokens_of(before) - tokens_of(after)))

    def gone(self, *values: Any) -> None:
        """A person has deleted what these stood in, twins and all."""
        for token in tokens_of(*values):
            self.twins.pop(token, None)
            self.typed.pop(token, None)

    def _type(self, token: str, where: str) -> str:
        self.typed[token] = where
        self.once.add(token)
        return token


def tokens_of(*values: Any) -> set[str]:
    """The tokens in values of whatever kind."""
    found = {token for value in values for token in TOKEN.findall(words_of(value))}
    return {token if token.startswith("k") else as_typed(token) for token in found}


def as_typed(number: str) -> str:
    """A number with two places, as people type amounts: QuickBooks and databases print a price with fewer or more."""
    whole, places = number.split(".")
    return f"{whole}.{places.rstrip('0'):0<2}"


def words_of(value: Any) -> str:
    """A value as text, with all that is in it; a total says nothing that the lines do not say."""
    if isinstance(value, Bill):
        parts = [value.ref_number, value.memo, *value.lines()]
        return " ; ".join(text_of(part) for part in parts)
    return text_of(value)
