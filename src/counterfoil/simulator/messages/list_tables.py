"""The structure of the messages about lists: vendors, accounts, classes, customers and terms."""

from .parts import (
    ADDITIONAL_CONTACT,
    ADDRESS,
    BALANCE_FILTER,
    BLOCK,
    CONTACT,
    CURRENCY_FILTER,
    DATA_EXT_RET,
    HEAD_RET,
    INCLUDE,
    list_query,
    tree_filter,
)  # fmt: skip

# -- accounts -------------------------------------------------------------------------------------------------------

_ACCOUNT = """AccountNumber text7  BankNumber text25  Desc text200  OpenBalance amt  OpenBalanceDate date
    TaxLineID int @7.0  CurrencyRef ref64 @8.0"""
ACCOUNT_ADD = f"""AccountAdd! Account{{ Name! text31  IsActive bool  ParentRef ref  AccountType! enum:AccountType
    {_ACCOUNT} }} {INCLUDE}"""
ACCOUNT_MOD = f"""AccountMod! Account{{ ListID! id  EditSequence! text16  Name text31  IsActive bool  ParentRef ref
    AccountType enum:AccountType {_ACCOUNT} }} {INCLUDE}"""
ACCOUNT_QUERY = list_query(f"AccountType* enum:AccountType {CURRENCY_FILTER}")
ACCOUNT_RET = f"""{HEAD_RET}  Name text31  FullName text159  IsActive bool  ParentRef ref  Sublevel int
    AccountType enum:AccountType  SpecialAccountType enum:SpecialAccountType  AccountNumber text7  BankNumber text25
    Desc text200  Balance amt  TotalBalance amt  CashFlowClassification enum:CashFlow  {DATA_EXT_RET}"""

# -- classes --------------------------------------------------------------------------------------------------------

CLASS_ADD = f"ClassAdd! Class{{ Name! text31  IsActive bool  ParentRef ref }} {INCLUDE}"
CLASS_MOD = (
    f"ClassMod! Class{{ ListID! id  EditSequence! text16  Name text31  IsActive bool  ParentRef ref }} {INCLUDE}"
)
CLASS_QUERY = list_query(owners=False)
CLASS_RET = f"{HEAD_RET}  Name text31  FullName text159  IsActive bool  ParentRef ref  Sublevel int"

# -- vendors and customers --------------------------------------------------------------------------------------------

_PERSON = """CompanyName text41  Salutation text15  FirstName text25  MiddleName text5  LastName text25
    JobTitle text41 @12.0"""
_REACH = f"""Phone text21  AltPhone text21  Fax text21  Email text1023  Cc text1023 @12.0  Contact text41
    AltContact text41
    AdditionalContactRef=additional_contacts<8 {ADDITIONAL_CONTACT} @12.0"""
_CONTACTS_ADD = f"Contacts=contacts* Contact{{ {CONTACT} }} @12.0"
_CONTACTS_MOD = f"ContactsMod=contacts* Contact{{ ListID id  EditSequence text16 {CONTACT} }} @12.0"
_CONTACTS_RET = f"""ContactsRet=contacts* Contact{{ ListID id  TimeCreated! moment  TimeModified! moment
    EditSequence text16
    Contact text41 {CONTACT} }} @12.0"""
_NOTES_ADD = "AdditionalNotes=additional_notes* AdditionalNote{ Note! text4095 } @12.0"
_NOTES_MOD = "AdditionalNotesMod=additional_notes* AdditionalNote{ NoteID! int  Note! text4095 } @12.0"
_NOTES_RET = "AdditionalNotesRet=additional_notes* AdditionalNote{ NoteID! int  Date! text  Note! text4095 } @12.0"

_VENDOR_TYPE = (
    "VendorTypeRef ref159  TermsRef ref31  CreditLimit amt  VendorTaxIdent text15  IsVendorEligibleFor1099 bool"
)
_VENDOR_TYPE_MOD = """VendorTypeRef ref159 @3.0  TermsRef ref31 @3.0  CreditLimit amt @3.0  VendorTaxIdent text15 @3.0
    IsVendorEligibleFor1099 bool @3.0"""
_PREFILL = "PrefillAccountRef=prefill_accounts<3 ref159 @8.0  CurrencyRef ref64 @8.0"
VENDOR_ADD = f"""VendorAdd! Vendor{{ Name! text41  IsActive bool  ClassRef ref159 @12.0  {_PERSON}
    VendorAddress Address{{ {ADDRESS} }}  ShipAddress Address{{ {ADDRESS} }} @11.0  {_REACH} {_CONTACTS_ADD}
    NameOnCheck text41  AccountNumber text99  Notes text4095 @3.0  {_NOTES_ADD} {_VENDOR_TYPE}
    OpenBalance amt  OpenBalanceDate date  BillingRateRef ref31 @6.0  ExternalGUID guid @8.0  {_PREFILL} }} {INCLUDE}"""
VENDOR_MOD = f"""VendorMod! Vendor{{ ListID! id  EditSequence! text16  Name text41  IsActive bool @3.0
    ClassRef ref159 @12.0  {_PERSON}
    VendorAddress Address{{ {ADDRESS} }}  ShipAddress Address{{ {ADDRESS} }} @11.0  {_REACH} {_CONTACTS_MOD}
    NameOnCheck text41  AccountNumber text99  Notes text4095 @3.0  {_NOTES_MOD} {_VENDOR_TYPE_MOD}
    BillingRateRef ref31 @6.0  {_PREFILL} }} {INCLUDE}"""
