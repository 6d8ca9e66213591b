"""Customers and their jobs: a job is a customer with a parent."""

# ruff: noqa: TC003 - the codec reads the annotations of records at run time

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from counterfoil.simulator.values import ZERO, Address, Ref, money

from . import store
from .classes import TO_CLASS
from .contacts import AdditionalContact, AdditionalNote, Contact, Party, numbered
from .store import ListKind, Reference, register
from .terms import TO_TERMS

if TYPE_CHECKING:
    from counterfoil.simulator.company import CompanyFile


@dataclass(frozen=True, slots=True)
class ShipToAddress:
    """One of the places to which a customer has goods sent."""

    name: str = ""
    addr1: str = ""
    addr2: str = ""
    addr3: str = ""
    addr4: str = ""
    addr5: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    country: str = ""
    note: str = ""
    default_ship_to: bool = False


@dataclass(frozen=True, slots=True)
class CreditCardInfo:
    """The card a customer pays with."""

    credit_card_number: str = ""
    expiration_month: int | None = None
    expiration_year: int | None = None
    name_on_card: str = ""
    credit_card_address: str = ""
    credit_card_postal_code: str = ""


@dataclass(frozen=True, slots=True)
class Customer(Party):
    """A customer or a job; `balance` is what it owes itself, `total_balance` with its jobs."""

    parent: Ref | None = None
    sublevel: int = 0
    class_: Ref | None = None
    company_name: str = ""
    job_title: str = ""
    bill_address: Address | None = None
    ship_address: Address | None = None
    ship_to_addresses: tuple[ShipToAddress, ...] = ()
    cc: str = ""
    contact: str = ""
    alt_contact: str = ""
    additional_contacts: tuple[AdditionalContact, ...] = ()
    contacts: tuple[Contact, ...] = ()
    customer_type: Ref | None = None
    terms: Ref | None = None
    sales_rep: Ref | None = None
    sales_tax_code: Ref | None = None
    item_sales_tax: Ref | None = None
    resale_number: str = ""
    credit_limit: Decimal | None = None
    preferred_payment_method: Ref | None = None
    credit_card_info: CreditCardInfo | None = None
    job_status: str = "None"
    job_start_date: date | None = None
    job_projected_end_date: date | None = None
    job_end_date: date | None = None
    job_desc: str = ""
    job_type: Ref | None = None
    additional_notes: tuple[AdditionalNote, ...] = ()
    preferred_delivery_method: str = ""
    price_level: Ref | None = None
    balance: Decimal = ZERO
    total_balance: Decimal = ZERO


def _owed(company: CompanyFile, list_id: str) -> dict[str, Any]:
    """What a customer owes, and what it owes with its jobs."""
    below = company.connection.execute(
        """SELECT coalesce(sum(b.cents), 0) FROM list_object c JOIN list_object o ON o.family = c.family
        AND o.key > c.key || char(1) AND o.key < c.key || char(2) JOIN balance b ON b.list_id = o.list_id
        WHERE c.list_id = ?""",
        [list_id],
    ).fetchone()[0]
    own = store.balance(company, list_id)
    return {"balance": money(own), "total_balance": money(own + below)}


TO_CUSTOMER = Reference("Customer", "entity", ("Customer",))
KIND = register(
    ListKind(
        kind="Customer",
        family="entity",
        plural="Customers",
        record=Customer,
        references={
            "class_": TO_CLASS,
            "customer_type": Reference("Customer Type", "customer type"),
            "terms": TO_TERMS,
            "sales_rep": Reference("Sales Rep", "sales rep"),
            "sales_tax_code": Reference("Sales Tax Code", "sales tax code"),
            "item_sales_tax": Reference("Item", "item"),
            "preferred_payment_method": Reference("Payment Method", "payment method"),
            "job_type": Reference("Job Type", "job type"),
            "price_level": Reference("Price Level", "price level"),
        },
        records={"Address": Address, "CreditCardInfo": CreditCardInfo},
        check=numbered,
        computed=_owed,
        computed_names=("balance", "total_balance"),
    )
)


def add(company: CompanyFile, customer: Customer) -> Customer:
    """Add a customer, or a job below one."""
    added: Customer = store.add(company, KIND, customer)
    return added


def modify(company: CompanyFile, list_id: str, edit_sequence: str | None = None, **changes: Any) -> Customer:
    """Change some attributes of a customer; None clears one."""
    changed: Customer = store.modify(company, KIND, list_id, edit_sequence, changes)
    return changed


def delete(company: CompanyFile, list_id: str) -> None:
    """Delete a customer that nothing uses, at the screen."""
    store.delete(company, KIND, list_id, at_screen=True)


def get(company: CompanyFile, list_id: str) -> Customer | None:
    """The customer with that ListID."""
    found: Customer | None = store.get(company, list_id, KIND.kind)
    return found


def find(company: CompanyFile, full_name: str) -> Customer | None:
    """The customer of that full name, whatever its case."""
    found: Customer | None = store.find(company, KIND.family, full_name, KIND.kind)
    return found


def every(company: CompanyFile, *, active_only: bool = False) -> Iterator[Customer]:
    """All customers, each followed by its jobs."""
    return store.every(company, KIND.kind, active_only=active_only)
