"""Pieces of structure that many messages share, and the enumerations, in the notation of grammar.py."""

ADDRESS = """Addr1 text41  Addr2 text41  Addr3 text41  Addr4 text41 @2.0  Addr5 text41 @6.0
    City text31  State text21  PostalCode text13  Country text31  Note text41 @6.0"""
BLOCK = "Addr1 text41  Addr2 text41  Addr3 text41  Addr4 text41  Addr5 text41"
INCLUDE = "IncludeRetElement* text50 @4.0"
OWNERS = "OwnerID* guid @2.0"
DATA_EXT = """DataExt* DataExt{ OwnerID! guid  DataExtName! text31  DataExtValue! text }"""
DATA_EXT_RET = (
    """DataExtRet* DataExt{ OwnerID guid  DataExtName! text31  DataExtType! enum:DataExtType  DataExtValue! text }"""
)
RECOVERY = """ErrorRecovery{ ( ListID! id | OwnerID! guid | TxnID! id )!  TxnNumber int  EditSequence text16
    ExternalGUID guid }"""

ADDITIONAL_CONTACT = "AdditionalContact{ ContactName! text40  ContactValue! text255 }"
CONTACT = f"""Salutation text15  FirstName! text25  MiddleName text5  LastName text25  JobTitle text41
    AdditionalContactRef=additional_contacts<5 {ADDITIONAL_CONTACT}"""

HEAD_RET = "ListID id  TimeCreated moment  TimeModified moment  EditSequence text16"
TXN_HEAD_RET = "TxnID id  TimeCreated moment  TimeModified moment  EditSequence text16  TxnNumber int"
LINKED_TXN = """LinkedTxn* LinkedTxn{ TxnID! id  TxnType! enum:TxnType  TxnDate! date  RefNumber text20
    LinkType enum:LinkType  Amount! amt }"""

NAME_FILTERS = """MaxReturned int  ActiveStatus enum:ActiveStatus  FromModifiedDate datetime  ToModifiedDate datetime
    ( NameFilter Filter{ MatchCriterion! enum:MatchCriterion  Name! text }
    | NameRangeFilter Filter{ FromName text  ToName text } )"""


def list_query(more: str = "", *, owners: bool = True) -> str:
    """The query of a list; `more` are filters of its own."""
    return f"( ListID* id | FullName* text | {NAME_FILTERS} {more} ) {INCLUDE} {OWNERS if owners else ''}"


def tree_filter(name: str, since: str = "") -> str:
    """A filter by list objects, perhaps with everything below one."""
    return f"""{name} Filter{{ ( ListID+ id @2.0 | FullName+ text | ListIDWithChildren! id @2.0
        | FullNameWithChildren! text )! }} {since}"""


CURRENCY_FILTER = "CurrencyFilter Filter{ ( ListID+ id | FullName+ text64 )! } @8.0"
BALANCE_FILTER = "TotalBalanceFilter Filter{ Operator! enum:Operator  Amount! amt }"


TXN_DATES = """( ModifiedDateRangeFilter Filter{ FromModifiedDate datetime  ToModifiedDate datetime }
    | TxnDateRangeFilter Filter{ ( FromTxnDate date  ToTxnDate date | DateMacro enum:DateMacro ) } )"""


def txn_query(more: str = "", *, links: str = "") -> str:
    """The query of a kind of transaction; `more` are filters of its own, `links` asks for linked transactions."""
    return f"""( TxnID* id | RefNumber* text | RefNumberCaseSensitive* text @4.0
        | MaxReturned int
          {TXN_DATES}
          {tree_filter("EntityFilter")} {tree_filter("AccountFilter")}
          ( RefNumberFilter Filter{{ MatchCriterion! enum:MatchCriterion  RefNumber! text }}
          | RefNumberRangeFilter Filter{{ FromRefNumber text  ToRefNumber text }} )
          {CURRENCY_FILTER} {more} )
        IncludeLineItems bool {links} {INCLUDE} {OWNERS}"""


def words(text: str) -> frozenset[str]:
    """The values of an enumeration."""
    return frozenset(text.split())


def dated_query() -> str:
    """The query of a kind of transaction without numbers of its own."""
    return f"""( TxnID* id | MaxReturned int  {TXN_DATES}  {tree_filter("EntityFilter")} {tree_filter("AccountFilter")}
        {CURRENCY_FILTER} )  IncludeLineItems bool  {INCLUDE} {OWNERS}"""


MONTHS = "January February March April May June July August September October November December"
TXN_TYPES = """ARRefundCreditCard Bill BillPaymentCheck BillPaymentCreditCard BuildAssembly Charge Check
    CreditCardCharge
    CreditCardCredit CreditMemo Deposit Estimate InventoryAdjustment Invoice ItemReceipt JournalEntry
    LiabilityAdjustment
    Paycheck PayrollLiabilityCheck PurchaseOrder ReceivePayment SalesOrder SalesReceipt SalesTaxPaymentCheck Transfer
    VendorCredit YTDAdjustment"""
