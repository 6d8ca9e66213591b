"""The kinds of record that the two sides share."""

from enum import StrEnum


class Kind(StrEnum):
    """One word for each kind of record; the values are stored, so they stay."""

    ACCOUNT = "account"
    DEPARTMENT = "department"
    """QuickBooks' Class."""
    VENDOR = "vendor"
    CUSTOMER = "customer"
    """A customer, or a job: a customer with a parent."""
    ITEM = "item"
    TERMS = "terms"
    PURCHASE_ORDER = "purchase_order"
    BILL = "bill"
    BILL_PAYMENT = "bill_payment"

    __hash__ = str.__hash__
    """An enumeration hashes its names, in Python; a page of bills looks up thousands of kinds."""


LIST_KINDS = (Kind.ACCOUNT, Kind.DEPARTMENT, Kind.TERMS, Kind.VENDOR, Kind.CUSTOMER, Kind.ITEM)
"""Kinds that QuickBooks keeps in lists (identified by ListID), each after those it refers to."""

TRANSACTION_KINDS = (Kind.PURCHASE_ORDER, Kind.BILL, Kind.BILL_PAYMENT)
"""Kinds that are transactions (identified by TxnID), each after those it refers to."""
