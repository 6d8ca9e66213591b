"""The structure of the messages about what is bought and paid: bills, credits, receipts, orders, checks, payments."""

from typing import NamedTuple

from .list_tables import DELETED_RANGE
from .parts import (
    ADDRESS,
    BLOCK,
    CURRENCY_FILTER,
    DATA_EXT,
    DATA_EXT_RET,
    INCLUDE,
    LINKED_TXN,
    TXN_HEAD_RET,
    txn_query,
)

# -- bills ----------------------------------------------------------------------------------------------------------

_GUID = "ExternalGUID guid @9.0"
_BILL_ADDRESS = f"VendorAddress Address{{ {ADDRESS} }} @13.0"
_BILL_HEAD = f"""{_BILL_ADDRESS}  APAccountRef ref159 @2.0  TxnDate date  DueDate date  RefNumber text20  TermsRef ref31
    Memo text4095  ExchangeRate float @8.0"""
_REP = "SalesRepRef ref5 @13.0"
_EXPENSE = f"""AccountRef ref159  Amount amt  Memo text4095  CustomerRef ref209  ClassRef ref159
    BillableStatus enum:BillableStatus @2.0  {_REP}"""
_SITE = "InventorySiteRef ref31 @10.0  InventorySiteLocationRef ref31 @12.0"
_LOTS = "( SerialNumber text4095 @11.0 | LotNumber text40 @11.0 )"
_WHOSE = "CustomerRef ref209  ClassRef ref159  BillableStatus enum:BillableStatus @2.0"
_UOM = "UnitOfMeasure text31 @7.0"
_OVERRIDE_UOM = f"{_UOM}  OverrideUOMSetRef ref31 @7.0"
_LINE_DATA = DATA_EXT + " @13.0"


def _lines_add(*, linked: bool) -> str:
    """The lines of an Add; `linked` where they may receive an order."""
    link = "LinkToTxn LinkTarget{ TxnID! id  TxnLineID! id } @4.0" if linked else ""
    return f"""ExpenseLineAdd=expense_lines* ExpenseLine{{ {_EXPENSE}  {_LINE_DATA} }} ~def
    ( ItemLineAdd=item_lines ItemLine{{ ItemRef ref  {_SITE}  {_LOTS}  Desc text4095  Quantity qty  {_UOM}
    Cost price  Amount amt
        {_WHOSE}  OverrideItemAccountRef ref159 @2.0  {link}
        {_REP}  {_LINE_DATA} }}
    | ItemGroupLineAdd=item_lines GroupLine{{ ItemGroupRef! ref31  Quantity qty  {_UOM}  {_SITE}
    {_LINE_DATA} }} )*"""


_ITEM_MOD = f"""ItemLine{{ TxnLineID! id  ItemRef ref  {_SITE}  {_LOTS}  Desc text4095  Quantity qty
    {_OVERRIDE_UOM}  Cost price
    Amount amt  {_WHOSE}  OverrideItemAccountRef ref159  {_REP} }}"""
_LINES_MOD = f"""ClearExpenseLines bool  ExpenseLineMod=expense_lines* ExpenseLine{{ TxnLineID! id  {_EXPENSE} }}
    ClearItemLines bool
    ( ItemLineMod=item_lines {_ITEM_MOD}
    | ItemGroupLineMod=item_lines GroupLine{{ TxnLineID! id  ItemGroupRef ref31  Quantity qty  {_OVERRIDE_UOM}
        ItemLineMod=lines* {_ITEM_MOD} }} )*"""
_ITEM_RET = f"""ItemLine{{ TxnLineID! id  ItemRef ref  {_SITE}  {_LOTS}  Desc text4095  Quantity qty
    {_OVERRIDE_UOM}  Cost price
    Amount amt  {_WHOSE}  {_REP}  {DATA_EXT_RET} @13.0 }}"""
