"""The structure of the messages about journal entries and transfers."""

from .parts import DATA_EXT_RET, INCLUDE, TXN_DATES, TXN_HEAD_RET, txn_query

_GUID = "ExternalGUID guid @9.0"
_JOURNAL_LINE = """AccountRef ref159  Amount amt  Memo text4095  EntityRef ref209  ClassRef ref159
    BillableStatus enum:BillableStatus @3.0"""
_JOURNAL_HEAD = "TxnDate date  RefNumber text11  IsAdjustment bool @3.0"
_IN_HOME = "IsAmountsEnteredInHomeCurrency bool @8.0  CurrencyRef ref64 @8.0  ExchangeRate float @8.0"
_DEBIT = f"JournalDebitLine=lines! JournalDebitLine{{ TxnLineID id  {_JOURNAL_LINE} }}"
_CREDIT = f"JournalCreditLine=lines! JournalCreditLine{{ TxnLineID id  {_JOURNAL_LINE} }}"
JOURNAL_ENTRY_ADD = f"""JournalEntryAdd! JournalEntry{{ {_JOURNAL_HEAD}
    ( IsHomeCurrencyAdjustment bool @8.0 | {_IN_HOME} )  {_GUID}
    ( {_DEBIT} ~def | {_CREDIT} ~def )+ }} ~def {INCLUDE}"""
JOURNAL_ENTRY_MOD = f"""JournalEntryMod! JournalEntry{{ TxnID! id  EditSequence! text16  {_JOURNAL_HEAD}  {_IN_HOME}
    JournalLineMod=lines* JournalLine{{ TxnLineID! id  JournalLineType enum:JournalLineType  {_JOURNAL_LINE} }} }}
    {INCLUDE}"""
JOURNAL_ENTRY_QUERY = txn_query()
JOURNAL_ENTRY_RET = f"""{TXN_HEAD_RET}  {_JOURNAL_HEAD}  IsHomeCurrencyAdjustment bool @8.0
    IsAmountsEnteredInHomeCurrency bool @8.0  {_GUID}  ( {_DEBIT} | {_CREDIT} )*  {DATA_EXT_RET}"""

_TRANSFER = """TxnDate date  TransferFromAccountRef ref159  TransferToAccountRef ref159  ClassRef ref159  Amount amt
    Memo text4095"""
TRANSFER_ADD = f"TransferAdd! Transfer{{ {_TRANSFER} }} ~def {INCLUDE}"
TRANSFER_MOD = f"TransferMod! Transfer{{ TxnID! id  EditSequence! text16  {_TRANSFER} }} {INCLUDE}"
TRANSFER_QUERY = f"( TxnID* id | MaxReturned int  {TXN_DATES} )  {INCLUDE}"
TRANSFER_RET = f"""{TXN_HEAD_RET}  TxnDate date  TransferFromAccountRef ref159  FromAccountBalance amt
    TransferToAccountRef ref159  ToAccountBalance amt  ClassRef ref159  Amount amt  Memo text4095"""
