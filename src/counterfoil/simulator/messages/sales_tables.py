"""The structure of the messages about invoices, customers' payments and deposits."""

from .parts import ADDRESS, BLOCK, DATA_EXT, DATA_EXT_RET, INCLUDE, LINKED_TXN, TXN_HEAD_RET, dated_query, txn_query
from .txn_tables import APPLIED, APPLIED_AGAIN, APPLIED_RET, CREDIT

_GUID = "ExternalGUID guid @9.0"
_MOD_HEAD = "TxnID! id  EditSequence! text16"

# -- invoices -----------------------------------------------------------------------------------------------------

_ADDRESSES = f"BillAddress Address{{ {ADDRESS} }}  ShipAddress Address{{ {ADDRESS} }}"
_TO = (
    "CustomerRef{} ref209  ClassRef ref159  ARAccountRef ref159  TemplateRef ref31 @3.0  TxnDate date  RefNumber text11"
)
_TERMS = """PONumber text25  TermsRef ref31  DueDate date  SalesRepRef ref5  FOB text13  ShipDate date
    ShipMethodRef ref15"""
_TAIL = """ItemSalesTaxRef ref31  Memo text4095  CustomerMsgRef ref101  IsToBePrinted bool  IsToBeEmailed bool @6.0
    CustomerSalesTaxCodeRef ref3  Other text29 @6.0  ExchangeRate float @8.0"""
_UOM = "UnitOfMeasure text31 @7.0"
_OVERRIDE_UOM = f"{_UOM}  OverrideUOMSetRef ref31 @7.0"
_SITE = "InventorySiteRef ref31 @10.0  InventorySiteLocationRef ref31 @12.0"
_LOTS = "( SerialNumber text4095 @11.0 | LotNumber text40 @11.0 )"
_PRICED = """( Rate! price | RatePercent! pct | PriceLevelRef! ref31 @4.0 )  ClassRef ref159  Amount amt
    OptionForPriceRuleConflict enum:PriceRuleConflict @13.0"""
_SOLD = f"{_SITE}  {_LOTS}  ServiceDate date  SalesTaxCodeRef ref3"
_OTHERS = "Other1 text29 @6.0  Other2 text29 @6.0"
_LINK = "LinkToTxn LinkTarget{ TxnID! id  TxnLineID! id } @6.0"
INVOICE_ADD = f"""InvoiceAdd! Invoice{{ {_TO.format("!")}  {_ADDRESSES}  IsPending bool  IsFinanceCharge bool @8.0
    {_TERMS}  {_TAIL}  {_GUID}  LinkToTxnID* id @6.0  {CREDIT} @10.0
    ( InvoiceLineAdd=lines InvoiceLine{{ ItemRef ref  Desc text4095  Quantity qty  {_UOM}  {_PRICED}  {_SOLD}
        OverrideItemAccountRef ref159 @2.0  {_OTHERS}  {_LINK}  {DATA_EXT} @5.0 }} ~def
    | InvoiceLineGroupAdd=lines InvoiceGroupLine{{ ItemGroupRef! ref31  Quantity qty  {_UOM}  {_SITE}
        {DATA_EXT} @5.0 }} )* }} ~def {INCLUDE}"""
_LINE_MOD = f"""InvoiceLine{{ TxnLineID! id  ItemRef ref  Desc text4095  Quantity qty  {_OVERRIDE_UOM}  {_PRICED}
    {_SOLD}  OverrideItemAccountRef ref159  {_OTHERS} }}"""
INVOICE_MOD = f"""InvoiceMod! Invoice{{ {_MOD_HEAD}  {_TO.format("")}  {_ADDRESSES}  IsPending bool  {_TERMS}  {_TAIL}
    {CREDIT} @10.0
    ( InvoiceLineMod=lines {_LINE_MOD}
    | InvoiceLineGroupMod=lines InvoiceGroupLine{{ TxnLineID! id  ItemGroupRef ref31  Quantity qty  {_OVERRIDE_UOM}
        InvoiceLineMod=lines* {_LINE_MOD} }} )* }} {INCLUDE}"""
INVOICE_QUERY = txn_query("PaidStatus enum:PaidStatus", links="IncludeLinkedTxns bool @1.1")
_LINE_RET = f"""InvoiceLine{{ TxnLineID! id  ItemRef ref  Desc text4095  Quantity qty  {_OVERRIDE_UOM}  Rate price
    ClassRef ref159  Amount amt  {_SITE}  {_LOTS}  ServiceDate date  {_OTHERS}
    {DATA_EXT_RET} @2.0 }}"""
INVOICE_RET = f"""{TXN_HEAD_RET}  {_TO.format("")}
    BillAddress Address{{ {ADDRESS} }}  BillAddressBlock=bill_address_block Block{{ {BLOCK} }} @6.0
    ShipAddress Address{{ {ADDRESS} }}  ShipAddressBlock=ship_address_block Block{{ {BLOCK} }} @6.0
    IsPending bool  IsFinanceCharge bool  {_TERMS}  Subtotal amt  AppliedAmount amt  BalanceRemaining amt
    Memo text4095  IsPaid bool @2.0  CustomerMsgRef ref101  IsToBePrinted bool  IsToBeEmailed bool @6.0
    Other text29 @6.0  {_GUID}  {LINKED_TXN} @1.1
    ( InvoiceLineRet=lines {_LINE_RET}
    | InvoiceLineGroupRet=lines InvoiceGroupLine{{ TxnLineID! id  ItemGroupRef! ref31  Desc text4095  Quantity qty
        {_OVERRIDE_UOM}  IsPrintItemsInGroup! bool  TotalAmount! amt  InvoiceLineRet=lines* {_LINE_RET}
        {DATA_EXT_RET} @2.0 }} )*
    {DATA_EXT_RET}"""

