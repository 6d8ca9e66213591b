"""The structure of TransactionQuery, and what its account and item types stand for."""

from .parts import CURRENCY_FILTER, INCLUDE

_SOME = "ListID+ id | FullName+ text | ListIDWithChildren! id | FullNameWithChildren! text"
_MODIFIED = "FromModifiedDate datetime  ToModifiedDate datetime | DateMacro! enum:DateMacro"
_DATED = "FromTxnDate date  ToTxnDate date | DateMacro! enum:DateMacro"
TRANSACTION_QUERY = f"""( TxnID+ id
    | MaxReturned int
      ( RefNumber+ text | RefNumberCaseSensitive+ text
      | RefNumberFilter! Filter{{ MatchCriterion! enum:MatchCriterion  RefNumber! text }}
      | RefNumberRangeFilter! Filter{{ FromRefNumber text  ToRefNumber text }} )
      TransactionModifiedDateRangeFilter Filter{{ ( {_MODIFIED} )! }}
      TransactionDateRangeFilter Filter{{ ( {_DATED} )! }}
      TransactionEntityFilter Filter{{ ( EntityTypeFilter! enum:EntityType | {_SOME} )! }}
      TransactionAccountFilter Filter{{ ( AccountTypeFilter! enum:AccountTypeFilter | {_SOME} )! }}
      TransactionItemFilter Filter{{ ( ItemTypeFilter! enum:ItemTypeFilter | {_SOME} )! }}
      TransactionClassFilter Filter{{ ( {_SOME} )! }}
      TransactionTypeFilter Filter{{ TxnTypeFilter+ enum:TxnTypeFilter }}
      TransactionDetailLevelFilter enum:DetailLevel
      TransactionPostingStatusFilter enum:PostingStatus
      TransactionPaidStatusFilter enum:TransactionPaidStatus
      {CURRENCY_FILTER} )  {INCLUDE}"""
TRANSACTION_RET = """TxnType enum:TxnType  TxnID id  TxnLineID id  TimeCreated moment  TimeModified moment
    EntityRef ref209  AccountRef ref159  TxnDate date  RefNumber text  Amount amt  Memo text4095"""

_ASSETS = ("OtherCurrentAsset", "FixedAsset", "OtherAsset")
_LIABILITIES = ("OtherCurrentLiability", "LongTermLiability")
_INCOME = ("Income", "OtherIncome")
_EXPENSES = ("Expense", "OtherExpense")
_OWED = ("AccountsPayable", "CreditCard", *_LIABILITIES)
_OWNED = ("Bank", "AccountsReceivable", *_ASSETS)
ACCOUNT_TYPES: dict[str, tuple[str, ...]] = {
    "AccountsPayable": ("AccountsPayable",),
    "AccountsReceivable": ("AccountsReceivable",),
    "AllowedFor1099": ("Expense", "CostOfGoodsSold", "OtherExpense", *_ASSETS, *_LIABILITIES),
    "APAndSalesTax": ("AccountsPayable",),
    "APOrCreditCard": ("AccountsPayable", "CreditCard"),
    "ARAndAP": ("AccountsReceivable", "AccountsPayable"),
    "Asset": _OWNED,
    "BalanceSheet": (*_OWNED, *_OWED, "Equity"),
    "Bank": ("Bank",),
    "BankAndARAndAPAndUF": ("Bank", "AccountsReceivable", "AccountsPayable"),
    "BankAndUF": ("Bank",),
    "CostOfSales": ("CostOfGoodsSold",),
    "CreditCard": ("CreditCard",),
    "CurrentAsset": ("Bank", "AccountsReceivable", "OtherCurrentAsset"),
    "CurrentAssetAndExpense": ("Bank", "AccountsReceivable", "OtherCurrentAsset", *_EXPENSES),
    "CurrentLiability": ("AccountsPayable", "CreditCard", "OtherCurrentLiability"),
    "Equity": ("Equity",),
    "EquityAndIncomeAndExpense": ("Equity", *_INCOME, "CostOfGoodsSold", *_EXPENSES),
    "ExpenseAndOtherExpense": _EXPENSES,
    "FixedAsset": ("FixedAsset",),
    "IncomeAndExpense": (*_INCOME, "CostOfGoodsSold", *_EXPENSES),
    "IncomeAndOtherIncome": _INCOME,
    "Liability": _OWED,
    "LiabilityAndEquity": (*_OWED, "Equity"),
    "LongTermLiability": ("LongTermLiability",),
    "NonPosting": ("NonPosting",),
    "OrdinaryExpense": ("Expense",),
    "OrdinaryIncome": ("Income",),
    "OrdinaryIncomeAndCOGS": ("Income", "CostOfGoodsSold"),
    "OrdinaryIncomeAndExpense": ("Income", "CostOfGoodsSold", "Expense"),
    "OtherAsset": ("OtherAsset",),
    "OtherCurrentAsset": ("OtherCurrentAsset",),
    "OtherCurrentLiability": ("OtherCurrentLiability",),
    "OtherExpense": ("OtherExpense",),
    "OtherIncome": ("OtherIncome",),
    "OtherIncomeOrExpense": ("OtherIncome", "OtherExpense"),
}
"""AccountTypeFilter → the account types it means; names that end in UF mean Undeposited Funds besides."""
_COUNTED = ("ItemInventory", "ItemInventoryAssembly")
_BOUGHT = ("ItemService", "ItemNonInventory", "ItemOtherCharge", *_COUNTED)
ITEM_TYPES: dict[str, tuple[str, ...]] = {
    "AllExceptFixedAsset": (
        *_BOUGHT, "ItemSubtotal", "ItemDiscount", "ItemPayment", "ItemSalesTax", "ItemSalesTaxGroup", "ItemGroup",
    ),
    "Assembly": ("ItemInventoryAssembly",),
    "Discount": ("ItemDiscount",),
    "FixedAsset": ("ItemFixedAsset",),
    "Inventory": ("ItemInventory",),
    "InventoryAndAssembly": _COUNTED,
    "NonInventory": ("ItemNonInventory",),
    "OtherCharge": ("ItemOtherCharge",),
    "Payment": ("ItemPayment",),
    "Sales": _BOUGHT,
    "SalesTax": ("ItemSalesTax", "ItemSalesTaxGroup"),
    "Service": ("ItemService",),
}  # fmt: skip
"""ItemTypeFilter → the kinds of item it means."""
