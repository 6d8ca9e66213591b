"""The life of a link as one table: from which state it goes to which, and by what (docs/sync.md).

The table decides nothing: what happens is worked out from the three values. It says what may be, and a test walks it.
"""

from __future__ import annotations

from dataclasses import dataclass

from counterfoil.engine.books import LinkState

UNBORN = None
"""Before there is a link."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One way from a state to another, and what takes it."""

    before: LinkState | None
    after: LinkState
    by: str


LIFE: tuple[Passage, ...] = (
    Passage(UNBORN, LinkState.NEW, "somebody enters it here"),
    Passage(UNBORN, LinkState.LINKED, "it is seen in QuickBooks and taken over"),
    Passage(UNBORN, LinkState.INELIGIBLE, "it is seen in QuickBooks and not imported"),
    Passage(LinkState.NEW, LinkState.ADDING, "its Add leaves"),
    Passage(LinkState.NEW, LinkState.LINKED, "it is found in QuickBooks: the same name, or surely the same bill"),
    Passage(LinkState.NEW, LinkState.HELD, "something forbids sending it for now"),
    Passage(LinkState.NEW, LinkState.CLOSED, "it is deleted here, or becomes another record, before it was sent"),
    Passage(LinkState.ADDING, LinkState.LINKED, "the answer, or evidence that it is there"),
    Passage(LinkState.ADDING, LinkState.NEW, "a refusal"),
    Passage(LinkState.ADDING, LinkState.REVIEW, "evidence that it was made and deleted again"),
    Passage(LinkState.LINKED, LinkState.HELD, "an edit that must wait: paid, closed period, refused, gone reference"),
    Passage(LinkState.LINKED, LinkState.CONFLICT, "both sides changed money on a bill that is approved"),
    Passage(LinkState.LINKED, LinkState.DELETING, "its deletion leaves"),
    Passage(LinkState.LINKED, LinkState.REVIEW, "deleted on one side and edited on the other; vanished; merged away"),
    Passage(LinkState.LINKED, LinkState.CLOSED, "it is deleted in QuickBooks, and was not touched here"),
    Passage(LinkState.HELD, LinkState.LINKED, "the reason goes; it is merged against the old base"),
    Passage(LinkState.HELD, LinkState.NEW, "what kept it from being sent goes"),
    Passage(LinkState.HELD, LinkState.CLOSED, "it is deleted here, after condensing took it away in QuickBooks"),
    Passage(LinkState.CONFLICT, LinkState.LINKED, "a person chooses, or the two sides become equal"),
    Passage(LinkState.DELETING, LinkState.CLOSED, "the answer, or evidence that it is gone"),
    Passage(LinkState.DELETING, LinkState.LINKED, "a refusal: somebody edited it meanwhile"),
    Passage(LinkState.REVIEW, LinkState.LINKED, "a person chooses, or it is there after all"),
    Passage(LinkState.REVIEW, LinkState.CLOSED, "a person chooses, or it is gone on both sides"),
    Passage(LinkState.INELIGIBLE, LinkState.LINKED, "it becomes wholly unpaid"),
    Passage(LinkState.INELIGIBLE, LinkState.CLOSED, "it is deleted in QuickBooks, or gives way to the link of ours"),
    Passage(LinkState.CLOSED, LinkState.REVIEW, "it is in QuickBooks again, as after a restore"),
)
"""Every passage there is."""


def may_pass(before: LinkState | None, after: LinkState) -> bool:
    """Whether a link may go from the one state to the other."""
    return before is after or any((each.before, each.after) == (before, after) for each in LIFE)
