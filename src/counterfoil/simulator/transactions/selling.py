"""How items are sold: where an invoice's line goes, what it says where nothing is said, what its goods cost."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from counterfoil.simulator import status
from counterfoil.simulator.lists import accounts, items
from counterfoil.simulator.lists.accounts import Account
from counterfoil.simulator.lists.items import ItemInventory
from counterfoil.simulator.values import Ref, cents, in_units, money

if TYPE_CHECKING:
    from counterfoil.simulator.company import CompanyFile


class Sale(NamedTuple):
    """How an item is sold."""

    account: str
    desc: str
    price: Decimal | None


def sale_of(item: Any) -> Sale:
    """How an item is sold: stock and two-sided items on their sales side, one-sided ones on their only one.

    Refuses with 3210 what the simulator does not sell: subtotals, discounts, taxes and the like.
    """
    if isinstance(item, ItemInventory):
        assert item.income_account is not None
        return Sale(item.income_account.list_id, item.sales_desc, item.sales_price)
    both, one = getattr(item, "sales_and_purchase", None), getattr(item, "sales_or_purchase", None)
    if both is not None and both.income_account is not None:
        return Sale(both.income_account.list_id, both.sales_desc, both.sales_price)
    if one is not None:
        return Sale(one.account.list_id, one.desc, one.price)
    name = getattr(item, "full_name", "")
    raise status.invalid_value("ItemRef", name, "This item cannot be sold on this form.")


def cost_of(company: CompanyFile, item: ItemInventory, quantity: Decimal) -> Decimal:
    """What so many of a stock item have cost on average; where none are on hand, what the item says they cost."""
    row = company.connection.execute("SELECT units, cents FROM stock WHERE list_id = ?", [item.list_id]).fetchone()
    units, value = row or (0, 0)
    if units <= 0:
        return ((item.purchase_cost or Decimal(0)) * quantity).quantize(Decimal("0.01"), ROUND_HALF_UP)
    exact = Decimal(value) * in_units(quantity) / units
    return money(int(exact.to_integral_value(ROUND_HALF_UP)))


def move_out(company: CompanyFile, list_id: str, quantity: Decimal, cost: Decimal, sign: int) -> None:
    """Take goods out of stock (sign 1) or put them back (-1)."""
    items.move_stock(company, list_id, -sign * in_units(quantity), -sign * cents(cost))


def receivables(company: CompanyFile) -> Ref:
    """The first accounts receivable account; QuickBooks makes one when it is first needed."""
    found = accounts.of_type(company, "AccountsReceivable")
    account = found[0] if found else _made(company, "Accounts Receivable", "AccountsReceivable", "AccountsReceivable")
    return Ref(account.list_id, account.full_name)


def undeposited(company: CompanyFile) -> Ref:
    """Where payments lie until they are deposited; QuickBooks makes the account when it is first needed."""
    account = accounts.special(company, "UndepositedFunds")
    account = account or _made(company, "Undeposited Funds", "OtherCurrentAsset", "UndepositedFunds")
    return Ref(account.list_id, account.full_name)


def _made(company: CompanyFile, name: str, account_type: str, special: str) -> Account:
    return accounts.add(company, Account(name=name, account_type=account_type, special_account_type=special))