_LINES_RET = f"""ExpenseLineRet=expense_lines* ExpenseLine{{ TxnLineID! id  {_EXPENSE}  {DATA_EXT_RET} @13.0 }}
    ( ItemLineRet=item_lines {_ITEM_RET}
    | ItemGroupLineRet=item_lines GroupLine{{ TxnLineID! id  ItemGroupRef! ref31  Desc text4095  Quantity qty
    {_OVERRIDE_UOM}
        TotalAmount! amt  ItemLineRet=lines* {_ITEM_RET}
        DataExt=data_ext_ret* DataExt{{ OwnerID! guid  DataExtName! text31  DataExtValue! text }} @13.0 }} )*"""
_MOD_HEAD = "TxnID! id  EditSequence! text16"

BILL_ADD = f"""BillAdd! Bill{{ VendorRef! ref41  {_BILL_HEAD}  {_GUID}  LinkToTxnID* id @4.0
    {_lines_add(linked=True)} }} ~def {INCLUDE}"""
BILL_MOD = f"""BillMod! Bill{{ {_MOD_HEAD}  VendorRef ref41  {_BILL_HEAD}  {_LINES_MOD} }} {INCLUDE}"""
BILL_QUERY = txn_query("PaidStatus enum:PaidStatus", links="IncludeLinkedTxns bool @2.0")
BILL_RET = f"""{TXN_HEAD_RET}  VendorRef ref41  {_BILL_ADDRESS}  APAccountRef ref159  TxnDate date  DueDate date
    AmountDue amt
    RefNumber text20  TermsRef ref31  Memo text4095  IsPaid bool  {_GUID}  {LINKED_TXN}
    {_LINES_RET}
    OpenAmount amt  {DATA_EXT_RET}"""
BILL_TO_PAY_QUERY = f"PayeeEntityRef! ref209  APAccountRef ref159  DueDate date  {CURRENCY_FILTER}  {INCLUDE}"
_TO_PAY = "TxnID! id  TxnType! enum:TxnType  APAccountRef! ref159  TxnDate! date  RefNumber text20"
BILL_TO_PAY_RET = f"""( BillToPay BillToPay{{ {_TO_PAY}  DueDate date  AmountDue! amt }}
    | CreditToApply CreditToApply{{ {_TO_PAY}  CreditRemaining! amt }} )!"""

# -- vendor credits and item receipts -----------------------------------------------------------------------------

_FROM_VENDOR = """APAccountRef ref159 @2.0  TxnDate date  RefNumber text20  Memo text4095  ExchangeRate float @8.0"""
VENDOR_CREDIT_ADD = f"""VendorCreditAdd! VendorCredit{{ VendorRef! ref41  {_FROM_VENDOR}  {_GUID}
    {_lines_add(linked=False)} }} ~def {INCLUDE}"""
VENDOR_CREDIT_MOD = f"""VendorCreditMod! VendorCredit{{ {_MOD_HEAD}  VendorRef ref41  {_FROM_VENDOR}
    {_LINES_MOD} }} {INCLUDE}"""
VENDOR_CREDIT_QUERY = txn_query(links="IncludeLinkedTxns bool @2.0")
VENDOR_CREDIT_RET = f"""{TXN_HEAD_RET}  VendorRef ref41  APAccountRef ref159 @2.0  TxnDate date  CreditAmount amt
    RefNumber text20  Memo text4095  {_GUID}  {LINKED_TXN}  {_LINES_RET}  OpenAmount amt  {DATA_EXT_RET}"""
ITEM_RECEIPT_ADD = f"""ItemReceiptAdd! ItemReceipt{{ VendorRef! ref41  {_FROM_VENDOR}  {_GUID}  LinkToTxnID* id
    {_lines_add(linked=True)} }} ~def {INCLUDE}"""
ITEM_RECEIPT_MOD = f"""ItemReceiptMod! ItemReceipt{{ {_MOD_HEAD}  VendorRef ref41  {_FROM_VENDOR}
    {_LINES_MOD} }} {INCLUDE}"""
