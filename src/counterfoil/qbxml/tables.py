"""The grammar: which element of qbXML holds which field of a record, in the schema's order.

Each table can be read aloud: field, element, type, greatest length. The writer and the reader are both made from it.
Lengths and order are the official schema's at version 13.0 (docs/quickbooks.md 3.3, 4.1); the tests compare every row
with it.
"""

from dataclasses import dataclass
from enum import Enum

from counterfoil.records import Kind


class Type(Enum):
    """How the text of an element is written and understood (docs/quickbooks.md 1.6)."""

    TEXT = "text"
    """One line of text."""
    NOTE = "note"
    """Text that may hold line breaks."""
    NAME = "name"
    """A list record's own name: required, and without a colon (docs/quickbooks.md 3.2)."""
    CHOICE = "choice"
    """One of the schema's words; one that we do not know is read as it stands."""
    BILLABLE = "billable"
    AMOUNT = "amount"
    """Exactly two places."""
    PRICE = "price"
    """Up to five places; also quantities and percentages."""
    BOOLEAN = "boolean"
    DATE = "date"
    INTEGER = "integer"
    DAY = "day"
    """A day of the month, 1 to 31."""
    REFERENCE = "reference"
    """A ListID with, on the way in, the FullName beside it."""
    ADDRESS = "address"
    """An element that holds the rows of ADDRESS."""


