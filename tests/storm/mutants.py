"""Planted bugs: small changes to the engine and the decision that the promises must catch (the checker is tested too).

Each is a context manager that changes one place and puts it back. `SEEDS` bounds how many seeds a bug may survive; the
figures of a first trial stand in docs/sync.md.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from counterfoil.engine import deciding, exchange, intake, replies, sending, turn, wallclock
from counterfoil.engine.books import IntentState
from counterfoil.engine.steps import pull, push, recover, reread, sweep
from counterfoil.qbxml import write
from counterfoil.reconcile import decide as decide_module
from counterfoil.reconcile import merge, outcomes
from counterfoil.reconcile.decision import Act, Decision, Master, Paid
from tests.storm import agent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def patched(*places: tuple[Any, str, Any]) -> Iterator[None]:
    """Put other values in these places for a while."""
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in places]
    try:
        for owner, name, value in places:
            setattr(owner, name, value)
        yield
    finally:
        for owner, name, value in before:
            setattr(owner, name, value)


def trusts_edit_sequences() -> Any:
    """A record with the EditSequence that we know is taken as unchanged, whatever is in it."""
    original = intake.take_observations

    def take(turn_: Any, kind: Any, observations: Any) -> None:
        known = turn_.books.links_there(kind, [each.id for each in observations])
        news = [o for o in observations if o.id not in known or known[o.id].edit_sequence != o.edit_sequence]
        original(turn_, kind, news)

    return patched((pull, "take_observations", take), (reread, "take_observations", take))


def last_writer_wins() -> Any:
    """The whole record of the master replaces the other's."""

    def merged(base: Any, theirs: Any, ours: Any, master: Any) -> Any:
        return merge.Merged(theirs if theirs != base else ours, ())

    return patched((outcomes, "merge", merged))


def conflicts_unrecorded() -> Any:
    """A conflict is decided and not written down."""
    original = merge.merge

    def merged(*values: Any) -> Any:
        return replace(original(*values), conflicts=())

    return patched((outcomes, "merge", merged))


def base_moves_at_sending() -> Any:
    """What is sent is taken as agreed before QuickBooks has said anything."""
    original = sending.send

    def send(turn_: Any, entry: Any, planned: Any) -> Any:
        asked = original(turn_, entry, planned)
        link = turn_.books.links_by_id([entry.link.id])[entry.link.id]
        if entry.decided.value_there is not None:
            turn_.books.keep_links([replace(link, base=entry.decided.value_there, theirs=None)])
        return asked

    return patched((push, "send", send))


def deletions_win() -> Any:
    """A deletion on one side removes what was edited on the other."""
    original = decide_module.decide

    def decide(*values: Any) -> Decision:
        decision, (_, base, theirs, ours, *_) = original(*values), values
        if decision.hold == "review" and base is not None and (theirs is None) is not (ours is None):
            return Decision(here=Act.DELETE) if theirs is None else Decision(there=Act.DELETE, base=base)
        return decision

    return patched((deciding, "decide", decide))


def watermark_is_exclusive() -> Any:
    """The next query begins one second after the watermark, without overlap."""

    def since(watermark: str, **_: Any) -> str:
        from datetime import datetime, timedelta

        return (datetime.fromisoformat(watermark) + timedelta(seconds=1)).isoformat() if watermark else ""

    return patched((wallclock, "since", since))


def watermark_is_now() -> Any:
    """The watermark is our own clock, not the largest time that was seen."""
    original = wallclock.advanced

    def advanced(watermark: str, seen: Any, not_after: str = "") -> str:
        return max(original(watermark, seen, not_after), NOW[-1]) if NOW else original(watermark, seen, not_after)

    opened = turn.Turn.open.__func__  # type: ignore[attr-defined]

    def open_(cls: Any, books: Any) -> Any:
        NOW[:] = [books.now().astimezone(ZONE).strftime("%Y-%m-%dT%H:%M:%S")]
        return opened(cls, books)

    return patched((wallclock, "advanced", advanced), (turn.Turn, "open", classmethod(open_)))