ITEM_RECEIPT_QUERY = txn_query(links="IncludeLinkedTxns bool")
ITEM_RECEIPT_RET = f"""{TXN_HEAD_RET}  VendorRef ref41  APAccountRef ref159  TxnDate date  TotalAmount amt
    RefNumber text20  Memo text4095  {_GUID}  {LINKED_TXN}  {_LINES_RET}  {DATA_EXT_RET}"""

# -- checks and credit card charges -------------------------------------------------------------------------------

_PAYEE = "PayeeEntityRef ref209"
_CHECK_TAIL = f"""RefNumber text11  TxnDate date  Memo text4095  Address Address{{ {ADDRESS} }}  IsToBePrinted bool
    ExchangeRate float @8.0"""
_REFUNDS = "=apply_check_to_txn* CheckedTxn{ TxnID! id ~use  Amount amt } @7.0"
CHECK_ADD = f"""CheckAdd! Check{{ AccountRef! ref159  {_PAYEE}  {_CHECK_TAIL}  {_GUID}  ApplyCheckToTxnAdd{_REFUNDS}
    {_lines_add(linked=False)} }} ~def {INCLUDE}"""
CHECK_MOD = f"""CheckMod! Check{{ {_MOD_HEAD}  AccountRef ref159  {_PAYEE}  {_CHECK_TAIL}
    ApplyCheckToTxnMod{_REFUNDS}  {_LINES_MOD} }} {INCLUDE}"""
CHECK_QUERY = txn_query(links="IncludeLinkedTxns bool @7.0")
CHECK_RET = f"""{TXN_HEAD_RET}  AccountRef ref159  {_PAYEE}  RefNumber text11  TxnDate date  Amount amt  Memo text4095
    Address Address{{ {ADDRESS} }}  AddressBlock=address_block Block{{ {BLOCK} }} @6.0  IsToBePrinted bool  {_GUID}
    {LINKED_TXN}  {_LINES_RET}  {DATA_EXT_RET}"""


class Card(NamedTuple):
    """The messages about one of the two documents of a credit card."""

    add: str
    mod: str
    query: str
    ret: str


def _card(kind: str) -> Card:
    head = "TxnDate date  RefNumber text11  Memo text4095  ExchangeRate float @8.0"
    lines = _lines_add(linked=False)
    return Card(
        f"{kind}Add! {kind}{{ AccountRef! ref159  {_PAYEE}  {head}  {_GUID}  {lines} }} ~def {INCLUDE}",
        f"{kind}Mod! {kind}{{ {_MOD_HEAD}  AccountRef ref159  {_PAYEE}  {head}  {_LINES_MOD} }} {INCLUDE}",
        txn_query(),
        f"""{TXN_HEAD_RET}  AccountRef ref159  {_PAYEE}  TxnDate date  Amount amt  RefNumber text11  Memo text4095
        {_GUID}  {_LINES_RET}  {DATA_EXT_RET}""",
    )


CREDIT_CARD_CHARGE = _card("CreditCardCharge")
CREDIT_CARD_CREDIT = _card("CreditCardCredit")

# -- purchase orders --------------------------------------------------------------------------------------------------

_ORDER_WHERE = "( InventorySiteRef ref31 @10.0 | ShipToEntityRef ref209 )"
_ORDER_DATES = "TermsRef ref31  DueDate date  ExpectedDate date  ShipMethodRef ref15  FOB text13"
_ORDER_MAILS = "IsToBePrinted bool  IsToBeEmailed bool @6.0  Other1 text25 @6.0  Other2 text29 @6.0"
_ORDER_ADDRESSES = f"VendorAddress Address{{ {ADDRESS} }}  ShipAddress Address{{ {ADDRESS} }}"
_LOCATION = "InventorySiteLocationRef ref31 @12.0"
PURCHASE_ORDER_ADD = f"""PurchaseOrderAdd! PurchaseOrder{{ VendorRef ref41  ClassRef ref159  {_ORDER_WHERE}
    TemplateRef ref31 @3.0
    TxnDate date  RefNumber text11  {_ORDER_ADDRESSES}  {_ORDER_DATES}  Memo text4095  VendorMsg text99  {_ORDER_MAILS}
    ExchangeRate float @8.0  {_GUID}
    ( PurchaseOrderLineAdd=lines! OrderLine{{ ItemRef ref  ManufacturerPartNumber text31 @7.0  Desc text4095
    Quantity qty  {_UOM}
        Rate price  ClassRef ref159  Amount amt  {_LOCATION}  CustomerRef ref209  ServiceDate date
        OverrideItemAccountRef ref159 @2.0
        Other1 text29 @6.0  Other2 text29 @6.0  {DATA_EXT} @5.0 }} ~def
    | PurchaseOrderLineGroupAdd=lines! OrderGroupLine{{ ItemGroupRef! ref31  Quantity qty  {_UOM}  {_LOCATION}
    {DATA_EXT} @5.0 }} )+ }} ~def {INCLUDE}"""
