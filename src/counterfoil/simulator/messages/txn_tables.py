"""The structure of the messages about transactions: bills, purchase orders and bill payments."""

from .list_tables import DELETED_RANGE
from .parts import ADDRESS, BLOCK, DATA_EXT, DATA_EXT_RET, INCLUDE, LINKED_TXN, TXN_HEAD_RET, txn_query

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

BILL_ADD = f"""BillAdd! Bill{{ VendorRef! ref41  {_BILL_HEAD}  {_GUID}  LinkToTxnID* id @4.0
    ExpenseLineAdd=expense_lines* ExpenseLine{{ {_EXPENSE}  {_LINE_DATA} }}
    ( ItemLineAdd=item_lines ItemLine{{ ItemRef ref  {_SITE}  {_LOTS}  Desc text4095  Quantity qty  {_UOM}
    Cost price  Amount amt
        {_WHOSE}  OverrideItemAccountRef ref159 @2.0  LinkToTxn LinkTarget{{ TxnID! id  TxnLineID! id }} @4.0
        {_REP}  {_LINE_DATA} }}
    | ItemGroupLineAdd=item_lines GroupLine{{ ItemGroupRef! ref31  Quantity qty  {_UOM}  {_SITE}
    {_LINE_DATA} }} )* }} {INCLUDE}"""
_ITEM_MOD = f"""ItemLine{{ TxnLineID! id  ItemRef ref  {_SITE}  {_LOTS}  Desc text4095  Quantity qty
    {_OVERRIDE_UOM}  Cost price
    Amount amt  {_WHOSE}  OverrideItemAccountRef ref159  {_REP} }}"""
BILL_MOD = f"""BillMod! Bill{{ TxnID! id  EditSequence! text16  VendorRef ref41  {_BILL_HEAD}
    ClearExpenseLines bool  ExpenseLineMod=expense_lines* ExpenseLine{{ TxnLineID! id  {_EXPENSE} }}
    ClearItemLines bool
    ( ItemLineMod=item_lines {_ITEM_MOD}
    | ItemGroupLineMod=item_lines GroupLine{{ TxnLineID! id  ItemGroupRef ref31  Quantity qty  {_OVERRIDE_UOM}
        ItemLineMod=lines* {_ITEM_MOD} }} )* }} {INCLUDE}"""
BILL_QUERY = txn_query("PaidStatus enum:PaidStatus", links="IncludeLinkedTxns bool @2.0")
_ITEM_RET = f"""ItemLine{{ TxnLineID! id  ItemRef ref  {_SITE}  {_LOTS}  Desc text4095  Quantity qty
    {_OVERRIDE_UOM}  Cost price
    Amount amt  {_WHOSE}  {_REP} }}"""