VENDOR_QUERY = list_query(f"{BALANCE_FILTER} {CURRENCY_FILTER} {tree_filter('ClassFilter', '@12.0')}")
VENDOR_RET = f"""{HEAD_RET}  Name text41  IsActive bool  ClassRef ref159 @12.0  {_PERSON}
    VendorAddress Address{{ {ADDRESS} }}  VendorAddressBlock=vendor_address_block Block{{ {BLOCK} }}
    ShipAddress Address{{ {ADDRESS} }} @11.0  {_REACH} {_CONTACTS_RET}
    NameOnCheck text41  AccountNumber text99  Notes text4095 @3.0  {_NOTES_RET} {_VENDOR_TYPE}
    Balance amt  BillingRateRef ref31 @6.0  ExternalGUID guid @8.0  PrefillAccountRef=prefill_accounts<3 ref159 @8.0
    {DATA_EXT_RET}"""

_SHIP_TO = f"""ShipToAddress=ship_to_addresses<50 ShipToAddress{{ Name! text41
    {ADDRESS.replace("@2.0", "").replace("@6.0", "")}
    DefaultShipTo bool }} @12.0"""
_CUSTOMER_TYPE = "CustomerTypeRef ref159  TermsRef ref31  SalesRepRef ref5"
_CUSTOMER_TAX = """SalesTaxCodeRef ref3  ItemSalesTaxRef ref31  ResaleNumber text15  AccountNumber text99
    CreditLimit amt
    PreferredPaymentMethodRef ref31 @3.0  CreditCardInfo CreditCardInfo{ CreditCardNumber text25  ExpirationMonth int
    ExpirationYear int  NameOnCard text41  CreditCardAddress text41  CreditCardPostalCode text41 } @3.0
    JobStatus enum:JobStatus  JobStartDate date  JobProjectedEndDate date  JobEndDate date  JobDesc text99
    JobTypeRef ref159
    Notes text4095 @3.0"""
_DELIVERY = "PreferredDeliveryMethod enum:DeliveryMethod @12.0  PriceLevelRef ref31 @4.0"
_CUSTOMER_ADDRESSES = f"BillAddress Address{{ {ADDRESS} }}  ShipAddress Address{{ {ADDRESS} }}  {_SHIP_TO}"
CUSTOMER_ADD = f"""CustomerAdd! Customer{{ Name! text41  IsActive bool  ClassRef ref159 @12.0  ParentRef ref  {_PERSON}
    {_CUSTOMER_ADDRESSES} {_REACH} {_CONTACTS_ADD} {_CUSTOMER_TYPE}  OpenBalance amt  OpenBalanceDate date
    {_CUSTOMER_TAX} {_NOTES_ADD} {_DELIVERY}  ExternalGUID guid @8.0  CurrencyRef ref64 @8.0 }} {INCLUDE}"""
CUSTOMER_MOD = f"""CustomerMod! Customer{{ ListID! id  EditSequence! text16  Name text41  IsActive bool @3.0
    ClassRef ref159 @12.0  ParentRef ref @3.0  {_PERSON} {_CUSTOMER_ADDRESSES} {_REACH} {_CONTACTS_MOD} {_CUSTOMER_TYPE}
    {_CUSTOMER_TAX} {_NOTES_MOD} {_DELIVERY}  CurrencyRef ref64 @8.0 }} {INCLUDE}"""
CUSTOMER_QUERY = list_query(f"{BALANCE_FILTER} {CURRENCY_FILTER} {tree_filter('ClassFilter', '@12.0')}")
CUSTOMER_RET = f"""{HEAD_RET}  Name text41  FullName text209  IsActive bool  ClassRef ref159 @12.0  ParentRef ref
    Sublevel int
    {_PERSON}  BillAddress Address{{ {ADDRESS} }}  BillAddressBlock=bill_address_block Block{{ {BLOCK} }}
    ShipAddress Address{{ {ADDRESS} }}  ShipAddressBlock=ship_address_block Block{{ {BLOCK} }}  {_SHIP_TO}
    {_REACH} {_CONTACTS_RET} {_CUSTOMER_TYPE}  Balance amt  TotalBalance amt  {_CUSTOMER_TAX} {_NOTES_RET} {_DELIVERY}
    ExternalGUID guid @8.0  {DATA_EXT_RET}"""

# -- terms ----------------------------------------------------------------------------------------------------------

_STANDARD = "StdDueDays int  StdDiscountDays int  DiscountPct pct"
_DRIVEN = "DueNextMonthDays int  DiscountDayOfMonth int  DiscountPct pct"
STANDARD_TERMS_ADD = f"StandardTermsAdd! StandardTerms{{ Name! text31  IsActive bool  {_STANDARD} }} {INCLUDE}"
DATE_DRIVEN_TERMS_ADD = (
    f"""DateDrivenTermsAdd! DateDrivenTerms{{ Name! text31  IsActive bool  DayOfMonthDue! int  {_DRIVEN} }} {INCLUDE}"""
)
TERMS_QUERY = list_query(owners=False)
STANDARD_TERMS_RET = f"{HEAD_RET}  Name text31  IsActive bool  {_STANDARD}"
DATE_DRIVEN_TERMS_RET = f"{HEAD_RET}  Name text31  IsActive bool  DayOfMonthDue int  {_DRIVEN}"

# -- deleting and merging -------------------------------------------------------------------------------------------

LIST_DEL = "ListDelType! enum:ListDelType  ListID! id"
_MERGED = "Filter{ ListID! id  EditSequence! text16 }"
LIST_MERGE = f"ListMergeType! enum:ListMergeType  MergeFrom! {_MERGED}  MergeTo! {_MERGED}  SameShipAddrOk bool @8.0"
DELETED_RANGE = "DeletedDateRangeFilter Filter{ FromDeletedDate datetime  ToDeletedDate datetime }"
LIST_DELETED_QUERY = f"ListDelType+ enum:ListDelType  {DELETED_RANGE}  {INCLUDE}"
