"""The small lists that other records choose from: types, methods, messages, tax codes, sales representatives."""

from __future__ import annotations

from dataclasses import dataclass

from counterfoil.simulator.values import Ref  # noqa: TC001 - the codec reads the annotations of records at run time

from .objects import ListObject, Nested
from .store import ListKind, Reference, register


@dataclass(frozen=True, slots=True)
class Type(Nested):
    """A type of vendor, customer or job, perhaps below another."""


@dataclass(frozen=True, slots=True)
class Choice(ListObject):
    """A way to ship, or a message to customers: nothing but its words."""


@dataclass(frozen=True, slots=True)
class PaymentMethod(ListObject):
    """A way to pay, and what kind of way it is."""

    payment_method_type: str = ""


@dataclass(frozen=True, slots=True)
class SalesTaxCode(ListObject):
    """A code that says whether something is taxed."""

    is_taxable: bool = False
    desc: str = ""


@dataclass(frozen=True, slots=True)
class SalesRep(ListObject):
    """The initials of someone who sells: a vendor, an employee or another name."""

    sales_rep_entity: Ref | None = None


SELLERS = Reference("Entity", "entity", ("Vendor", "Employee", "OtherName"))
for _kind in (
    ListKind("VendorType", "vendor type", "Vendor Type", Type),
    ListKind("CustomerType", "customer type", "Customer Type", Type),
    ListKind("JobType", "job type", "Job Type", Type, taken=3180),
    ListKind("ShipMethod", "ship method", "Ship Method", Choice),
    ListKind("CustomerMsg", "customer message", "Customer Message", Choice),
    ListKind("PaymentMethod", "payment method", "Payment Method", PaymentMethod, taken=3180),
    ListKind("SalesTaxCode", "sales tax code", "Sales Tax Code", SalesTaxCode),
    ListKind(
        "SalesRep",
        "sales rep",
        "Sales Rep",
        SalesRep,
        {"sales_rep_entity": SELLERS},
        taken=3180,
    ),
):
    register(_kind)