# -- payments of customers ----------------------------------------------------------------------------------------

_PAYMENT = """CustomerRef{} ref209  ARAccountRef ref159  TxnDate date  RefNumber text20  TotalAmount amt
    ExchangeRate float @8.0  PaymentMethodRef ref31  Memo text4095  DepositToAccountRef ref159"""
_INPUT = """CreditCardNumber{0} text25  ExpirationMonth{0} int  ExpirationYear{0} int  NameOnCard{0} text41
    CreditCardAddress text41  CreditCardPostalCode text18  CommercialCardCode text24
    TransactionMode enum:CardMode @6.0  CreditCardTxnType enum:CardTxnType @7.0"""
_RESULT = """ResultCode{0} int  ResultMessage{0} text60  CreditCardTransID{0} text24  MerchantAccountNumber{0} text32
    AuthorizationCode text12  AVSStreet enum:CardCheck  AVSZip enum:CardCheck
    CardSecurityCodeMatch enum:CardCheck @6.0  ReconBatchID text84  PaymentGroupingCode int
    PaymentStatus{0} enum:CardStatus  TxnAuthorizationTime{0} datetime  TxnAuthorizationStamp int
    ClientTransID text16 @6.0"""
_CARD = f"""CreditCardTxnInfo Filter{{ CreditCardTxnInputInfo! Filter{{ {_INPUT.format("!")} }}
    CreditCardTxnResultInfo! Filter{{ {_RESULT.format("!")} }} }} @4.1"""
_CARD_MOD = f"""CreditCardTxnInfoMod Filter{{ CreditCardTxnInputInfoMod Filter{{ {_INPUT.format("")} }}
    CreditCardTxnResultInfoMod Filter{{ {_RESULT.format("")} }} }} @7.0"""
RECEIVE_PAYMENT_ADD = f"""ReceivePaymentAdd! ReceivePayment{{ {_PAYMENT.format("!")}  {_CARD}  {_GUID}
    ( IsAutoApply! bool | AppliedToTxnAdd=applied_to+ {APPLIED} )! }} ~def {INCLUDE}"""
RECEIVE_PAYMENT_MOD = f"""ReceivePaymentMod! ReceivePayment{{ {_MOD_HEAD}  {_PAYMENT.format("")}  {_CARD_MOD}
    AppliedToTxnMod=applied_to* {APPLIED_AGAIN} }} {INCLUDE}"""
RECEIVE_PAYMENT_QUERY = txn_query()
RECEIVE_PAYMENT_RET = f"""{TXN_HEAD_RET}  CustomerRef ref209  ARAccountRef ref159  TxnDate date  RefNumber text20
    TotalAmount amt  PaymentMethodRef ref31  Memo text4095  DepositToAccountRef ref159  UnusedPayment amt
    UnusedCredits amt  {_GUID}  {APPLIED_RET}  {DATA_EXT_RET}"""

# -- deposits -----------------------------------------------------------------------------------------------------

_DEPOSIT_LINE = """( PaymentTxnID! id{0}  PaymentTxnLineID id{0}  OverrideMemo text4095  OverrideCheckNumber text11
      OverrideClassRef ref159
    | EntityRef ref209  AccountRef{2} ref159  Memo text4095  CheckNumber text11  PaymentMethodRef ref31
      ClassRef ref159  Amount amt ){1}"""
_CASH_BACK = "AccountRef{} ref159  Memo text4095  Amount amt"
_CURRENCY = "CurrencyRef ref64 @8.0  ExchangeRate float @8.0"
DEPOSIT_ADD = f"""DepositAdd! Deposit{{ TxnDate date  DepositToAccountRef! ref159  Memo text4095
    CashBackInfoAdd=cash_back CashBack{{ {_CASH_BACK.format("!")} }} ~def  {_CURRENCY}  {_GUID}
    DepositLineAdd=lines* DepositLine{{ {_DEPOSIT_LINE.format(" ~use", "!", "!")} }} ~def }} ~def {INCLUDE}"""
DEPOSIT_MOD = f"""DepositMod! Deposit{{ {_MOD_HEAD}  TxnDate date  DepositToAccountRef ref159  Memo text4095
    CashBackInfoMod=cash_back CashBack{{ {_CASH_BACK.format("")} }}  {_CURRENCY}
    DepositLineMod=lines* DepositLine{{ TxnLineID! id  {_DEPOSIT_LINE.format(" ~use", "!", "")} }} }} {INCLUDE}"""
DEPOSIT_QUERY = dated_query()
DEPOSIT_RET = f"""{TXN_HEAD_RET}  TxnDate date  DepositToAccountRef ref159  Memo text4095  DepositTotal amt
    CashBackInfoRet=cash_back CashBack{{ TxnLineID! id  AccountRef! ref159  Memo text4095  Amount amt }}  {_GUID}
    DepositLineRet=lines* DepositLine{{ TxnType enum:TxnType  TxnID id  TxnLineID! id  PaymentTxnLineID id @7.0
        EntityRef ref209  AccountRef ref159  Memo text4095  CheckNumber text11  PaymentMethodRef ref31
        ClassRef ref159  Amount amt }}
    {DATA_EXT_RET}"""
