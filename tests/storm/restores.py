"""Backups, and what is put back: the company file, or Counterfoil's own database (promise I20)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from counterfoil.records import Kind
from tests.storm.ledger import tokens_of

if TYPE_CHECKING:
    import random

    from tests.storm.world import World


AN_HOUR = 3600
KEPT = 0.8
"""How often a backup is kept although another could be made: the older it is, the more it has missed."""


@dataclass
class Restores:
    """The last backup of either side."""

    world: World
    chance: random.Random
    file: Any = None
    marker: int = 0
    ours: Any = None

    def back_up(self) -> str:
        """A backup of the company file is made, now and then."""
        if self.file is not None and self.chance.random() < KEPT:
            return ""
        self.file = self.world.machine.person.back_up()
        self.marker = self.world.books.memory.conversation.marker_sent
        return "the company file"

    def restore(self) -> str:
        """The backup of the company file is restored, and QuickBooks remembers when."""
        if self.file is None or self.chance.random() < KEPT:
            return ""
        with self._forgetting():
            self.world.machine.person.restore(self.file)
        self.file = None
        return "the company file"

    def put_a_copy_back(self) -> str:
        """A copy is put in the place of the file; nothing tells but our mark, so it must be older than that."""
        if self.file is None or self.world.books.memory.conversation.marker <= self.marker:
            return ""
        with self._forgetting():
            self.world.machine.person.put_back_a_copy(self.file)
        self.file = None
        return "the company file"

    def back_up_ours(self) -> str:
        """Counterfoil's own database is backed up, now and then."""
        if self.ours is not None and self.chance.random() < KEPT:
            return ""
        snapshot = self.world.books.back_up()
        if snapshot is None:
            return ""
        self.ours = (snapshot, self.world.door.standing, self.world.books.memory.conversation.marker_sent)
        return "Counterfoil's database"

    def restore_ours(self) -> str:
        """It is restored, once the company file's mark has moved on since; the agent may be the same process."""
        if self.ours is None or self.world.books.memory.conversation.marker <= self.ours[2]:
            return ""
        snapshot, standing, _ = self.ours
        self.world.later(AN_HOUR)  # no backup is younger
        with self._forgetting():
            self.world.books.go_back_to(snapshot)
            self.world.door.standing = standing
            self._forget()
        if self.chance.random() < 0.5:
            self.world.agent.die()
        self.ours = None
        return "Counterfoil's database"

    def _forget(self) -> None:
        """Bills in QuickBooks that what was restored does not know may stand here twice from now on."""
        ledger = self.world.ledger
        known = {link.quickbooks_id for link in self.world.books.memory.links.values()}
        for txn_id, bill in self.world.machine.bills().items():
            if txn_id not in known:
                ledger.forgotten.add(bill.ref_number)
                ledger.once -= tokens_of(*bill.expense_lines, *bill.item_lines)

    def _forgetting(self) -> Any:
        return Forgetting(self.world)


@dataclass
class Forgetting:
    """Something goes back in time: what then stands nowhere was lost by whoever put it back; the rest must stay."""

    world: World

    def __enter__(self) -> None:
        self.world.promises.went_back()

    def __exit__(self, *_: object) -> None:
        world, ledger = self.world, self.world.ledger
        memory = world.books.memory
        left = world.machine.tokens()
        for held in memory.records.values():
            left |= tokens_of(held.record)
        for row in memory.conflicts:
            left |= tokens_of(row.conflict.ours, row.conflict.theirs)
        ledger.gone(*(set(ledger.typed) - left), *(set(ledger.twins) - left))
        here = {bill.ref_number for bill in world.desk.all(Kind.BILL).values()}
        there = set(world.machine.numbers())
        was_here = {getattr(link.base, "ref_number", "") for link in memory.links.values() if link.record_id}
        deleted = ledger.deleted["Counterfoil"] | ledger.deleted["QuickBooks"]
        ledger.brought_back |= (there - here) & was_here & deleted
        ledger.deleted["QuickBooks"] -= there | here
        ledger.deleted["Counterfoil"] -= there | here
        ledger.merged -= {(kind, name) for kind, name in ledger.merged if name in world.machine.names(kind)}
        world.hint = -1
        world.promises.read_before = world.door.standing.number
