"""References between the two vocabularies: the ids in a record become those of the other side, through the links."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from counterfoil.records import (
    NOWHERE,
    Account,
    Bill,
    BillPayment,
    Customer,
    Department,
    ExpenseLine,
    Item,
    ItemGroupLine,
    ItemLine,
    Kind,
    PurchaseOrder,
    PurchaseOrderLine,
    Ref,
    Terms,
    Vendor,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from counterfoil.engine.books import Books
    from counterfoil.records import BillLine, Record

REFERENCES: dict[type, dict[str, Kind]] = {
    Account: {"parent": Kind.ACCOUNT},
    Department: {"parent": Kind.DEPARTMENT},
    Terms: {},
    Vendor: {"terms": Kind.TERMS},
    Customer: {"parent": Kind.CUSTOMER},
    Item: {
        "parent": Kind.ITEM,
        "account": Kind.ACCOUNT,
        "income_account": Kind.ACCOUNT,
        "expense_account": Kind.ACCOUNT,
        "asset_account": Kind.ACCOUNT,
        "preferred_vendor": Kind.VENDOR,
    },
    Bill: {"vendor": Kind.VENDOR, "ap_account": Kind.ACCOUNT, "terms": Kind.TERMS},
    ExpenseLine: {"account": Kind.ACCOUNT, "customer": Kind.CUSTOMER, "department": Kind.DEPARTMENT},
    ItemLine: {"item": Kind.ITEM, "customer": Kind.CUSTOMER, "department": Kind.DEPARTMENT},
    ItemGroupLine: {"item_group": Kind.ITEM},
    PurchaseOrder: {"vendor": Kind.VENDOR, "terms": Kind.TERMS, "department": Kind.DEPARTMENT},
    PurchaseOrderLine: {"item": Kind.ITEM, "customer": Kind.CUSTOMER, "department": Kind.DEPARTMENT},
    BillPayment: {"payee": Kind.VENDOR, "ap_account": Kind.ACCOUNT, "paid_from": Kind.ACCOUNT},
}
"""Which kind each reference of a record or line points at."""

LINES: dict[type, tuple[str, ...]] = {
    Bill: ("expense_lines", "item_lines"),
    ItemGroupLine: ("lines",),
    PurchaseOrder: ("lines",),
}
"""Where a record keeps its lines."""

Target = tuple[Kind, str]
"""What a reference points at: a kind and an id on the record's own side."""

Dictionary = dict[Target, str]
"""From what a reference points at on one side to the id on the other."""


def _check_table() -> None:
    for cls, references in REFERENCES.items():
        assert is_dataclass(cls)
        names = {field.name for field in fields(cls) if field.type in ("Ref", Ref)}
        assert names == set(references), f"REFERENCES does not name every reference of {cls.__name__}"


_check_table()


@dataclass(frozen=True, slots=True)
class _Shape:
    """A class as its values in order: where among them its references and its tables of lines stand.

    A record is taken apart and put together again whole, since `dataclasses.replace` is slow on a page of lines.
    """

    make: Callable[..., Any]
    values: Callable[[Any], tuple[Any, ...]]
    references: tuple[tuple[int, Kind], ...]
    tables: tuple[int, ...]


def _shape(cls: type[Any]) -> _Shape:
    names = [field.name for field in fields(cls)]
    references = tuple((names.index(name), kind) for name, kind in REFERENCES[cls].items())
    return _Shape(cls, attrgetter(*names), references, tuple(map(names.index, LINES.get(cls, ()))))


_SHAPES = {cls: _shape(cls) for cls in REFERENCES}


def targets(record: Record | BillLine | PurchaseOrderLine) -> list[Target]:
    """What a record and its lines refer to, in order; what is referred to twice stands there twice."""
    found: list[Target] = []
    _gather(record, found)
    return found


def _gather(record: Any, found: list[Target]) -> None:
    shape = _SHAPES[type(record)]
    values = shape.values(record)
    for place, kind in shape.references:
        id_ = values[place].id
        if id_:
            found.append((kind, id_))
    for place in shape.tables:
        for line in values[place]:
            _gather(line, found)


def redirected(record: Any, target: Target, to: str) -> Any:
    """The record with every reference to `target` leading to `to`, a record of the same kind, instead."""
    shape = _SHAPES[type(record)]
    values = list(shape.values(record))
    for place, kind in shape.references:
        if (kind, values[place].id) == target:
            values[place] = Ref(to)
    for place in shape.tables:
        values[place] = tuple(redirected(line, target, to) for line in values[place])
    return shape.make(*values)


def first_word(name: str) -> str:
    """What names that are alike begin with: the first word, in small letters."""
    return next(iter(name.casefold().split()), "")


def to_ours(books: Books, records: Iterable[Record]) -> Dictionary:
    """The dictionary that brings these records of QuickBooks into our vocabulary: one read a kind."""
    dictionary: Dictionary = {}
    for kind, ids in _by_kind(records).items():
        for quickbooks_id, known in books.known_there(kind, ids).items():
            if known.record_id:
                dictionary[kind, quickbooks_id] = known.record_id
    return dictionary


def to_theirs(books: Books, records: Iterable[Record]) -> Dictionary:
    """The dictionary that brings these records of ours into QuickBooks' vocabulary: one read a kind."""
    dictionary: Dictionary = {}
    for kind, ids in _by_kind(records).items():
        for record_id, link in books.links(kind, ids).items():
            if link.quickbooks_id:
                dictionary[kind, record_id] = link.quickbooks_id
    return dictionary


def _by_kind(records: Iterable[Record]) -> dict[Kind, list[str]]:
    every: list[Target] = []
    for record in records:
        _gather(record, every)
    found: dict[Kind, list[str]] = {}
    for kind, id_ in dict.fromkeys(every):
        found.setdefault(kind, []).append(id_)
    return found


@dataclass(frozen=True, slots=True)
class Translation:
    """A record in the other vocabulary, and what it refers to that is not known there.

    An unknown reference becomes a placeholder that equals only itself, so that values can still be compared.
    """

    record: Any
    unknown: frozenset[Target]


def translate(record: Record, dictionary: Dictionary) -> Translation:
    """Bring a record into the other side's vocabulary."""
    unknown: set[Target] = set()
    return Translation(_translated(record, dictionary, unknown), frozenset(unknown))


def _translated(record: Any, dictionary: Dictionary, unknown: set[Target]) -> Any:
    shape = _SHAPES[type(record)]
    values = list(shape.values(record))
    for place, kind in shape.references:
        values[place] = _translated_reference((kind, values[place].id), values[place].name, dictionary, unknown)
    for place in shape.tables:
        values[place] = tuple(_translated(line, dictionary, unknown) for line in values[place])
    return shape.make(*values)


def _translated_reference(target: Target, name: str, dictionary: Dictionary, unknown: set[Target]) -> Ref:
    kind, id_ = target
    if not id_:
        return NOWHERE
    other = dictionary.get(target)
    if other is None:
        unknown.add(target)
    return Ref(other if other is not None else f"?{kind}:{id_}", name)


def here_key(target: Target) -> str:
    """The key by which a dependant waits for a record of ours to be linked, e.g. `vendor:17`."""
    return f"{target[0]}:{target[1]}"


def there_key(target: Target) -> str:
    """The key by which a dependant waits for a record of QuickBooks to be known, e.g. `there:vendor:80000001-1`."""
    return f"there:{target[0]}:{target[1]}"