NOW: list[str] = []


def _zone() -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo("America/New_York")


ZONE = _zone()


def watermark_after_part() -> Any:
    """The watermark moves with every page, so that a broken iterator loses the rest."""
    original = pull._take_page

    def take(turn_: Any, query: Any, response: Any) -> None:
        original(turn_, query, response)
        marks = turn_.conversation.watermarks
        marks[query["name"]] = wallclock.advanced(marks.get(query["name"], ""), [query["seen"]])

    def refused(turn_: Any, query: Any, response: Any) -> bool:
        if response.status.code == 3391:
            query["done"] = True
            return True
        return original_refused(turn_, query, response)

    original_refused = pull._is_refused
    return patched((pull, "_take_page", take), (pull, "_is_refused", refused))


def no_deadline() -> Any:
    """The agent starts a write however old it is, while the server believes that it was never started."""

    def carry(self: Any) -> None:
        if self.call is not None and self.call.writes:
            self.call = replace(self.call, seconds=10**9)
        original(self)

    original = agent.Agent._carry
    return patched((agent.Agent, "_carry", carry))


def no_sweep() -> Any:
    """Nothing is ever compared as a whole."""
    return patched((sweep, "is_due", lambda _turn: False))


def blind_retry() -> Any:
    """After 3200 the same values go again under the new EditSequence, without a merge."""
    original, decide_page = replies.read_again, deciding.decide_page
    blind: set[str] = set()

    def again(turn_: Any, intent: Any, link: Any, status: Any) -> None:
        original(turn_, intent, link, status)
        blind.add(link.id)

    def decide(turn_: Any, kind: Any, entries: Any) -> Any:
        for entry in entries:
            if entry.link.id in blind and entry.theirs is not None:
                entry.link = replace(entry.link, base=entry.theirs)
                blind.discard(entry.link.id)
        return decide_page(turn_, kind, entries)

    reactions = {key: again if value is original else value for key, value in replies.REACTIONS.items()}
    return patched((replies, "REACTIONS", reactions), (intake, "decide_page", decide), (push, "decide_page", decide))


def sends_before_recording() -> Any:
    """The bytes leave before the intent is durable."""
    original = turn.Turn.keep_intent

    def keep(self: Any, intent: Any) -> None:
        if intent.state is not IntentState.SENT:
            original(self, intent)

    return patched((turn.Turn, "keep_intent", keep))


def resends_on_silence() -> Any:
    """No answer is taken as not executed."""
    original = recover.settle_in_doubt

    def settle(turn_: Any, intent: Any, *, is_proven_not_executed: bool, evidence: str) -> None:
        original(turn_, intent, is_proven_not_executed=True, evidence=evidence or "no answer came")

    return patched((recover, "settle_in_doubt", settle))


def trusts_missing_set() -> Any:
    """That QuickBooks knows no such message set (600, 9002) is taken as proof that nothing was executed."""
    original = recover._take_stored

    def take(turn_: Any, intent: Any, answer: Any) -> None:
        if answer.set_status in (600, 9002):
            recover.not_executed(turn_, intent, "no stored answer")
            turn_.data.pop("doubt", None)
            return
        original(turn_, intent, answer)

    return patched((recover, "_take_stored", take))


def unguarded_delete() -> Any:
    """A delete goes without the Mod in front that would refuse if somebody has edited meanwhile."""

    def requests(kind: Any, link: Any, act: Any, before: Any, after: Any) -> Any:
        if act is Act.DELETE:
            return (write.delete(kind, link.quickbooks_id),)
        return original(kind, link, act, before, after)

    original = sending._requests
    return patched((sending, "_requests", requests))


def recovery_ignores_deletions() -> Any:
    """An Add that was carried out and deleted again by a person is sent once more."""
    return patched((recover, "_suspect", lambda *_: False))


def no_settle_rule() -> Any:
    """A Mod may rest on what was read in the very second of its EditSequence."""
    return patched((wallclock, "is_closed", lambda *_: True))