BILL_RET = f"""{TXN_HEAD_RET}  VendorRef ref41  {_BILL_ADDRESS}  APAccountRef ref159  TxnDate date  DueDate date
    AmountDue amt
    RefNumber text20  TermsRef ref31  Memo text4095  IsPaid bool  {_GUID}  {LINKED_TXN}
    ExpenseLineRet=expense_lines* ExpenseLine{{ TxnLineID! id  {_EXPENSE} }}
    ( ItemLineRet=item_lines {_ITEM_RET}
    | ItemGroupLineRet=item_lines GroupLine{{ TxnLineID! id  ItemGroupRef! ref31  Desc text4095  Quantity qty
    {_OVERRIDE_UOM}
        TotalAmount! amt  ItemLineRet=lines* {_ITEM_RET} }} )*
    OpenAmount amt  {DATA_EXT_RET}"""

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
        Other1 text29 @6.0  Other2 text29 @6.0  {DATA_EXT} @5.0 }}
    | PurchaseOrderLineGroupAdd=lines! OrderGroupLine{{ ItemGroupRef! ref31  Quantity qty  {_UOM}  {_LOCATION}
    {DATA_EXT} @5.0 }} )+ }} {INCLUDE}"""
_ORDER_LINE_MOD = f"""OrderLine{{ TxnLineID! id  ItemRef ref  ManufacturerPartNumber text31 @7.0  Desc text4095
    Quantity qty
    {_OVERRIDE_UOM}  Rate price  ClassRef ref159  Amount amt  {_LOCATION}  CustomerRef ref209  ServiceDate date
    IsManuallyClosed bool  OverrideItemAccountRef ref159  Other1 text29 @6.0  Other2 text29 @6.0 }}"""
PURCHASE_ORDER_MOD = f"""PurchaseOrderMod! PurchaseOrder{{ TxnID! id  EditSequence! text16  VendorRef ref41
    ClassRef ref159
    {_ORDER_WHERE}  TemplateRef ref31 @3.0  TxnDate date  RefNumber text11  {_ORDER_ADDRESSES}  {_ORDER_DATES}
    IsManuallyClosed bool  Memo text4095  VendorMsg text99  {_ORDER_MAILS}  ExchangeRate float @8.0
    ( PurchaseOrderLineMod=lines {_ORDER_LINE_MOD}
    | PurchaseOrderLineGroupMod=lines OrderGroupLine{{ TxnLineID! id  ItemGroupRef ref31  Quantity qty  {_OVERRIDE_UOM}
        PurchaseOrderLineMod=lines* {_ORDER_LINE_MOD} }} )* }} {INCLUDE}"""
PURCHASE_ORDER_QUERY = txn_query(links="IncludeLinkedTxns bool @3.0")
_ORDER_LINE_RET = f"""OrderLine{{ TxnLineID! id  ItemRef ref  ManufacturerPartNumber text31 @7.0  Desc text4095
    Quantity qty
    {_OVERRIDE_UOM}  Rate price  ClassRef ref159  Amount amt  {_LOCATION}  CustomerRef ref209  ServiceDate date
    ReceivedQuantity qty  UnbilledQuantity qty @11.0  IsBilled bool @11.0  IsManuallyClosed bool  Other1 text29 @6.0
    Other2 text29 @6.0 }}"""
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
        {_ORDER_LINE_RET} }} )*
    {DATA_EXT_RET}"""

# -- bill payments ----------------------------------------------------------------------------------------------------

_CREDIT = "SetCredit* SetCredit{ CreditTxnID! id  AppliedAmount! amt  Override bool @10.0 }"
_DISCOUNT = "DiscountAmount amt  DiscountAccountRef ref159  DiscountClassRef ref159 @11.0"
_APPLIED = f"AppliedTo{{ TxnID! id  PaymentAmount amt  {_CREDIT}  {_DISCOUNT} }}"
_PRINTED = "( IsToBePrinted! bool | RefNumber! text11 )"
BILL_PAYMENT_CHECK_ADD = f"""BillPaymentCheckAdd! BillPaymentCheck{{ PayeeEntityRef! ref209  APAccountRef ref159
    TxnDate date
    BankAccountRef! ref159  {_PRINTED}!  Memo text4095 @3.0  ExchangeRate float @8.0  {_GUID}
    AppliedToTxnAdd=applied_to+ {_APPLIED} }} {INCLUDE}"""
BILL_PAYMENT_CHECK_MOD = f"""BillPaymentCheckMod! BillPaymentCheck{{ TxnID! id  EditSequence! text16  TxnDate date
    BankAccountRef ref159  Amount amt  ExchangeRate float @8.0  {_PRINTED}  Memo text4095
    AppliedToTxnMod=applied_to* {_APPLIED} }} {INCLUDE}"""
BILL_PAYMENT_CHECK_QUERY = txn_query()
BILL_PAYMENT_CHECK_RET = f"""{TXN_HEAD_RET}  PayeeEntityRef ref209  APAccountRef ref159  TxnDate date
    BankAccountRef ref159  Amount amt
    RefNumber text11  Memo text4095  Address Address{{ {ADDRESS} }}  AddressBlock=address_block Block{{ {BLOCK} }}
    IsToBePrinted bool  {_GUID}
    AppliedToTxnRet=applied_to* AppliedTo{{ TxnID! id  TxnType! enum:TxnType  TxnDate date  RefNumber text20
    BalanceRemaining amt
        Amount amt  {_DISCOUNT} }}
    {DATA_EXT_RET}"""

# -- deleting and voiding --------------------------------------------------------------------------------

TXN_DEL = "TxnDelType! enum:TxnDelType  TxnID! id"
TXN_VOID = "TxnVoidType! enum:TxnVoidType  TxnID! id"
TXN_DELETED_QUERY = f"TxnDelType+ enum:TxnDelType  {DELETED_RANGE}  {INCLUDE}"
