"""What happens seldom: lists merged, bills entered twice, files restored, clocks moved, books closed, dialogs left.

A seed has a few of these at most, drawn by a chance of their own, so that a seed without any is what it always was.
Whoever does something at QuickBooks' screen sees what is there: what then stands nowhere in the file was typed over.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from counterfoil.engine import following, suspension
from counterfoil.records import Choice, Kind
from counterfoil.simulator.disturbances import Disturbances
from counterfoil.simulator.status import Refusal
from tests.storm.answers import answer
from tests.storm.ledger import tokens_of
from tests.storm.machine import START
from tests.storm.people import a_day
from tests.storm.restores import Restores
from tests.storm.weather import SELDOM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.storm.world import World

Act = Callable[[], str]
"""Does something and says to what; an empty text says that there was nothing to do it to."""

MERGED = {"Vendor": "vendor", "Account": "account", "Class": "class_", "Customer": "customer", "ItemService": "item"}
"""Kinds of list objects that people merge → the attribute that refers to one."""

OFTEN = 0.06
"""The share of steps in which one of them is tried."""


@dataclass
class Seldom:
    """What happens seldom in one seed."""

    world: World
    chance: random.Random = field(init=False)
    acts: dict[str, Act] = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"seldom {self.world.weather.seed}")
        restores = self.restores = Restores(self.world, self.chance)
        every: dict[str, Act] = {
            "merge": self._merge,
            "rename an account": self._rename_account,
            "hide or show": self._hide_or_show,
            "enter it there too": self._enter_twin,
            "back up": restores.back_up,
            "restore": restores.restore,
            "put a copy back": restores.put_a_copy_back,
            "back up ours": restores.back_up_ours,
            "restore ours": restores.restore_ours,
            "move the closing date": self._move_closing_date,
            "edit an order": self._edit_order,
            "close an order": self._close_order,
            "delete an order": self._delete_order,
        }
        wanted = [name for group in self.world.weather.seldom for name in SELDOM[group]]
        self.screen = Disturbances(self.world.weather.seed, {}, self.world.machine.person)
        self.acts = {name: every.get(name) or self._at_the_screen(name) for name in wanted}

    def prepare(self) -> None:
        """What there has to be two of before the storm begins."""
        if "lists" in self.world.weather.seldom:
            person = self.world.machine.person
            person.add_class("South")
            person.add_customer("Birch House")
            labor = person.company.connection.execute(
                "SELECT list_id FROM list_object WHERE kind = 'ItemService'"
            ).fetchone()[0]
            from counterfoil.simulator.lists import store

            like = store.get(person.company, labor)
            person.add_item(replace(like, list_id="", name="Helpers", full_name=""))

    def perhaps(self) -> None:
        """Let one of them happen now and then, and somebody answer a question."""
        if self.world.weather.answers and self.chance.random() < self.world.weather.answers:
            self._answer_one()
        if self.acts and self.chance.random() < OFTEN:
            self.happen(self.chance.choice(list(self.acts)))

    def happen(self, name: str) -> None:
        """Let this happen, if there is anything that it could happen to."""
        about = self.acts[name]()
        if about:
            self.world.happened[f"seldom: {name}"] += 1
            self.world.tell(f"~ {name}: {about}")

    def calm(self) -> None:
        """Forms and dialogs are closed, and QuickBooks is open."""
        company, person = self.world.machine.company, self.world.machine.person
        company.locks.clear()
        person.close_dialog()
        person.come_back()
        if company.settings.accountants_copy:
            person.end_accountants_copy()

    # At QuickBooks' screen

    @contextmanager
    def in_view(self) -> Iterator[None]:
        """Somebody at the screen does something: what stood there before and does not any more was typed over."""
        ledger, machine = self.world.ledger, self.world.machine
        before, numbers = machine.tokens(), set(machine.numbers())
        try:
            yield
        finally:
            now = set(machine.numbers())
            ledger.over(*(before - machine.tokens()))
            ledger.deleted["QuickBooks"] |= {number for number in numbers - now if number}
            ledger.deleted["QuickBooks"] -= now - numbers

    def _at_the_screen(self, name: str) -> Act:
        def act() -> str:
            self.world.promises.since_run.discard("the clock stands")
            with self.in_view():
                happened = self.screen.happen(name)
            return happened.about if happened else ""

        return act

    def _two_of(self, kind: str) -> list[str]:
        """The ListIDs of two active list objects of a kind."""
        accounts = "AND json_extract(body, '$.account_type') = 'Expense'" if kind == "Account" else ""
        query = f"SELECT list_id FROM list_object WHERE kind = ? AND is_active {accounts} ORDER BY id"
        found = [list_id for (list_id,) in self.world.machine.company.connection.execute(query, [kind]).fetchall()]
        return self.chance.sample(found, 2) if len(found) > 1 else []

    def _merge(self) -> str:
        kind = self.chance.choice(list(MERGED))
        two = self._two_of(kind)
        if not two:
            return ""
        person, name = self.world.machine.person, self.world.machine.name_of(two[0])
        try:
            with self.in_view():
                person.merge(MERGED[kind], *two)
        except Refusal:
            return ""
        self.world.happened[f"seldom: merge of {kind}"] += 1
        self.world.ledger.merged.add((kind, name))
        return f"{kind} {name} into {self.world.machine.name_of(two[1])}"

    def _rename_account(self) -> str:
        two = self._two_of("Account")
        if not two:
            return ""
        old = self.world.machine.name_of(two[0])
        new = f"Account {self.world.ledger.word('QuickBooks, name of an account')}"
        self.world.ledger.once -= tokens_of(new)
        with self.in_view():
            self.world.machine.person.rename("account", two[0], new)
        return f"{old} is {new}"

    def _hide_or_show(self) -> str:
        kind = self.chance.choice(("Vendor", "Account", "Customer"))
        rows = self.world.machine.company.connection.execute(
            "SELECT list_id, is_active FROM list_object WHERE kind = ? ORDER BY id", [kind]
        ).fetchall()
        list_id, is_active = self.chance.choice(rows)
        if is_active and len(self._two_of(kind)) < 2:
            return ""
        person = self.world.machine.person
        edits: dict[str, Callable[..., None]] = {
            "Vendor": person.edit_vendor,
            "Account": person.edit_account,
            "Customer": person.edit_customer,
        }
        try:
            edits[kind](list_id, is_active=not is_active)
        except Refusal:
            return ""
        return f"{kind} {list_id} {'hidden' if is_active else 'shown'}"

    def _enter_twin(self) -> str:
        """A bill that stands at Counterfoil only is entered in QuickBooks too, by someone who does not know."""
        world = self.world
        held = world.desk.all(Kind.BILL)
        shared = world.ledger.shared
        mine = [
            bill
            for id_, bill in held.items()
            if bill.total and bill.ref_number not in shared and not world.there(Kind.BILL, id_)
        ]
        if not mine:
            return ""
        bill = self.chance.choice(mine)
        vendor = world.there(Kind.VENDOR, bill.vendor.id)
        account = world.machine.expenses()
        if not vendor or not account:
            return ""
        number = self.chance.choice((bill.ref_number, bill.ref_number, "", f"INV-{bill.ref_number}"))
        word = world.ledger.word("QuickBooks, memo of a twin")
        line = world.machine.person.expense(self.chance.choice(account), bill.total, "")
        world.ledger.once -= tokens_of(Decimal(bill.total).quantize(Decimal("0.01")))
        world.ledger.shared |= {bill.ref_number, number}
        header = {"ref_number": number, "memo": word, "txn_date": bill.txn_date or a_day(self.chance)}
        try:
            txn_id = world.machine.person.enter_bill(vendor, [line], **header)
        except Refusal:
            world.ledger.over(word)
            return ""
        return f"{bill.ref_number} as {txn_id} under the number {number or 'none'}"

    def _move_closing_date(self) -> str:
        day = None if self.chance.random() < 0.3 else START.date() + timedelta(self.chance.randint(-22, 5))
        self.world.machine.person.set_closing_date(day)
        self.world.promises.since_run.discard("the closing date stands")
        return str(day or "open")

    # Purchase orders

    def _order(self) -> str:
        rows = self.world.machine.company.connection.execute("SELECT txn_id FROM txn WHERE kind = 'PurchaseOrder'")
        found = [txn_id for (txn_id,) in rows.fetchall()]
        return self.chance.choice(found) if found else ""

    def _with_order(self, act: Callable[[Any, str], None]) -> str:
        txn_id = self._order()
        try:
            if txn_id:
                act(self.world.machine.person, txn_id)
        except Refusal:
            return ""
        return txn_id

    def _edit_order(self) -> str:
        def edit(person: Any, txn_id: str) -> None:
            order = next(each for each in self.world.machine.every_order() if each.txn_id == txn_id)
            line = self.chance.choice(order.lines)
            many = max(line.quantity - line.unbilled_quantity, 1) + self.chance.randint(0, 3)
            person.edit_order_line(txn_id, line.txn_line_id, quantity=Decimal(many))

        return self._with_order(edit)

    def _close_order(self) -> str:
        def turn(person: Any, txn_id: str) -> None:
            order = next(each for each in self.world.machine.every_order() if each.txn_id == txn_id)
            (person.reopen_order if order.is_manually_closed else person.close_order)(txn_id)

        return self._with_order(turn)

    def _delete_order(self) -> str:
        return self._with_order(lambda person, txn_id: person.delete_order(txn_id))

    # At Counterfoil

    def _answer_one(self) -> None:
        """Somebody answers one of the questions that stand, in one of the ways that are offered."""
        asked = [each for each in self.world.desk.questions() if each.choices]
        if asked:
            question = self.chance.choice(asked)
            answer(self.world, question, self.chance.choice(question.choices), self.chance)

    def answer_all(self) -> None:
        """In the calm people answer what concerns lists, and in seeds in which they answer at all, everything."""
        answers_all = bool(self.world.weather.answers)
        for question in self.world.desk.questions():
            choices = [each for each in question.choices if each is not Choice.SEPARATE]
            if choices and (answers_all or question.problem.code == following.MERGED):
                answer(self.world, question, self.chance.choice(choices), self.chance)

    def accept(self) -> bool:
        """Somebody reads what the comparison found, and accepts it."""
        books = self.world.books
        with books.transaction():
            conversation = books.conversation()
            known = suspension.of(conversation)
            if known.get("comparison") != "done" or known.get("accepted"):
                return False
            suspension.accept(conversation, "Ada")
            conversation.facts["not_before"] = ""
            books.keep_conversation(conversation)
        self.world.happened[f"seldom: accept {known['cause']}"] += 1
        self.world.tell(f"~ Counterfoil: accepts: {conversation.mode_reason}")
        self.world.promises.accepted()
        return True
