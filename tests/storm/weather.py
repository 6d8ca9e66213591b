"""What a seed decides before the storm begins: policy, open questions about QuickBooks, faults, protections.

Every fault and protection is on in some seeds and off in others (a swarm), so that none can hide what another would
have shown.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

from counterfoil.reconcile.decision import Master, Policy
from counterfoil.simulator.faults import EVERY_FAULT
from counterfoil.simulator.faults import FAULTS as QUICKBOOKS_FAULTS
from counterfoil.simulator.meddling import MEDDLING
from counterfoil.simulator.switches import Switches

OUR_FAULTS = {
    "crash before commit": "the server dies before it commits: nothing of the call happened",
    "crash midway": "the server dies in the middle of a call: nothing of it happened",
    "crash after commit": "the server dies after it committed: its reply is lost",
    "report lost": "what the agent says does not reach the server",
    "reply lost": "what the server says does not reach the agent",
    "report doubled": "what the agent said reaches the server once more, later",
    "agent dies idle": "the agent is killed between two calls",
    "agent dies before the call": "the agent is killed with a request in its hands",
    "agent dies in the call": "the agent is killed after it wrote its journal, before QuickBooks is called",
    "agent dies after the call": "the agent is killed when QuickBooks has answered, before it reports",
    "agent dies before a write": "the agent is killed after it wrote in its journal that it is about to write",
    "agent dies after a write": "the agent is killed when QuickBooks has carried a write out, before it reports",
    "agent stalls": "the agent's machine sleeps with a request in its hands",
    "set forgotten": "QuickBooks forgets the stored message set",
    "restart": "QuickBooks is closed and opened again: sessions and iterators are gone",
    "log cut": "QuickBooks' deletion log is cut off",
    "edited in the last moment": "someone edits the very bill between our reading and our writing",
    "moved": "the agent sleeps with a write in its hands while another installation takes over",
    "clock steps": "the clock of the QuickBooks machine is moved",
}
"""Fault of ours → what happens."""

THEMES: dict[str, dict[str, float]] = {
    "": {},
    "lost answers": {
        "lost": 0.25,
        "hung": 0.15,
        "truncated": 0.1,
        "agent dies after the call": 0.1,
        "set forgotten": 0.4,
    },
    "pages": {"iterator": 0.25, "page": 1},
    "moves": {"moved": 0.3},
    "crowd": {"people": 0.5},
    "deleters": {"people": 0.35, "delete": 15, "enter": 12},
    "lost adds": {"agent dies after a write": 0.5, "set forgotten": 0.8, "delete": 15, "enter": 15, "people": 0.4},
    "last moment": {"edited in the last moment": 0.4, "delete": 10},
    "locks": {"locked": 0.25, "modified": 0.2},
    "lost lines": {
        "agent dies before a write": 0.3,
        "agent dies after a write": 0.4,
        "set forgotten": 0.8,
        "people": 0.5,
        "items": 0.7,
        "enter": 2,
        "edit header": 2,
        "add line": 16,
        "edit line": 16,
        "delete": 0,
        "haste": 0.8,
    },
    "no net": {"sweeps": 0, "clock steps": 0, "log cut": 0, "people": 0.4, "haste": 0.8},
    "orders": {"order": 5, "receive": 12, "add line": 10, "edit line": 14, "items": 0.3},
    "lines": {"edited in the last moment": 0.15, "lost": 0.1, "add line": 14, "edit line": 18, "remove line": 10},
}
"""What most of a seed may be about: rates that go above the swarm's, weights of what people do, and settings.

Settings are the fields of `Weather` that have a theme's value where it names one.
"""

ORDERS = {"order": 2.0, "receive": 4.0}
"""Habits of a company that uses purchase orders."""

SELDOM: dict[str, tuple[str, ...]] = {
    "lists": ("merge", "merge", "rename an account", "hide or show", "hide or show"),
    "twins": ("enter it there too",),
    "restores": ("back up", "restore", "put a copy back"),
    "our restores": ("back up ours", "restore ours"),
    "clocks": ("five seconds", "an hour", "a day", "summer time", "another zone"),
    "closing": ("move the closing date",),
    "orders": ("edit an order", "close an order", "delete an order"),
    "screen": (
        "reorder lines",
        "edit and revert",
        "edit twice at once",
        "open a record",
        "close the records",
        "leave a dialog",
        "answer the dialog",
        "leave",
        "come back",
    ),
    "file": ("condense", "lend to the accountant"),
}
"""What happens in some seeds only, by what it is about (`tests.storm.seldom`)."""

LATER_FAULTS = tuple(name for name in EVERY_FAULT if name not in QUICKBOOKS_FAULTS and name not in MEDDLING)
"""Faults of QuickBooks that are on in some seeds only: at the opening of a session, in answers, in what is stored."""

RATES = (0.005, 0.02, 0.08)
HABITS = ("delete", "enter", "edit header", "add line", "edit line", "remove line", "order", "receive")


@dataclass(frozen=True)
class Weather:
    """All that is decided before the first step."""

    seed: int
    steps: int
    policy: Policy
    switches: Switches
    quickbooks: dict[str, float] = field(default_factory=dict)
    ours: dict[str, float] = field(default_factory=dict)
    sweeps: bool = True
    guid_is_unique: bool = True
    has_payments: bool = True
    theme: str = ""
    habits: dict[str, float] = field(default_factory=dict)
    """Weights of what people do, where they differ from the usual."""
    people: float = 0.22
    """The share of steps in which a person does something."""
    items: float = 0.4
    """The share of lines that name an item."""
    page: int = 200
    """Records a page: small ones make iterators."""
    haste: float = 0.5
    """The share of steps that take no time at all."""
    seldom: tuple[str, ...] = ()
    """What this seed has of what happens seldom: groups of `SELDOM`."""
    answers: float = 0.0
    """The share of steps in which somebody answers a question of Counterfoil's."""

    def said(self) -> str:
        """The weather in a line."""
        faults = [f"{name} {rate}" for name, rate in (self.quickbooks | self.ours).items()]
        return (
            f"{self.theme or 'no theme'}; {self.steps} steps; master {self.policy.master}, "
            f"two-way {self.policy.two_way}, "
            f"sweeps {self.sweeps}, page {self.page}, haste {self.haste}, items {self.items}, "
            f"unique GUIDs {self.guid_is_unique}; seldom {', '.join(self.seldom) or 'nothing'}; "
            f"{self.switches}; faults: {', '.join(faults) or 'none'}"
        )


