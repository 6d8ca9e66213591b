"""Who refers to a list record: our records, and what links hold of both sides; and which names are alike (rule C7)."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Case, Exists, OuterRef, Q, TextField, Value, When
from django.db.models.functions import Cast

from counterfoil.engine.books import LinkState
from counterfoil.engine.references import first_word, targets
from counterfoil.records import Kind
from counterfoil.server.keeping.names import MODELS
from counterfoil.server.people.tenancy import keys_to
from counterfoil.server.sync.models import Link
from counterfoil.server.sync.rows import LINK_READ, link_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import ForeignKey

    from counterfoil.engine import books
    from counterfoil.server.people.models import Organization

LINES = {
    "bills.ExpenseLine": (Kind.BILL, "bill"),
    "bills.ItemLine": (Kind.BILL, "bill"),
    "orders.OrderLine": (Kind.PURCHASE_ORDER, "order"),
}
"""Models of lines → the kind of the record that they belong to, and the key that leads there."""

KINDS = {label: kind for kind, label in MODELS.items()} | {
    "bills.Bill": Kind.BILL,
    "orders.PurchaseOrder": Kind.PURCHASE_ORDER,
}
"""Models of records that the two sides share."""


def named_like(organization: Organization, kind: Kind, name: str, limit: int) -> list[tuple[str, str]]:
    """See `engine.books.Books.named_like`; one statement, by the index over names."""
    model: Any = apps.get_model(MODELS[kind])
    linked = (
        Link.objects.of(organization)
        .filter(kind=kind.value, record_id=OuterRef("pk"))
        .exclude(state=LinkState.CLOSED.value)
        .exclude(quickbooks_id="")
    )
    is_another = Case(When(full_name_key=name.casefold(), then=Value(0)), default=Value(1))
    found = model.objects.of(organization).filter(deleted_at=None, full_name_key__startswith=first_word(name))
    rows = found.filter(Exists(linked)).order_by(is_another, "full_name_key").values_list("id", "full_name")
    return [(str(id_), full) for id_, full in rows[:limit]]


def referring(organization: Organization, kind: Kind, record_id: str, limit: int) -> list[tuple[Kind, str]]:
    """See `engine.books.Books.referring`; one statement a foreign key that may point there."""
    return list(islice(_referring(organization, kind, int(record_id)), limit))


def _referring(organization: Organization, kind: Kind, record_id: int) -> Iterator[tuple[Kind, str]]:
    seen: set[tuple[Kind, int]] = set()
    for key in keys_to(apps.get_model(MODELS[kind])):
        for found in _by(organization, key, record_id):
            if found not in seen:
                seen.add(found)
                yield found[0], str(found[1])


def _by(organization: Organization, key: ForeignKey[Any, Any], record_id: int) -> Iterator[tuple[Kind, int]]:
    """What points there by this key and is not deleted; preferences and the like are nobody's records."""
    model: Any = key.model
    label = model._meta.label
    rows = model.objects.of(organization).filter(**{key.attname: record_id})
    if label in LINES:
        of, owner = LINES[label]
        rows = rows.filter(**{f"{owner}__deleted_at": None}).values_list(f"{owner}_id", flat=True).distinct()
    elif label in KINDS:
        of, rows = KINDS[label], rows.filter(deleted_at=None).values_list("id", flat=True)
    else:
        return
    for id_ in rows.order_by("id" if label in KINDS else f"{owner}_id").iterator(1000):
        yield of, id_


def mentioning(organization: Organization, kind: Kind, record_id: str, limit: int, after: int) -> list[books.Link]:
    """See `engine.books.Books.mentioning`.

    What links hold is JSON without an index: the database looks for the id as text, and what it found is looked into.
    """
    return list(islice(_mentioning(organization, (kind, record_id), after), limit))


def _mentioning(organization: Organization, target: tuple[Kind, str], after: int) -> Iterator[books.Link]:
    mark = f'"{target[1]}"'
    texts = {f"{name}_text": Cast(name, TextField()) for name in ("base", "theirs")}
    rows = Link.objects.of(organization).filter(pk__gt=after).exclude(state=LinkState.CLOSED.value).annotate(**texts)
    likely = rows.filter(Q(base_text__contains=mark) | Q(theirs_text__contains=mark)).order_by("id")
    for row in likely.values_list(*LINK_READ).iterator(1000):
        link = link_of(row)
        if any(value is not None and target in targets(value) for value in (link.base, link.theirs)):
            yield link
