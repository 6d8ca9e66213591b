"""Planted bugs in what happens seldom: merges, bills entered twice, restores, closed books, purchase orders."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from counterfoil.engine import following, intake, order_index, restoring, twins
from counterfoil.engine.steps import identify
from counterfoil.reconcile import guards
from counterfoil.reconcile.comparison import Standing
from tests.storm.planting import Mutant, patched


def merges_are_deletions() -> Any:
    """A list record that is gone is taken as deleted, whatever uses it."""

    def delete(turn: Any, link: Any) -> bool:
        if link.kind in following.KINDS and link.record_id:
            intake.take_gone(turn, link.kind, [link])
            return True
        return False

    return patched((following, "set_aside", delete))


def orders_stay_held() -> Any:
    """What waited for a merge to be confirmed is decided anew, but not read again, though it is never sent."""

    def awake(link: Any) -> Any:
        waits = bool(link.hold == "unmapped_ref" or link.waits_for)
        return replace(link, owed=True, retry_at=None, waits_for=()) if waits else link

    return patched((following, "_awake", awake))


def twins_are_sent_unasked() -> Any:
    """A bill that QuickBooks may have already is sent without a question."""
    return patched((twins, "asks", lambda *_: False))


def restore_goes_unnoticed() -> Any:
    """Neither the time of a restore nor our mark in the file is looked at."""
    return patched((guards, "restored", lambda *_: ""), (guards, "marker_behind", lambda *_: ""))


def our_restore_goes_unnoticed() -> Any:
    """A mark beyond any that we remember tells nothing."""
    return patched((guards, "marker_ahead", lambda *_: ""))


def rolled_back_is_an_edit() -> Any:
    """A version that only went back with the file is taken for an edit made there."""
    return _patched_act(Standing.ROLLED_BACK, restoring._read_again)


def missing_is_deleted() -> Any:
    """What a restored file does not have any more is deleted here."""
    return _patched_act(Standing.MISSING, restoring._take_as_gone)


def _patched_act(standing: Standing, act: Any) -> Any:
    acts = restoring.BACK_IN_TIME | {standing: act}
    every = {cause: acts if each is restoring.BACK_IN_TIME else each for cause, each in restoring.ACTS.items()}
    return patched((restoring, "ACTS", every), (restoring, "BACK_IN_TIME", acts))


def forgotten_bills_are_sent_again() -> Any:
    """A bill that our restored database has forgotten is sent again when it was edited since."""
    return patched((twins, "_forgotten", lambda *_: ""))


def closed_books_are_written() -> Any:
    """The closing date is not heeded."""
    original = identify._thaw
    return patched((identify, "_thaw", lambda turn, _closing: original(turn, "")))


def orders_are_not_looked_at() -> Any:
    """A bill that receives an order says nothing about the order."""
    return patched((order_index, "bills_seen", lambda *_: None))


SELDOM_MUTANTS = {
    "merges are deletions": Mutant(merges_are_deletions, 400, seldom=("lists",)),
    "orders stay held": Mutant(orders_stay_held, 300, "orders", ("lists",)),
    "twins are sent unasked": Mutant(twins_are_sent_unasked, 100, seldom=("twins",)),
    "a restore goes unnoticed": Mutant(restore_goes_unnoticed, 40, seldom=("restores",)),
    "our restore goes unnoticed": Mutant(our_restore_goes_unnoticed, 100, seldom=("our restores",)),
    "rolled back is an edit": Mutant(rolled_back_is_an_edit, 100, seldom=("restores",)),
    "missing is deleted": Mutant(missing_is_deleted, 100, seldom=("restores",)),
    "forgotten bills are sent again": Mutant(forgotten_bills_are_sent_again, 200, seldom=("our restores",)),
    "closed books are written": Mutant(closed_books_are_written, 100, seldom=("closing",)),
    "orders are not looked at": Mutant(orders_are_not_looked_at, 100, "orders", ("orders",)),
}
"""Planted bugs by name."""
