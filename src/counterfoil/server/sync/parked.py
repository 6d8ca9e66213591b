"""Records that wait for something else without being held or an error, and what they wait for (rule S10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Count

from counterfoil.engine.books import LinkState
from counterfoil.engine.words import KINDS
from counterfoil.records import Kind
from counterfoil.server.bills.models import Bill
from counterfoil.server.keeping.names import MODELS
from counterfoil.server.sync.models import Problem, Wait

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from counterfoil.server.people.models import Organization
    from counterfoil.server.sync.models import Link

SHOWN = 20
"""Things waited for that are listed."""

RIGHT, THERE = "right:", "there:"
"""How keys begin that name no record of ours."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """Something that records wait for, how many, and the question about it, if there is one.

    `record_id` is ours, None for what is not known here. `is_left`: somebody left that question as it is.
    """

    key: str
    title: str
    number: int
    kind: str = ""
    record_id: int | None = None
    problem_id: int | None = None
    is_left: bool = False

    @property
    def why(self) -> str:
        """Why that which is waited for is not there, as the end of a sentence."""
        if self.record_id is None:
            return "which is not here yet"
        if self.is_left:
            return "which somebody left in Counterfoil only"
        return "about which somebody has to decide first" if self.problem_id else "which is not in QuickBooks yet"


def waits(organization: Organization | int) -> QuerySet[Wait]:
    """What parked records wait for: one row for each and key."""
    rows = Wait.objects.of(organization).filter(link__owed=False, link__hold="")
    return rows.exclude(link__state=LinkState.CLOSED.value)


def count(organization: Organization) -> int:
    """How many records are parked."""
    return waits(organization).values("link_id").distinct().count()


def awaited(organization: Organization) -> list[Awaited]:
    """What most of them wait for; what needs a right in QuickBooks is told with that (`stops`)."""
    rows = waits(organization).exclude(key__startswith=RIGHT).values("key").annotate(number=Count("link_id"))
    found = {row["key"]: row["number"] for row in rows.order_by("-number", "key")[:SHOWN]}
    return _described(organization, found)


def awaited_by(organization: Organization, link: Link) -> list[Awaited]:
    """What one record waits for; empty where it is not parked."""
    is_parked = not link.hold and not link.owed and link.state != LinkState.CLOSED
    keys = [key for key in link.waits_for if not key.startswith(RIGHT)] if is_parked else []
    return _described(organization, dict.fromkeys(keys, 1))


def sentence_of(organization: Organization, link: Link) -> str:
    """What a record waits for, as a sentence; "" where it is neither parked nor waits for a right."""
    if not link.hold and any(key.startswith(RIGHT) for key in link.waits_for):
        return "QuickBooks does not let Counterfoil do this now. As soon as it does, it goes by itself."
    found = awaited_by(organization, link)
    if not found:
        return ""
    return f"It waits for {', and for '.join(f'{each.title}, {each.why}' for each in found)}."


def _described(organization: Organization, found: dict[str, int]) -> list[Awaited]:
    """Keys → how many wait, with names and questions: a statement a kind, and one for the questions."""
    ours = [(key, *_target(key)) for key in found]
    ids = {id_ for _, _, id_ in ours if id_ is not None}
    names = _names(organization, ((kind, id_) for _, kind, id_ in ours if id_ is not None))
    asked = Problem.objects.of(organization).filter(record_id__in=ids).order_by("-pk") if ids else ()
    questions = {(each.kind, each.record_id): each for each in asked}
    return [_awaited(key, found[key], kind, id_, names, questions) for key, kind, id_ in ours]


def _awaited(  # noqa: PLR0913, PLR0917  what one line is made of
    key: str, number: int, kind: str, id_: int | None, names: dict[tuple[str, int], str], questions: dict[Any, Problem]
) -> Awaited:
    word = KINDS[Kind(kind)].lower() if kind else "something"
    article = "an" if word[0] in "aeiou" else "a"
    if id_ is None:
        return Awaited(key, f"{article} {word} in QuickBooks", number, kind)
    title = f"the {word} {names.get((kind, id_), '')}".rstrip()
    asked = questions.get((kind, id_))
    if asked is None:
        return Awaited(key, title, number, kind, id_)
    return Awaited(key, title, number, kind, id_, asked.pk, asked.left_at is not None)


def _target(key: str) -> tuple[str, int | None]:
    """The kind and our id that a key names; no id where it names a record of QuickBooks."""
    kind, _, id_ = key.removeprefix(THERE).partition(":")
    is_ours = not key.startswith(THERE) and id_.isdecimal()
    return (kind if kind in list(Kind) else "", int(id_) if is_ours else None)


def _names(organization: Organization, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    by_kind: dict[str, set[int]] = {}
    for kind, id_ in wanted:
        by_kind.setdefault(kind, set()).add(id_)
    found: dict[tuple[str, int], str] = {}
    for bill in Bill.objects.of(organization).filter(pk__in=by_kind.pop(Kind.BILL, ())).select_related("vendor"):
        found[Kind.BILL.value, bill.pk] = f"{bill} of {bill.vendor}"
    for kind, ids in by_kind.items():
        model: Any = apps.get_model(MODELS[Kind(kind)]) if kind in MODELS else None
        rows = model.objects.of(organization).filter(pk__in=ids).values_list("pk", "full_name") if model else ()
        found |= {(kind, pk): name for pk, name in rows}
    return found
