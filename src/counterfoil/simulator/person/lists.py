"""What a person does to the lists: vendors, accounts, classes, customers, terms and items."""

from __future__ import annotations

from typing import Any

from counterfoil.simulator.codepage import kept
from counterfoil.simulator.lists import accounts, classes, customers, items, merging, store, terms, vendors

from .screen import Screen


class Lists(Screen):
    """Acts on the lists."""

    def add_vendor(self, name: str, **values: Any) -> str:
        """Add a vendor; returns its ListID."""
        return vendors.add(self.company, vendors.Vendor(kept(name), **self._named(values))).list_id

    def edit_vendor(self, vendor: str, **values: Any) -> None:
        """Change some attributes of a vendor; None clears one."""
        vendors.modify(self.company, self._list_id("vendor", vendor), **self._named(values))

    def rename_vendor(self, vendor: str, name: str) -> None:
        """Give a vendor another name; its bills show it at once. Onto the name of another vendor: merge with it."""
        self.rename("vendor", vendor, name)

    def inactivate_vendor(self, vendor: str) -> None:
        """Hide a vendor from the list; its transactions stay."""
        self.edit_vendor(vendor, is_active=False)

    def reactivate_vendor(self, vendor: str) -> None:
        """Show a vendor again."""
        self.edit_vendor(vendor, is_active=True)

    def delete_vendor(self, vendor: str) -> None:
        """Delete a vendor that nothing uses."""
        vendors.delete(self.company, self._list_id("vendor", vendor))

    # -- names of all lists -------------------------------------------------------------------------------------------

    def rename(self, attribute: str, name: str, new_name: str) -> None:
        """Give a list object another name, or merge it with the one that has it, as QuickBooks then offers."""
        record = store.get(self.company, self._list_id(attribute, name))
        kind = store.KINDS[store.kind_of(self.company, record.list_id)]
        above = record.full_name.rpartition(":")[0]
        other = store.find(self.company, kind.family, f"{above}:{new_name}" if above else new_name, kind.kind)
        if other is not None and other.list_id != record.list_id:
            self.merge(attribute, record.list_id, other.list_id)
        else:
            store.modify(self.company, kind, record.list_id, None, {"name": kept(new_name)})

    def merge(self, attribute: str, gone: str, stays: str) -> None:
        """Merge the first list object into the second: everything that referred to it refers to the other."""
        ids = merging.Sides(self._list_id(attribute, gone), self._list_id(attribute, stays))
        kind = store.KINDS[store.kind_of(self.company, ids.gone)]
        merging.merge(self.company, kind, ids, same_addresses=True)

    # -- the other lists ----------------------------------------------------------------------------------------------

    def add_account(
        self, name: str, account_type: str = "Expense", *, number: str = "", parent: str = "", **values: Any
    ) -> str:
        """Add an account to the chart; returns its ListID."""
        above = self.ref("account", parent) if parent else None
        account = accounts.Account(name, account_type, parent=above, account_number=number, **values)
        return accounts.add(self.company, account).list_id

    def edit_account(self, account: str, **values: Any) -> None:
        """Change some attributes of an account."""
        accounts.modify(self.company, self._list_id("account", account), **self._named(values))

    def delete_account(self, account: str) -> None:
        """Delete an account that nothing uses."""
        accounts.delete(self.company, self._list_id("account", account))

    def add_class(self, name: str, parent: str = "") -> str:
        """Add a class; returns its ListID."""
        above = self.ref("class_", parent) if parent else None
        return classes.add(self.company, classes.Class(name, parent=above)).list_id

    def edit_class(self, class_: str, **values: Any) -> None:
        """Change some attributes of a class."""
        classes.modify(self.company, self._list_id("class_", class_), **values)

    def add_customer(self, name: str, parent: str = "", **values: Any) -> str:
        """Add a customer or, below one, a job; returns its ListID."""
        above = self.ref("customer", parent) if parent else None
        return customers.add(self.company, customers.Customer(name, parent=above, **self._named(values))).list_id

    def edit_customer(self, customer: str, **values: Any) -> None:
        """Change some attributes of a customer or job."""
        customers.modify(self.company, self._list_id("customer", customer), **self._named(values))

    def add_terms(self, name: str, days: int) -> str:
        """Add terms under which a bill is due so many days after its date; returns their ListID."""
        return terms.add(self.company, terms.StandardTerms(name, std_due_days=days)).list_id

    def add_item(self, item: items.Item) -> str:
        """Add an item of any kind; returns its ListID."""
        return str(items.add(self.company, item).list_id)

    def edit_item(self, item: str, **values: Any) -> None:
        """Change some attributes of an item."""
        items.modify(self.company, self._list_id("item", item), **values)
