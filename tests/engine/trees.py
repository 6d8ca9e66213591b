"""The lists whose records people make on both sides: how, and how a line of a bill refers to one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from counterfoil.records import NOWHERE, Account, Customer, Department, Item, Kind, Ref, Vendor
from counterfoil.simulator.lists import items, store

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.engine.world import World


@dataclass(frozen=True)
class Tree:
    """One list, nearly always with levels: how its records are made on both sides, and how a bill refers to one."""

    kind: Kind
    attribute: str
    add: str
    family: str
    make: Callable[[World, str, Ref], Any]

    def enter_here(self, world: World, name: str, parent: str = "") -> str:
        above = world.ref(self.kind, parent) if parent else NOWHERE
        return world.books.create(self.kind, self.make(world, name, above))

    def enter_there(self, world: World, name: str, parent: str = "") -> None:
        person = world.person
        if self.kind is Kind.ITEM:
            form = items.SalesOrPurchase(account=person.ref("account", "Rent"))
            above = person.ref("item", parent) if parent else None
            person.add_item(items.ItemService(name, parent=above, sales_or_purchase=form))
        elif self.kind is Kind.ACCOUNT:
            person.add_account(name, parent=parent)
        elif self.kind is Kind.DEPARTMENT:
            person.add_class(name, parent)
        elif self.kind is Kind.VENDOR:
            person.add_vendor(name)
        else:
            person.add_customer(name, parent)

    def find_there(self, world: World, full_name: str) -> Any:
        return store.find(world.company, self.family, full_name)

    def edit_there(self, world: World, full_name: str, **values: Any) -> None:
        found = self.find_there(world, full_name)
        store.modify(
            world.company, store.KINDS[store.kind_of(world.company, found.list_id)], found.list_id, None, values
        )

    def delete_there(self, world: World, full_name: str) -> None:
        found = self.find_there(world, full_name)
        kind = store.KINDS[store.kind_of(world.company, found.list_id)]
        store.delete(world.company, kind, found.list_id, at_screen=True)

    def names_there(self, world: World) -> set[str]:
        return {each.full_name for each in store.every(world.company, *store.KINDS) if self._is_mine(world, each)}

    def _is_mine(self, world: World, each: Any) -> bool:
        return store.KINDS[store.kind_of(world.company, each.list_id)].family == self.family

    def names_here(self, world: World) -> set[str]:
        return {world.books.full_name(self.kind, id_) for id_ in world.books.all(self.kind)}

    def bill_there(self, world: World, full_name: str) -> str:
        person = world.person
        if self.kind is Kind.VENDOR:
            return person.enter_bill(full_name, [person.expense("Rent", "7.00")])
        line: Any = person.item(full_name, "1", "7.00") if self.kind is Kind.ITEM else None
        if self.kind is Kind.ACCOUNT:
            line = person.expense(full_name, "7.00")
        line = line or person.expense("Rent", "7.00", **{self.attribute: full_name})
        return person.enter_bill("Keller Lumber", [line])


ACCOUNTS = Tree(
    Kind.ACCOUNT, "account", "AccountAddRq", "account", lambda _, name, parent: Account(name, "Expense", parent=parent)
)
DEPARTMENTS = Tree(
    Kind.DEPARTMENT, "class_", "ClassAddRq", "class", lambda _, name, parent: Department(name, parent=parent)
)
CUSTOMERS = Tree(
    Kind.CUSTOMER, "customer", "CustomerAddRq", "entity", lambda _, name, parent: Customer(name, parent=parent)
)
ITEMS = Tree(
    Kind.ITEM,
    "item",
    "ItemServiceAddRq",
    "item",
    lambda world, name, parent: Item(name, parent=parent, account=world.ref(Kind.ACCOUNT, "Rent")),
)
VENDORS = Tree(Kind.VENDOR, "vendor", "VendorAddRq", "entity", lambda _world, name, _parent: Vendor(name))
