"""The vendors: who sends bills, their terms and addresses, and what is owed to them."""

# ruff: noqa: TC003 - the codec reads the annotations of records at run time

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
class Vendor(Party):
    """A vendor; `balance` is what is owed on all bills."""

    class_: Ref | None = None
    company_name: str = ""
    job_title: str = ""
    vendor_address: Address | None = None
    ship_address: Address | None = None
    cc: str = ""
    contact: str = ""
    alt_contact: str = ""
    additional_contacts: tuple[AdditionalContact, ...] = ()
    contacts: tuple[Contact, ...] = ()
    name_on_check: str = ""
    additional_notes: tuple[AdditionalNote, ...] = ()
    vendor_type: Ref | None = None
    terms: Ref | None = None
    credit_limit: Decimal | None = None
    vendor_tax_ident: str = ""
    is_vendor_eligible_for1099: bool = False
    billing_rate: Ref | None = None
    prefill_accounts: tuple[Ref, ...] = ()
    balance: Decimal = ZERO


TO_VENDOR = Reference("Vendor", "entity", ("Vendor",))
TO_ACCOUNT = Reference("Account", "account")
KIND = register(
    ListKind(
        kind="Vendor",
        family="entity",
        plural="Vendors",
        record=Vendor,
        references={
            "class_": TO_CLASS,
            "vendor_type": Reference("Vendor Type", "vendor type"),
            "terms": TO_TERMS,
            "billing_rate": Reference("Billing Rate", "billing rate"),
            "prefill_accounts": TO_ACCOUNT,
        },
        records={"Address": Address},
        check=numbered,
        computed=lambda company, list_id: {"balance": money(-store.balance(company, list_id))},
        computed_names=("balance",),
    )
)


def add(company: CompanyFile, vendor: Vendor) -> Vendor:
    """Add a vendor."""
    added: Vendor = store.add(company, KIND, vendor)
    return added


def modify(company: CompanyFile, list_id: str, edit_sequence: str | None = None, **changes: Any) -> Vendor:
    """Change some attributes of a vendor; None clears one."""
    changed: Vendor = store.modify(company, KIND, list_id, edit_sequence, changes)
    return changed


def delete(company: CompanyFile, list_id: str) -> None:
    """Delete a vendor that nothing uses, at the screen."""
    store.delete(company, KIND, list_id, at_screen=True)


def get(company: CompanyFile, list_id: str) -> Vendor | None:
    """The vendor with that ListID."""
    found: Vendor | None = store.get(company, list_id, KIND.kind)
    return found


def find(company: CompanyFile, name: str) -> Vendor | None:
    """The vendor of that name, whatever its case."""
    found: Vendor | None = store.find(company, KIND.family, name, KIND.kind)
    return found


def every(company: CompanyFile, *, active_only: bool = False) -> Iterator[Vendor]:
    """All vendors by name."""
    return store.every(company, KIND.kind, active_only=active_only)
