"""The small lists that other records choose from: types, methods, messages, tax codes, sales representatives."""

from __future__ import annotations

from dataclasses import dataclass

from counterfoil.simulator.values import Ref  # noqa: TC001 - the codec reads the annotations of records at run time

from .store import ListKind, Reference, register


@dataclass(frozen=True, slots=True)
class Type:
    """A type of vendor, customer or job, perhaps below another."""

    name: str = ""
    parent: Ref | None = None
    is_active: bool = True
    list_id: str = ""
    full_name: str = ""
    sublevel: int = 0
    time_created: int = 0
    time_modified: int = 0
    edit_sequence: str = ""


@dataclass(frozen=True, slots=True)
class _Choice:
    name: str = ""
    is_active: bool = True
    list_id: str = ""
    full_name: str = ""
    time_created: int = 0
    time_modified: int = 0
    edit_sequence: str = ""


@dataclass(frozen=True, slots=True)
class Choice(_Choice):
    """A way to ship, or a message to customers: nothing but its words."""


@dataclass(frozen=True, slots=True)
class PaymentMethod(_Choice):
    """A way to pay, and what kind of way it is."""

    payment_method_type: str = ""


@dataclass(frozen=True, slots=True)
class SalesTaxCode(_Choice):
    """A code that says whether something is taxed."""

    is_taxable: bool = False
    desc: str = ""


@dataclass(frozen=True, slots=True)
class SalesRep(_Choice):
    """The initials of someone who sells: a vendor, an employee or another name."""

    sales_rep_entity: Ref | None = None


SELLERS = Reference("Entity", "entity", ("Vendor", "Employee", "OtherName"))
for _kind in (
    ListKind("VendorType", "vendor type", "Vendor Type", Type),
    ListKind("CustomerType", "customer type", "Customer Type", Type),
    ListKind("JobType", "job type", "Job Type", Type, taken=3180),
    ListKind("ShipMethod", "ship method", "Ship Method", Choice, hierarchical=False),
    ListKind("CustomerMsg", "customer message", "Customer Message", Choice, hierarchical=False),
    ListKind("PaymentMethod", "payment method", "Payment Method", PaymentMethod, hierarchical=False, taken=3180),
    ListKind("SalesTaxCode", "sales tax code", "Sales Tax Code", SalesTaxCode, hierarchical=False),
    ListKind(
        "SalesRep",
        "sales rep",
        "Sales Rep",
        SalesRep,
        {"sales_rep_entity": SELLERS},
        hierarchical=False,
        taken=3180,
    ),
):
    register(_kind)