_ORDER_LINE_MOD = f"""OrderLine{{ TxnLineID! id ~use  ItemRef ref  ManufacturerPartNumber text31 @7.0  Desc text4095
    Quantity qty
    {_OVERRIDE_UOM}  Rate price  ClassRef ref159  Amount amt  {_LOCATION}  CustomerRef ref209  ServiceDate date
    IsManuallyClosed bool  OverrideItemAccountRef ref159  Other1 text29 @6.0  Other2 text29 @6.0 }}"""
PURCHASE_ORDER_MOD = f"""PurchaseOrderMod! PurchaseOrder{{ TxnID! id ~use  EditSequence! text16  VendorRef ref41
    ClassRef ref159
    {_ORDER_WHERE}  TemplateRef ref31 @3.0  TxnDate date  RefNumber text11  {_ORDER_ADDRESSES}  {_ORDER_DATES}
    IsManuallyClosed bool  Memo text4095  VendorMsg text99  {_ORDER_MAILS}  ExchangeRate float @8.0
    ( PurchaseOrderLineMod=lines {_ORDER_LINE_MOD}
    | PurchaseOrderLineGroupMod=lines OrderGroupLine{{ TxnLineID! id ~use  ItemGroupRef ref31  Quantity qty
        {_OVERRIDE_UOM}
        PurchaseOrderLineMod=lines* {_ORDER_LINE_MOD} }} )* }} {INCLUDE}"""
PURCHASE_ORDER_QUERY = txn_query(links="IncludeLinkedTxns bool @3.0")
_ORDER_LINE_RET = f"""OrderLine{{ TxnLineID! id  ItemRef ref  ManufacturerPartNumber text31 @7.0  Desc text4095
    Quantity qty
    {_OVERRIDE_UOM}  Rate price  ClassRef ref159  Amount amt  {_LOCATION}  CustomerRef ref209  ServiceDate date
    ReceivedQuantity qty  UnbilledQuantity qty @11.0  IsBilled bool @11.0  IsManuallyClosed bool  Other1 text29 @6.0
    Other2 text29 @6.0  {DATA_EXT_RET} @2.0 }}"""
PURCHASE_ORDER_RET = f"""{TXN_HEAD_RET}  VendorRef ref41  ClassRef ref159  InventorySiteRef ref31 @10.0
    ShipToEntityRef ref209
    TemplateRef ref31 @3.0  TxnDate date  RefNumber text11
    VendorAddress Address{{ {ADDRESS} }}  VendorAddressBlock=vendor_address_block Block{{ {BLOCK} }}
    ShipAddress Address{{ {ADDRESS} }}  ShipAddressBlock=ship_address_block Block{{ {BLOCK} }}  {_ORDER_DATES}
    TotalAmount amt  IsManuallyClosed bool  IsFullyReceived bool  Memo text4095  VendorMsg text99  {_ORDER_MAILS}
    {_GUID}
    {LINKED_TXN}
    ( PurchaseOrderLineRet=lines {_ORDER_LINE_RET}
    | PurchaseOrderLineGroupRet=lines OrderGroupLine{{ TxnLineID! id  ItemGroupRef! ref31  Desc text4095  Quantity qty
        {_OVERRIDE_UOM}  IsPrintItemsInGroup! bool  TotalAmount! amt  PurchaseOrderLineRet=lines*
        {_ORDER_LINE_RET}  {DATA_EXT_RET} @2.0 }} )*
    {DATA_EXT_RET}"""