class Way(Enum):
    """Which messages carry a row beside every Ret: both Add and Mod, only one of them, or neither."""

    BOTH = "Add and Mod"
    ADD = "Add"
    NEITHER = "Ret only"


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One element: the record's field, the element's path, its type, and the most characters that it holds.

    `longest` of a reference is not used: references travel as ListIDs, which have at most 36 characters. A `required`
    row must be filled before anything is sent.
    """

    field: str
    element: str
    type: Type
    longest: int = 0
    way: Way = Way.BOTH
    required: bool = False


Table = tuple[Row, ...]

ADDRESS: Table = (
    Row("line1", "Addr1", Type.TEXT, 41),
    Row("line2", "Addr2", Type.TEXT, 41),
    Row("line3", "Addr3", Type.TEXT, 41),
    Row("line4", "Addr4", Type.TEXT, 41),
    Row("line5", "Addr5", Type.TEXT, 41),
    Row("city", "City", Type.TEXT, 31),
    Row("state", "State", Type.TEXT, 21),
    Row("postal_code", "PostalCode", Type.TEXT, 13),
    Row("country", "Country", Type.TEXT, 31),
    Row("note", "Note", Type.TEXT, 41),
)

ACCOUNT: Table = (
    Row("name", "Name", Type.NAME, 31, required=True),
    Row("is_active", "IsActive", Type.BOOLEAN),
    Row("parent", "ParentRef", Type.REFERENCE),
    Row("account_type", "AccountType", Type.CHOICE, required=True),
    Row("number", "AccountNumber", Type.TEXT, 7),
    Row("bank_number", "BankNumber", Type.TEXT, 25),
    Row("description", "Desc", Type.TEXT, 200),
)
ACCOUNT_STATE: Table = (
    Row("full_name", "FullName", Type.TEXT, way=Way.NEITHER),
    Row("special_type", "SpecialAccountType", Type.CHOICE, way=Way.NEITHER),
    Row("balance", "Balance", Type.AMOUNT, way=Way.NEITHER),
    Row("total_balance", "TotalBalance", Type.AMOUNT, way=Way.NEITHER),
)

DEPARTMENT: Table = (
    Row("name", "Name", Type.NAME, 31, required=True),
    Row("is_active", "IsActive", Type.BOOLEAN),
    Row("parent", "ParentRef", Type.REFERENCE),
)
NAMED_STATE: Table = (
    Row("full_name", "FullName", Type.TEXT, way=Way.NEITHER),
    Row("external_guid", "ExternalGUID", Type.TEXT, way=Way.NEITHER),
)

VENDOR: Table = (
    Row("name", "Name", Type.NAME, 41, required=True),
    Row("is_active", "IsActive", Type.BOOLEAN),
    Row("company_name", "CompanyName", Type.TEXT, 41),
    Row("salutation", "Salutation", Type.TEXT, 15),
    Row("first_name", "FirstName", Type.TEXT, 25),
    Row("middle_name", "MiddleName", Type.TEXT, 5),
    Row("last_name", "LastName", Type.TEXT, 25),
    Row("address", "VendorAddress", Type.ADDRESS),
    Row("phone", "Phone", Type.TEXT, 21),
    Row("alt_phone", "AltPhone", Type.TEXT, 21),
    Row("fax", "Fax", Type.TEXT, 21),
    Row("email", "Email", Type.TEXT, 1023),
    Row("contact", "Contact", Type.TEXT, 41),
    Row("name_on_check", "NameOnCheck", Type.TEXT, 41),
    Row("account_number", "AccountNumber", Type.TEXT, 99),
    Row("notes", "Notes", Type.NOTE, 4095),
    Row("terms", "TermsRef", Type.REFERENCE),
    Row("tax_id", "VendorTaxIdent", Type.TEXT, 15),
    Row("is_1099", "IsVendorEligibleFor1099", Type.BOOLEAN),
)
VENDOR_STATE: Table = (
    Row("balance", "Balance", Type.AMOUNT, way=Way.NEITHER),
    Row("external_guid", "ExternalGUID", Type.TEXT, way=Way.NEITHER),
)

CUSTOMER: Table = (
    Row("name", "Name", Type.NAME, 41, required=True),
    Row("is_active", "IsActive", Type.BOOLEAN),
    Row("parent", "ParentRef", Type.REFERENCE),
    Row("company_name", "CompanyName", Type.TEXT, 41),
    Row("first_name", "FirstName", Type.TEXT, 25),
    Row("last_name", "LastName", Type.TEXT, 25),
    Row("address", "BillAddress", Type.ADDRESS),
    Row("phone", "Phone", Type.TEXT, 21),
    Row("email", "Email", Type.TEXT, 1023),
    Row("contact", "Contact", Type.TEXT, 41),
)
CUSTOMER_STATE: Table = (
    Row("full_name", "FullName", Type.TEXT, way=Way.NEITHER),
    Row("balance", "Balance", Type.AMOUNT, way=Way.NEITHER),
    Row("external_guid", "ExternalGUID", Type.TEXT, way=Way.NEITHER),
)

ITEM_NAMES: Table = (
    Row("name", "Name", Type.NAME, 31, required=True),
    Row("is_active", "IsActive", Type.BOOLEAN),
    Row("parent", "ParentRef", Type.REFERENCE),
)
ITEM_ONE_WAY: Table = (
    Row("description", "SalesOrPurchase/Desc", Type.NOTE, 4095),
    Row("price", "SalesOrPurchase/Price", Type.PRICE),
    Row("price_percent", "SalesOrPurchase/PricePercent", Type.PRICE),
    Row("account", "SalesOrPurchase/AccountRef", Type.REFERENCE, required=True),
)
ITEM_BOTH_WAYS: Table = (
    Row("sales_description", "SalesAndPurchase/SalesDesc", Type.NOTE, 4095),
    Row("sales_price", "SalesAndPurchase/SalesPrice", Type.PRICE),
    Row("income_account", "SalesAndPurchase/IncomeAccountRef", Type.REFERENCE, required=True),
    Row("purchase_description", "SalesAndPurchase/PurchaseDesc", Type.NOTE, 4095),
    Row("purchase_cost", "SalesAndPurchase/PurchaseCost", Type.PRICE),
    Row("expense_account", "SalesAndPurchase/ExpenseAccountRef", Type.REFERENCE, required=True),
    Row("preferred_vendor", "SalesAndPurchase/PrefVendorRef", Type.REFERENCE),
)
ITEM_STOCK: Table = (
    Row("sales_description", "SalesDesc", Type.NOTE, 4095),
    Row("sales_price", "SalesPrice", Type.PRICE),
    Row("income_account", "IncomeAccountRef", Type.REFERENCE, required=True),
    Row("purchase_description", "PurchaseDesc", Type.NOTE, 4095),
    Row("purchase_cost", "PurchaseCost", Type.PRICE),
    Row("expense_account", "COGSAccountRef", Type.REFERENCE, required=True),
    Row("preferred_vendor", "PrefVendorRef", Type.REFERENCE),
    Row("asset_account", "AssetAccountRef", Type.REFERENCE, required=True),
)
ITEM_PLAIN: Table = (
    Row("description", "ItemDesc", Type.NOTE, way=Way.NEITHER),
    Row("account", "AccountRef", Type.REFERENCE, way=Way.NEITHER),
    Row("purchase_description", "PurchaseDesc", Type.TEXT, way=Way.NEITHER),
    Row("purchase_cost", "PurchaseCost", Type.PRICE, way=Way.NEITHER),
    Row("asset_account", "AssetAccountRef", Type.REFERENCE, way=Way.NEITHER),
)
"""Items that are only read: groups, subtotals, discounts, payments, taxes, fixed assets."""

STANDARD_TERMS: Table = (
    Row("name", "Name", Type.NAME, 31, required=True),
    Row("is_active", "IsActive", Type.BOOLEAN),
    Row("due_days", "StdDueDays", Type.INTEGER),
    Row("discount_days", "StdDiscountDays", Type.INTEGER),
    Row("discount_percent", "DiscountPct", Type.PRICE),
)
DATE_DRIVEN_TERMS: Table = (
    Row("name", "Name", Type.NAME, 31, required=True),
    Row("is_active", "IsActive", Type.BOOLEAN),
    Row("day_of_month_due", "DayOfMonthDue", Type.DAY, required=True),
    Row("due_next_month_days", "DueNextMonthDays", Type.INTEGER),
    Row("discount_day_of_month", "DiscountDayOfMonth", Type.DAY),
    Row("discount_percent", "DiscountPct", Type.PRICE),
)

BILL: Table = (
    Row("vendor", "VendorRef", Type.REFERENCE, required=True),
    Row("vendor_address", "VendorAddress", Type.ADDRESS),
    Row("ap_account", "APAccountRef", Type.REFERENCE),
    Row("txn_date", "TxnDate", Type.DATE),
    Row("due_date", "DueDate", Type.DATE),
    Row("ref_number", "RefNumber", Type.TEXT, 20),
    Row("terms", "TermsRef", Type.REFERENCE),
    Row("memo", "Memo", Type.NOTE, 4095),
)
EXPENSE_LINE: Table = (
    Row("account", "AccountRef", Type.REFERENCE),
    Row("amount", "Amount", Type.AMOUNT, required=True),
    Row("memo", "Memo", Type.NOTE, 4095),
    Row("customer", "CustomerRef", Type.REFERENCE),
    Row("department", "ClassRef", Type.REFERENCE),
    Row("billable", "BillableStatus", Type.BILLABLE),
)
ITEM_LINE: Table = (
    Row("item", "ItemRef", Type.REFERENCE),
    Row("description", "Desc", Type.NOTE, 4095),
    Row("quantity", "Quantity", Type.PRICE),
    Row("unit_of_measure", "UnitOfMeasure", Type.TEXT, 31),
    Row("cost", "Cost", Type.PRICE),
    Row("amount", "Amount", Type.AMOUNT, required=True),
    Row("customer", "CustomerRef", Type.REFERENCE),
    Row("department", "ClassRef", Type.REFERENCE),
    Row("billable", "BillableStatus", Type.BILLABLE),
)
ITEM_GROUP_LINE: Table = (
    Row("item_group", "ItemGroupRef", Type.REFERENCE, required=True),
    Row("description", "Desc", Type.NOTE, 4095, way=Way.NEITHER),
    Row("quantity", "Quantity", Type.PRICE),
    Row("unit_of_measure", "UnitOfMeasure", Type.TEXT, 31),
    Row("amount", "TotalAmount", Type.AMOUNT, way=Way.NEITHER),
)
BILL_STATE: Table = (
    Row("total", "AmountDue", Type.AMOUNT, way=Way.NEITHER),
    Row("is_paid", "IsPaid", Type.BOOLEAN, way=Way.NEITHER),
    Row("txn_number", "TxnNumber", Type.INTEGER, way=Way.NEITHER),
    Row("external_guid", "ExternalGUID", Type.TEXT, way=Way.NEITHER),
)

PURCHASE_ORDER: Table = (
    Row("vendor", "VendorRef", Type.REFERENCE, way=Way.NEITHER),
    Row("department", "ClassRef", Type.REFERENCE, way=Way.NEITHER),
    Row("txn_date", "TxnDate", Type.DATE, way=Way.NEITHER),
    Row("ref_number", "RefNumber", Type.TEXT, way=Way.NEITHER),
    Row("terms", "TermsRef", Type.REFERENCE, way=Way.NEITHER),
    Row("due_date", "DueDate", Type.DATE, way=Way.NEITHER),
    Row("expected_date", "ExpectedDate", Type.DATE, way=Way.NEITHER),
    Row("memo", "Memo", Type.NOTE, way=Way.NEITHER),
)
PURCHASE_ORDER_LINE: Table = (
    Row("item", "ItemRef", Type.REFERENCE, way=Way.NEITHER),
    Row("description", "Desc", Type.NOTE, way=Way.NEITHER),
    Row("quantity", "Quantity", Type.PRICE, way=Way.NEITHER),
    Row("unit_of_measure", "UnitOfMeasure", Type.TEXT, way=Way.NEITHER),
    Row("rate", "Rate", Type.PRICE, way=Way.NEITHER),
    Row("department", "ClassRef", Type.REFERENCE, way=Way.NEITHER),
    Row("amount", "Amount", Type.AMOUNT, way=Way.NEITHER),
    Row("customer", "CustomerRef", Type.REFERENCE, way=Way.NEITHER),
)
ORDER_LINE_STATE: Table = (
    Row("received", "ReceivedQuantity", Type.PRICE, way=Way.NEITHER),
    Row("is_closed", "IsManuallyClosed", Type.BOOLEAN, way=Way.NEITHER),
)
ORDER_STATE: Table = (
    Row("total", "TotalAmount", Type.AMOUNT, way=Way.NEITHER),
    Row("is_closed", "IsManuallyClosed", Type.BOOLEAN, way=Way.NEITHER),
    Row("is_fully_received", "IsFullyReceived", Type.BOOLEAN, way=Way.NEITHER),
    Row("txn_number", "TxnNumber", Type.INTEGER, way=Way.NEITHER),
    Row("external_guid", "ExternalGUID", Type.TEXT, way=Way.NEITHER),
)

BILL_PAYMENT: Table = (
    Row("payee", "PayeeEntityRef", Type.REFERENCE, way=Way.NEITHER),
    Row("ap_account", "APAccountRef", Type.REFERENCE, way=Way.NEITHER),
    Row("txn_date", "TxnDate", Type.DATE, way=Way.NEITHER),
    Row("amount", "Amount", Type.AMOUNT, way=Way.NEITHER),
    Row("ref_number", "RefNumber", Type.TEXT, way=Way.NEITHER),
    Row("memo", "Memo", Type.NOTE, way=Way.NEITHER),
)
PAID_BY_CHECK: Table = (Row("paid_from", "BankAccountRef", Type.REFERENCE, way=Way.NEITHER),)
PAID_BY_CARD: Table = (Row("paid_from", "CreditCardAccountRef", Type.REFERENCE, way=Way.NEITHER),)
PAYMENT_STATE: Table = (
    Row("txn_number", "TxnNumber", Type.INTEGER, way=Way.NEITHER),
    Row("external_guid", "ExternalGUID", Type.TEXT, way=Way.NEITHER),
)

LINKED_TRANSACTION: Table = (
    Row("txn_id", "TxnID", Type.TEXT, way=Way.NEITHER, required=True),
    Row("txn_type", "TxnType", Type.CHOICE, way=Way.NEITHER),
    Row("amount", "Amount", Type.AMOUNT, way=Way.NEITHER),
    Row("ref_number", "RefNumber", Type.TEXT, way=Way.NEITHER),
)
"""LinkedTxn, and AppliedToTxnRet of a payment."""

LONGEST_ID = 36
LONGEST_EDIT_SEQUENCE = 16


@dataclass(frozen=True, slots=True)
class Form:
    """One of QuickBooks' own types, as it stands in the names of messages (`Bill` in `BillAddRq`).

    A kind has one form, but items, terms and bill payments have several. `table` holds what an Add and a Mod carry.
    """

    name: str
    kind: Kind
    id_element: str
    table: Table = ()
    can_add: bool = True
    can_mod: bool = True


FORMS: dict[str, Form] = {
    form.name: form
    for form in (
        Form("Account", Kind.ACCOUNT, "ListID", ACCOUNT),
        Form("Class", Kind.DEPARTMENT, "ListID", DEPARTMENT),
        Form("Vendor", Kind.VENDOR, "ListID", VENDOR),
        Form("Customer", Kind.CUSTOMER, "ListID", CUSTOMER),
        Form("ItemService", Kind.ITEM, "ListID", ITEM_NAMES),
        Form("ItemNonInventory", Kind.ITEM, "ListID", ITEM_NAMES),
        Form("ItemOtherCharge", Kind.ITEM, "ListID", ITEM_NAMES),
        Form("ItemInventory", Kind.ITEM, "ListID", ITEM_NAMES + ITEM_STOCK),
        Form("ItemInventoryAssembly", Kind.ITEM, "ListID", can_add=False, can_mod=False),
        Form("ItemGroup", Kind.ITEM, "ListID", can_add=False, can_mod=False),
        Form("ItemFixedAsset", Kind.ITEM, "ListID", can_add=False, can_mod=False),
        Form("ItemSubtotal", Kind.ITEM, "ListID", can_add=False, can_mod=False),
        Form("ItemDiscount", Kind.ITEM, "ListID", can_add=False, can_mod=False),
        Form("ItemPayment", Kind.ITEM, "ListID", can_add=False, can_mod=False),
        Form("ItemSalesTax", Kind.ITEM, "ListID", can_add=False, can_mod=False),
        Form("ItemSalesTaxGroup", Kind.ITEM, "ListID", can_add=False, can_mod=False),
        Form("StandardTerms", Kind.TERMS, "ListID", STANDARD_TERMS, can_mod=False),
        Form("DateDrivenTerms", Kind.TERMS, "ListID", DATE_DRIVEN_TERMS, can_mod=False),
        Form("PurchaseOrder", Kind.PURCHASE_ORDER, "TxnID", can_add=False, can_mod=False),
        Form("Bill", Kind.BILL, "TxnID", BILL),
        Form("BillPaymentCheck", Kind.BILL_PAYMENT, "TxnID", can_add=False, can_mod=False),
        Form("BillPaymentCreditCard", Kind.BILL_PAYMENT, "TxnID", can_add=False, can_mod=False),
    )
}
"""QuickBooks' type → what we know of it. The names are also the values of ListDelType and TxnDelType."""

FORMS_OF: dict[Kind, tuple[Form, ...]] = {
    kind: tuple(form for form in FORMS.values() if form.kind is kind) for kind in Kind
}
"""Kind → its forms."""

QUERIES: dict[Kind, tuple[str, ...]] = {
    Kind.ACCOUNT: ("Account",),
    Kind.DEPARTMENT: ("Class",),
    Kind.VENDOR: ("Vendor",),
    Kind.CUSTOMER: ("Customer",),
    Kind.ITEM: ("Item",),
    Kind.TERMS: ("Terms",),
    Kind.PURCHASE_ORDER: ("PurchaseOrder",),
    Kind.BILL: ("Bill",),
    Kind.BILL_PAYMENT: ("BillPaymentCheck", "BillPaymentCreditCard"),
}
"""Kind → the queries that return it, without their `QueryRq`."""

NOT_ITERABLE = frozenset({Kind.ACCOUNT, Kind.DEPARTMENT, Kind.TERMS})
"""Kinds whose query takes no iterator (docs/quickbooks.md 5.3)."""

LINKABLE = frozenset({Kind.BILL, Kind.PURCHASE_ORDER})
"""Kinds whose query takes IncludeLinkedTxns (docs/quickbooks.md 5.1)."""
