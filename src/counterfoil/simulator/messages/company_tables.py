"""The structure of the messages about the company as a whole, and of private data."""

from .parts import ADDRESS, BLOCK, DATA_EXT_RET, INCLUDE, OWNERS

HOST_QUERY = f"IncludeListMetaData Filter{{ IncludeMaxCapacity! bool }} @6.0  {INCLUDE}"
LISTS_WITH_CAPACITY = [
    "Account",
    "BillingRate",
    "Class",
    "CustomerMsg",
    "CustomerType",
    "Entity",
    "Item",
    "JobType",
    "PaymentMethod",
    "PayrollItem",
    "PriceLevel",
    "SalesRep",
    "SalesTaxCode",
    "ShipMethod",
    "Template",
    "Terms",
    "ToDo",
    "Vehicle",
    "VendorType",
]
_CAPACITIES = "  ".join(f"{name}MetaData! Capacity{{ MaxCapacity! int }}" for name in LISTS_WITH_CAPACITY)
HOST_RET = f"""ProductName text255  MajorVersion text5  MinorVersion text5  Country text2  SupportedQBXMLVersion* text10
    IsAutomaticLogin bool  QBFileMode enum:FileMode  ListMetaData Capacities{{ {_CAPACITIES} }} @6.0"""

COMPANY_QUERY = f"{INCLUDE} {OWNERS}"
COMPANY_RET = f"""IsSampleCompany bool  CompanyName text59  LegalCompanyName text59  Address Address{{ {ADDRESS} }}
    AddressBlock=address_block Block{{ {BLOCK} }}  LegalAddress Address{{ {ADDRESS} }}  Phone text51  Email text1023
    FirstMonthFiscalYear enum:Month  FirstMonthIncomeTaxYear enum:Month  CompanyType text255  EIN=ein text20
    AccountantCopy AccountantCopy{{ AccountantCopyExists! bool  DividingDate date }} @8.0  {DATA_EXT_RET}"""

COMPANY_ACTIVITY_QUERY = INCLUDE
COMPANY_ACTIVITY_RET = "LastRestoreTime moment  LastCondenseTime moment"

PREFERENCES_QUERY = INCLUDE
PREFERENCES_RET = """
    AccountingPreferences Preferences{ IsUsingAccountNumbers! bool  IsRequiringAccounts! bool
    IsUsingClassTracking! bool
        IsUsingAuditTrail! bool  IsAssigningJournalEntryNumbers! bool  ClosingDate date }
    FinanceChargePreferences Preferences{ AnnualInterestRate pct  MinFinanceCharge amt  GracePeriod! int
        IsAssessingForOverdueCharges! bool  CalculateChargesFrom! text  IsMarkedToBePrinted! bool }
    JobsAndEstimatesPreferences Preferences{ IsUsingEstimates! bool  IsUsingProgressInvoicing! bool
        IsPrintingItemsWithZeroAmounts! bool }
    MultiCurrencyPreferences Preferences{ IsMultiCurrencyOn bool } @8.0
    MultiLocationInventoryPreferences Preferences{ IsMultiLocationInventoryAvailable bool
        IsMultiLocationInventoryEnabled bool } @10.0
    PurchasesAndVendorsPreferences Preferences{ IsUsingInventory! bool  DaysBillsAreDue! int
        IsAutomaticallyUsingDiscounts! bool  DefaultDiscountAccountRef ref159 }
    ReportsPreferences Preferences{ AgingReportBasis! text  SummaryReportBasis! text }
    SalesAndCustomersPreferences Preferences{ IsTrackingReimbursedExpensesAsIncome! bool  IsAutoApplyingPayments! bool
        PriceLevels Preferences{ IsUsingPriceLevels! bool  IsRoundingSalesPriceUp bool } }
    TimeTrackingPreferences Preferences{ FirstDayOfWeek! text }
    CurrentAppAccessRights Preferences{ IsAutomaticLoginAllowed! bool  AutomaticLoginUserName text29
        IsPersonalDataAccessAllowed! bool }
    ItemsAndInventoryPreferences Preferences{ EnhancedInventoryReceivingEnabled bool } @11.0"""

_TARGET = """( ListDataExtType! enum:ListDataExtType  ListObjRef! ref159
    | TxnDataExtType! enum:TxnDataExtType  TxnID! id  TxnLineID id @3.0
    | OtherDataExtType! enum:OtherDataExtType )!"""
_OWNER = "OwnerID! guid  DataExtName! text31"
DATA_EXT_ADD = f"DataExtAdd! Data{{ {_OWNER}  {_TARGET}  DataExtValue! text }}"
DATA_EXT_MOD = f"DataExtMod! Data{{ {_OWNER}  {_TARGET}  DataExtValue! text }}"
DATA_EXT_DEL = f"DataExtDel! Data{{ {_OWNER}  {_TARGET} }}"
DATA_EXT_RETURNED = "OwnerID guid  DataExtName! text31  DataExtType! enum:DataExtType  DataExtValue! text"
DATA_EXT_DEF_ADD = f"""DataExtDefAdd! Data{{ {_OWNER}  DataExtType! enum:DataExtType
    AssignToObject* enum:AssignToObject
    DataExtListRequire bool @12.0  DataExtTxnRequire bool @12.0  DataExtFormatString text @12.0 }} {INCLUDE}"""
DATA_EXT_DEF_MOD = f"""DataExtDefMod! Data{{ {_OWNER}  DataExtNewName text31  AssignToObject* enum:AssignToObject
    RemoveFromObject=removed* enum:AssignToObject  DataExtListRequire bool @12.0  DataExtTxnRequire bool @12.0
    DataExtFormatString text @12.0 }} {INCLUDE}"""
DATA_EXT_DEF_DEL = "OwnerID! guid  DataExtName! text31"
DATA_EXT_DEF_QUERY = f"( OwnerID* guid | AssignToObject* enum:AssignToObject ) {INCLUDE}"
DATA_EXT_DEF_RET = """OwnerID guid  DataExtID! int @11.0  DataExtName text31  DataExtType enum:DataExtType
    AssignToObject* enum:AssignToObject  DataExtListRequire! bool @11.0  DataExtTxnRequire! bool @11.0
    DataExtFormatString! text @11.0"""