OBJECTS = """Account ARRefundCreditCard Bill BillPaymentCheck BillPaymentCreditCard BuildAssembly Charge Check Company
    CreditCardCharge CreditCardCredit CreditMemo Customer Deposit Employee Estimate InventoryAdjustment Invoice Item
    ItemReceipt JournalEntry OtherName PurchaseOrder ReceivePayment SalesOrder SalesReceipt SalesTaxPaymentCheck Vendor
    VendorCredit"""
ENUMS: dict[str, frozenset[str]] = {
    "AccountType": words(
        """AccountsPayable AccountsReceivable Bank CostOfGoodsSold CreditCard Equity Expense FixedAsset Income
        LongTermLiability NonPosting OtherAsset OtherCurrentAsset OtherCurrentLiability OtherExpense OtherIncome"""
    ),
    "SpecialAccountType": words(
        """AccountsPayable AccountsReceivable CondenseItemAdjustmentExpenses CostOfGoodsSold DirectDepositLiabilities
        Estimates ExchangeGainLoss InventoryAssets ItemReceiptAccount OpeningBalanceEquity PayrollExpenses
        PayrollLiabilities PettyCash PurchaseOrders ReconciliationDifferences RetainedEarnings SalesOrders
        SalesTaxPayable UncategorizedExpenses UncategorizedIncome UndepositedFunds"""
    ),
    "CashFlow": words("None Operating Investing Financing NotApplicable"),
    "ActiveStatus": words("ActiveOnly InactiveOnly All"),
    "MatchCriterion": words("StartsWith Contains EndsWith"),
    "Operator": words("LessThan LessThanEqual Equal GreaterThan GreaterThanEqual"),
    "BillableStatus": words("Billable NotBillable HasBeenBilled"),
    "JournalLineType": words("Debit Credit"),
    "DetailLevel": words("All SummaryOnly AllExceptSummary"),
    "PostingStatus": words("Either NonPosting Posting"),
    "TransactionPaidStatus": words("Either Closed Open"),
    "EntityType": words("Customer Employee OtherName Vendor"),
    "TxnTypeFilter": words(TXN_TYPES) | words("All"),
    "AccountTypeFilter": words(
        """AccountsPayable AccountsReceivable AllowedFor1099 APAndSalesTax APOrCreditCard ARAndAP Asset
        BalanceSheet Bank BankAndARAndAPAndUF BankAndUF CostOfSales CreditCard CurrentAsset
        CurrentAssetAndExpense CurrentLiability Equity EquityAndIncomeAndExpense ExpenseAndOtherExpense
        FixedAsset IncomeAndExpense IncomeAndOtherIncome Liability LiabilityAndEquity LongTermLiability
        NonPosting OrdinaryExpense OrdinaryIncome OrdinaryIncomeAndCOGS OrdinaryIncomeAndExpense OtherAsset
        OtherCurrentAsset OtherCurrentLiability OtherExpense OtherIncome OtherIncomeOrExpense"""
    ),
    "ItemTypeFilter": words(
        """AllExceptFixedAsset Assembly Discount FixedAsset Inventory InventoryAndAssembly NonInventory OtherCharge
        Payment Sales SalesTax Service"""
    ),
    "PriceRuleConflict": words("Zero BasePrice"),
    "CardMode": words("CardNotPresent CardPresent"),
    "CardTxnType": words("Authorization Capture Charge Refund VoiceAuthorization"),
    "CardCheck": words("Pass Fail NotAvailable"),
    "CardStatus": words("Unknown Completed"),
    "PaidStatus": words("All PaidOnly NotPaidOnly"),
    "LinkType": words("AMTTYPE QUANTYPE"),
    "JobStatus": words("Awarded Closed InProgress None NotAwarded Pending"),
    "DeliveryMethod": words("None Email Fax"),
    "AcquiredAs": words("New Old"),
    "PaymentMethodType": words(
        "AmericanExpress Cash Check DebitCard Discover ECheck GiftCard MasterCard Other OtherCreditCard Visa"
    ),
    "EmployeeType": words("Officer Owner Regular Statutory"),
    "PartOrFullTime": words("PartTime FullTime"),
    "Exempt": words("Exempt NonExempt"),
    "YesOrNo": words("Yes No"),
    "Gender": words("Male Female"),
    "Ethnicity": words("AmericianIndian Asian Black Hawaiian Hispanic White TwoOrMoreRaces"),
    "MilitaryStatus": words("Active Reserve"),
    "Relation": words("Spouse Partner Mother Father Sister Brother Son Daughter Friend Other"),
    "PayPeriod": words("Daily Weekly Biweekly Semimonthly Monthly Quarterly Yearly"),
    "AccrualPeriod": words("BeginningOfYear EveryHourOnPaycheck EveryPaycheck"),
    "UseTimeData": words("NotSet UseTimeData DoNotUseTimeData"),
    "DeliveryPolicy": words("DeliverAlways DeliverOnlyIfRunning"),
    "TrackLostEvents": words("All None"),
    "ListEventOperation": words("Add Modify Delete Merge"),
    "TxnEventOperation": words("Add Modify Delete"),
    "CompanyFileEventOperation": words("Close Open"),
    "SubscriptionType": words("Data UI UIExtension"),
    "ListEventType": words(
        """Account Class Customer CustomerMsg CustomerType DateDrivenTerms Employee ItemDiscount ItemFixedAsset
        ItemGroup ItemInventory ItemInventoryAssembly ItemNonInventory ItemOtherCharge ItemPayment ItemSalesTax
        ItemSalesTaxGroup ItemService ItemSubtotal JobType OtherName PaymentMethod PriceLevel SalesRep SalesTaxCode
        ShipMethod StandardTerms ToDo Vendor VendorType"""
    ),
    "TxnEventType": words(
        """ARRefundCreditCard Bill BillPaymentCheck BillPaymentCreditCard Charge Check CreditCardCharge CreditCardCredit
        CreditMemo Deposit Estimate InventoryAdjustment Invoice ItemReceipt JournalEntry PurchaseOrder ReceivePayment
        SalesOrder SalesReceipt SalesTaxPaymentCheck TimeTracking VendorCredit"""
    ),
    "Month": words(MONTHS),
    "FileMode": words("SingleUser MultiUser"),
    "DataExtType": words("AMTTYPE DATETIMETYPE INTTYPE PERCENTTYPE PRICETYPE QUANTYPE STR255TYPE STR1024TYPE"),
    "DateMacro": words(
        """All Today ThisWeek ThisWeekToDate ThisMonth ThisMonthToDate ThisCalendarQuarter ThisCalendarQuarterToDate
        ThisFiscalQuarter ThisFiscalQuarterToDate ThisCalendarYear ThisCalendarYearToDate ThisFiscalYear
        ThisFiscalYearToDate Yesterday LastWeek LastWeekToDate LastMonth LastMonthToDate LastCalendarQuarter
        LastCalendarQuarterToDate LastFiscalQuarter LastFiscalQuarterToDate LastCalendarYear LastCalendarYearToDate
        LastFiscalYear LastFiscalYearToDate NextWeek NextFourWeeks NextMonth NextCalendarQuarter NextCalendarYear
        NextFiscalQuarter NextFiscalYear"""
    ),
    "ListDelType": words(
        """Account BillingRate Class Currency Customer CustomerMsg CustomerType DateDrivenTerms Employee InventorySite
        ItemDiscount ItemFixedAsset ItemGroup ItemInventory ItemInventoryAssembly ItemNonInventory ItemOtherCharge
        ItemPayment ItemSalesTax ItemSalesTaxGroup ItemService ItemSubtotal JobType OtherName PaymentMethod
        PayrollItemNonWage PayrollItemWage PriceLevel SalesRep SalesTaxCode ShipMethod StandardTerms ToDo
        UnitOfMeasureSet Vehicle Vendor VendorType WorkersCompCode"""
    ),
    "ListMergeType": words(
        """Account Class Customer ItemDiscount ItemGroup ItemInventory ItemNonInventory ItemOtherCharge ItemPayment
        ItemSalesTax ItemSalesTaxGroup ItemService ItemSubtotal Vendor"""
    ),
    "TxnType": words(TXN_TYPES),
    "TxnDelType": words(TXN_TYPES) - words("LiabilityAdjustment Paycheck PayrollLiabilityCheck Transfer YTDAdjustment")
    | words("TimeTracking TransferInventory VehicleMileage"),
    "TxnVoidType": words(
        """ARRefundCreditCard Bill BillPaymentCheck BillPaymentCreditCard Charge Check CreditCardCharge CreditCardCredit
        CreditMemo Deposit InventoryAdjustment Invoice ItemReceipt JournalEntry SalesReceipt VendorCredit"""
    ),
    "ListDataExtType": words("Account Customer Employee Item OtherName Vendor"),
    "TxnDataExtType": words(OBJECTS) - words("Account Company Customer Employee Item OtherName Vendor"),
    "OtherDataExtType": words("Company"),
    "AssignToObject": words(OBJECTS),
}
"""Enumeration → its values; tests compare them with the official schema."""