def imports_paid_bills() -> Any:
    """A bill that is paid there is imported all the same."""
    return patched((deciding, "_paid", lambda _derived: Paid.UNPAID))


def forgets_changes_during_a_write() -> Any:
    """What is edited here while a write is under way is taken as sent with it."""
    original = replies.take_reply

    def take(turn_: Any, intent: Any, answer: Any) -> None:
        turn_.conversation.position = len(turn_.books.memory.changes)
        original(turn_, intent, answer)
        if intent.link_id:
            link = turn_.books.links_by_id([intent.link_id])[intent.link_id]
            turn_.books.keep_links([replace(link, owed=False)])

    return patched((exchange, "take_reply", take))


def no_tombstones() -> Any:
    """What is deleted is not kept."""
    return patched((turn.Turn, "keep", _without_tombstones(turn.Turn.keep)))


def _without_tombstones(original: Callable[[Any], None]) -> Callable[[Any], None]:
    def keep(self: Any) -> None:
        self.tombstones = []
        original(self)

    return keep


def lines_by_place() -> Any:
    """Lines are matched by where they stand, not by what they are."""
    from counterfoil.reconcile import lines

    def match(one: Any, other: Any) -> dict[int, int]:
        return {i: i for i in range(min(len(one), len(other)))}

    return patched((lines, "match", match))


def identical_lines_collapse() -> Any:
    """Two lines that say the same become one."""
    from counterfoil.reconcile import lines

    original = lines.merge_lines

    def merged(*values: Any) -> Any:
        kept, conflicts = original(*values)
        seen: dict[Any, Any] = {}
        for line in kept:
            seen.setdefault(replace(line, id=""), line)
        return tuple(seen.values()), conflicts

    return patched((merge, "merge_lines", merged))


def added_lines_merge_blindly() -> Any:
    """After a lost answer, lines that may be there already are added again."""
    return patched((recover, "added_lines_in_doubt", lambda *_: False))


def master_is_ignored() -> Any:
    """Counterfoil's value wins whatever the preference says, and QuickBooks' is said to have won."""
    original = merge.merge

    def merged(base: Any, theirs: Any, ours: Any, master: Any) -> Any:
        done = original(base, theirs, ours, Master.COUNTERFOIL)
        return replace(done, conflicts=tuple(replace(c, theirs="", winner=master) for c in done.conflicts))

    return patched((outcomes, "merge", merged))


MUTANTS: dict[str, tuple[Callable[[], Any], int]] = {
    "trusts EditSequences": (trusts_edit_sequences, 60),
    "last writer wins": (last_writer_wins, 20),
    "conflicts unrecorded": (conflicts_unrecorded, 40),
    "base moves at sending": (base_moves_at_sending, 20),
    "deletions win": (deletions_win, 40),
    "watermark is exclusive": (watermark_is_exclusive, 600),
    "watermark is now": (watermark_is_now, 200),
    "watermark after a part": (watermark_after_part, 600),
    "no deadline": (no_deadline, 300),
    "no sweep": (no_sweep, 300),
    "blind retry": (blind_retry, 200),
    "sends before recording": (sends_before_recording, 20),
    "resends on silence": (resends_on_silence, 100),
    "trusts a missing set": (trusts_missing_set, 300),
    "unguarded delete": (unguarded_delete, 500),
    "recovery ignores deletions": (recovery_ignores_deletions, 800),
    "no settle rule": (no_settle_rule, 60),
    "imports paid bills": (imports_paid_bills, 40),
    "forgets changes during a write": (forgets_changes_during_a_write, 100),
    "no tombstones": (no_tombstones, 100),
    "lines by place": (lines_by_place, 60),
    "identical lines collapse": (identical_lines_collapse, 100),
    "added lines merge blindly": (added_lines_merge_blindly, 1500),
    "master is ignored": (master_is_ignored, 40),
}
"""Planted bug → how it is planted, and the seeds within which it must be caught."""
