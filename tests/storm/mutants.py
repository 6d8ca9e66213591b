"""Planted bugs: small changes to the engine and the decision that the promises must catch (the checker is tested too).

Each is a context manager that changes one place and puts it back. `SEEDS` bounds how many seeds a bug may survive; the
figures of a first trial stand in docs/sync.md.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from counterfoil.engine import added_lines, deciding, exchange, intake, replies, sending, turn, wallclock
from counterfoil.engine.books import IntentState
from counterfoil.engine.steps import pull, push, recover, reread, sweep
from counterfoil.qbxml import lines as qbxml_lines
from counterfoil.qbxml import write
from counterfoil.reconcile import decide as decide_module
from counterfoil.reconcile import merge, outcomes
from counterfoil.reconcile.decision import Act, Decision, Master, Paid
from counterfoil.records import Bill, ItemLine
from tests.storm import agent
from tests.storm.planting import Mutant, patched
from tests.storm.run import run
from tests.storm.seldom_mutants import SELDOM_MUTANTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.storm.ground import Ground
    from tests.storm.run import Outcome


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
    """The watermark is the largest time that was seen, even if it is this very second, and the next query begins after.

    Either of the two protections alone would make the other's absence harmless.
    """

    def since(watermark: str, **_: Any) -> str:
        from datetime import datetime, timedelta

        return (datetime.fromisoformat(watermark) + timedelta(seconds=1)).isoformat() if watermark else ""

    return patched((wallclock, "since", since), (pull, "_ceiling", lambda *_: ""))


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


def names_one_table() -> Any:
    """A Mod names only the lines of the kind in which something changed."""
    original = qbxml_lines.write_changed_lines

    def changed(before: Any, after: Any, sheet: Any) -> str:
        said = original(before, after, sheet)
        at = min((said.find(tag) for tag in ("<Item", "<ClearItem") if tag in said), default=len(said))
        expenses = said[:at] if before.expense_lines != after.expense_lines else ""
        return expenses + (said[at:] if before.item_lines != after.item_lines else "")

    return patched((write, "write_changed_lines", changed))


def item_sent_alone() -> Any:
    """Another item for a line is sent without the words and the price of the line: QuickBooks takes the item's own."""
    original = qbxml_lines._restated

    def restated(old: Any, new: Any) -> Any:
        return original(old, replace(new, item=old.item) if isinstance(new, ItemLine) else new)

    return patched((qbxml_lines, "_restated", restated))


def description_not_merged() -> Any:
    """The merge of item lines knows nothing of the description."""
    from counterfoil.reconcile import lines

    units = tuple(unit for unit in lines.UNITS[ItemLine] if unit[0] != "description")
    return patched((lines, "UNITS", lines.UNITS | {ItemLine: units}))


def item_lines_not_adopted() -> Any:
    """Item lines that we added do not take up the TxnLineIDs under which QuickBooks keeps them."""
    original = added_lines.adopt_lines

    def adopt(before: Any, asked: Any, kept: Any) -> Any:
        record, ids = original(before, asked, kept)
        if not isinstance(asked, Bill):
            return record, ids
        known = {line.id for line in asked.item_lines}
        return replace(record, item_lines=asked.item_lines), {k: v for k, v in ids.items() if k not in known}

    return patched((replies, "adopt_lines", adopt))


def recovery_looks_at_expenses_only() -> Any:
    """After a lost answer a bill is taken as carried out when all but its item lines are what was intended."""

    def same(one: Any, other: Any) -> bool:
        if not isinstance(one, Bill) or not isinstance(other, Bill):
            return bool(one == other)
        bare = [added_lines.without_ids(replace(bill, item_lines=())) for bill in (one, other)]
        return bare[0] == bare[1]

    return patched((recover, "same_content", same))


def blank_cost_is_an_edit() -> Any:
    """A cost that only QuickBooks has worked out is taken for a difference, and sent back as a blank."""
    return patched((outcomes, "filled_in", lambda _base, _theirs, ours: ours))


def trusts_the_second_of_making() -> Any:
    """What an Add made is taken as untouched when it was last changed in the second in which it was made."""
    return patched((replies, "_is_untouched", lambda seen, *_: seen.time_created == seen.time_modified))


MUTANTS = {
    **SELDOM_MUTANTS,
    "trusts EditSequences": Mutant(trusts_edit_sequences, 60),
    "last writer wins": Mutant(last_writer_wins, 20),
    "conflicts unrecorded": Mutant(conflicts_unrecorded, 40),
    "base moves at sending": Mutant(base_moves_at_sending, 20),
    "deletions win": Mutant(deletions_win, 40),
    "watermark is exclusive": Mutant(watermark_is_exclusive, 100, "no net"),
    "watermark is now": Mutant(watermark_is_now, 100, "no net"),
    "watermark after a part": Mutant(watermark_after_part, 200, "pages"),
    "no deadline": Mutant(no_deadline, 100, "moves"),
    "no sweep": Mutant(no_sweep, 300),
    "blind retry": Mutant(blind_retry, 100, "last moment"),
    "sends before recording": Mutant(sends_before_recording, 20),
    "resends on silence": Mutant(resends_on_silence, 60, "lost adds"),
    "trusts a missing set": Mutant(trusts_missing_set, 60, "lost adds"),
    "unguarded delete": Mutant(unguarded_delete, 200, "last moment"),
    "recovery ignores deletions": Mutant(recovery_ignores_deletions, 200, "lost adds"),
    "no settle rule": Mutant(no_settle_rule, 60),
    "imports paid bills": Mutant(imports_paid_bills, 40),
    "forgets changes during a write": Mutant(forgets_changes_during_a_write, 100),
    "no tombstones": Mutant(no_tombstones, 100),
    "lines by place": Mutant(lines_by_place, 60, "lines"),
    "identical lines collapse": Mutant(identical_lines_collapse, 100),
    "added lines merge blindly": Mutant(added_lines_merge_blindly, 400, "lost lines"),
    "master is ignored": Mutant(master_is_ignored, 40),
    "names one table": Mutant(names_one_table, 40, "lines"),
    "item sent alone": Mutant(item_sent_alone, 60, "lines"),
    "description not merged": Mutant(description_not_merged, 60, "lines"),
    "item lines not adopted": Mutant(item_lines_not_adopted, 200, "lines"),
    "recovery looks at expenses only": Mutant(recovery_looks_at_expenses_only, 100, "lost lines"),
    "a blank cost is an edit": Mutant(blank_cost_is_an_edit, 200, "lines"),
    "trusts the second of making": Mutant(trusts_the_second_of_making, 300, "lost adds"),
}
"""Planted bugs by name."""


def hunt(mutant: Mutant, ground: Ground | None = None) -> Outcome | None:
    """The first seed in which a planted bug breaks a promise, or None when it survives."""
    with mutant.plant():
        outcomes_ = (
            run(seed, ground, twice=False, theme=mutant.theme, seldom=mutant.seldom)
            for seed in range(1, mutant.bound + 1)
        )
        return next((outcome for outcome in outcomes_ if outcome.error), None)