def weather(seed: int, steps: int = 0, theme: str | None = None, seldom: tuple[str, ...] | None = None) -> Weather:
    """The weather of a seed; a theme may be asked for, or what happens seldom, to meet what is rare in others."""
    chance = random.Random(f"weather {seed}")
    drawn = chance.choice(list(THEMES))
    theme = drawn if theme is None else theme
    strong = THEMES[theme]
    faulty = chance.random() < 0.9 or bool(theme)
    quickbooks = _some(chance, [name for name in QUICKBOOKS_FAULTS if name != "edited"]) if faulty else {}
    ours = _some(chance, list(OUR_FAULTS)) if faulty else {}
    quickbooks |= {name: rate for name, rate in strong.items() if name in QUICKBOOKS_FAULTS}
    ours |= {name: rate for name, rate in strong.items() if name in OUR_FAULTS}
    groups, answers, later = _seldom(seed)
    seldom = groups if seldom is None else seldom
    quickbooks |= later if faulty else {}
    clock_or_log = bool("clocks" in seldom or ours.get("clock steps") or ours.get("log cut"))
    more = random.Random(f"more switches {seed}")
    return Weather(
        seed=seed,
        seldom=seldom,
        answers=answers,
        steps=steps or chance.choice((60, 120, 240)),
        policy=Policy(master=chance.choice(list(Master)), two_way=chance.random() < 0.9),
        switches=_more_switches(more, _switches(chance)),
        quickbooks=quickbooks,
        ours=ours,
        sweeps=bool(strong.get("sweeps", clock_or_log or chance.random() < 0.5)),
        guid_is_unique=chance.random() < 0.3,
        has_payments=chance.random() < 0.7,
        theme=theme,
        habits=(ORDERS if chance.random() < 0.3 or "orders" in seldom else {})
        | {n: weight for n, weight in strong.items() if n in HABITS},
        people=strong.get("people") or chance.choice((0.15, 0.3, 0.6)),
        items=strong.get("items") or chance.choice((0.2, 0.5, 0.5, 0.8)),
        page=int(strong.get("page") or chance.choice((1, 2, 3, 200))),
        haste=strong.get("haste") or chance.choice((0.5, 0.8, 0.95)),
    )


def _seldom(seed: int) -> tuple[tuple[str, ...], float, dict[str, float]]:
    """What happens seldom, how often people answer, and more faults: drawn by a chance of their own."""
    chance = random.Random(f"seldom weather {seed}")
    groups = tuple(chance.sample(list(SELDOM), chance.choice((0, 0, 1, 1, 2))))
    if {"restores", "our restores"} <= {*groups}:  # nobody can tell what is older then: a backup of one side at a time
        groups = groups[:1]
    faults = {name: chance.choice(RATES) for name in LATER_FAULTS if chance.random() < 0.4}
    return groups, chance.choice((0.0, 0.01, 0.03)), faults if chance.random() < 0.25 else {}


def _some(chance: random.Random, faults: list[str]) -> dict[str, float]:
    """Each fault in about four of ten seeds, seldom, now and then, or often."""
    return {fault: chance.choice(RATES) for fault in faults if chance.random() < 0.4}


def _more_switches(chance: random.Random, switches: Switches) -> Switches:
    """Further open questions, which matter to what happens seldom."""
    return replace(
        switches,
        merge_touches_transactions=chance.random() < 0.5,
        linked_bill_touches_po=chance.random() < 0.5,
        delete_po_with_links=chance.choice(("refuse", "unlink")),
        link_closed_po=chance.choice(("warn", "refuse")),
        closing_date=chance.choice(("refuse", "allow")),
        message_sets_kept=chance.choice(("last", "last", "all")),
        duplicate_refnumber=chance.choice(("allow", "allow", "refuse")),
    )


def _switches(chance: random.Random) -> Switches:
    """The answers to open questions: the engine must be right under each."""
    return Switches(
        mod_lines_scope=chance.choice(("all", "kind")),
        payment_touches_bill_editsequence=chance.random() < 0.5,
        same_second_editsequence=chance.choice(("unchanged", "unchanged", "increment")),
        delete_paid_bill=chance.choice(("unapply", "refuse")),
        bill_total_below_applied=chance.choice(("refuse", "unapply")),
        listdel_multiuser=chance.choice(("inactive", "refuse")),
        linkedtxn_in_add_response=chance.random() < 0.3,
        recovery_replay_body=chance.random() < 0.5,
        openamount_mode=chance.choice(("correct", "omit", "vendor_balance")),
        id_query_order=chance.choice(("file", "request")),
        dst_offset_bug=chance.random() < 0.7,
        bill_mod_keeps_po_link=chance.choice(("kept", "kept", "bare_line_loses")),
    )