# -- bill payments ----------------------------------------------------------------------------------------------------

CREDIT = "SetCredit* SetCredit{ CreditTxnID! id ~use  AppliedAmount! amt  Override bool @10.0 }"
_DISCOUNT = "DiscountAmount amt  DiscountAccountRef ref159  DiscountClassRef ref159 @11.0"
APPLIED = f"AppliedTo{{ TxnID! id ~use  PaymentAmount amt  {CREDIT}  {_DISCOUNT} }}"
APPLIED_AGAIN = f"AppliedTo{{ TxnID! id  PaymentAmount amt  {CREDIT}  {_DISCOUNT} }}"
APPLIED_RET = f"""AppliedToTxnRet=applied_to* AppliedTo{{ TxnID! id  TxnType! enum:TxnType  TxnDate date
    RefNumber text20  BalanceRemaining amt
        Amount amt  {_DISCOUNT}  {LINKED_TXN} @10.0 }}"""
_PRINTED = "( IsToBePrinted! bool | RefNumber! text11 )"
BILL_PAYMENT_CHECK_ADD = f"""BillPaymentCheckAdd! BillPaymentCheck{{ PayeeEntityRef! ref209  APAccountRef ref159
    TxnDate date
    BankAccountRef! ref159  {_PRINTED}!  Memo text4095 @3.0  ExchangeRate float @8.0  {_GUID}
    AppliedToTxnAdd=applied_to+ {APPLIED} }} ~def {INCLUDE}"""
BILL_PAYMENT_CHECK_MOD = f"""BillPaymentCheckMod! BillPaymentCheck{{ TxnID! id  EditSequence! text16  TxnDate date
    BankAccountRef ref159  Amount amt  ExchangeRate float @8.0  {_PRINTED}  Memo text4095
    AppliedToTxnMod=applied_to* {APPLIED_AGAIN} }} {INCLUDE}"""
BILL_PAYMENT_CHECK_QUERY = txn_query()
BILL_PAYMENT_CHECK_RET = f"""{TXN_HEAD_RET}  PayeeEntityRef ref209  APAccountRef ref159  TxnDate date
    BankAccountRef ref159  Amount amt
    RefNumber text11  Memo text4095  Address Address{{ {ADDRESS} }}  AddressBlock=address_block Block{{ {BLOCK} }}
    IsToBePrinted bool  {_GUID}
    {APPLIED_RET}
    {DATA_EXT_RET}"""
BILL_PAYMENT_CREDIT_CARD_ADD = f"""BillPaymentCreditCardAdd! BillPaymentCreditCard{{ PayeeEntityRef! ref209
    APAccountRef ref159  TxnDate date
    CreditCardAccountRef! ref159  RefNumber text11  Memo text4095 @3.0  ExchangeRate float @8.0  {_GUID}
    AppliedToTxnAdd=applied_to+ {APPLIED} }} ~def {INCLUDE}"""
BILL_PAYMENT_CREDIT_CARD_RET = f"""{TXN_HEAD_RET}  PayeeEntityRef ref209  APAccountRef ref159  TxnDate date
    CreditCardAccountRef ref159  Amount amt  RefNumber text11  Memo text4095  {_GUID}
    {APPLIED_RET}
    {DATA_EXT_RET}"""

# -- deleting and voiding --------------------------------------------------------------------------------

TXN_DEL = "TxnDelType! enum:TxnDelType  TxnID! id"
TXN_VOID = "TxnVoidType! enum:TxnVoidType  TxnID! id"
TXN_DELETED_QUERY = f"TxnDelType+ enum:TxnDelType  {DELETED_RANGE}  {INCLUDE}"
