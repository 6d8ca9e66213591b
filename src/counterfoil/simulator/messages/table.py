"""The table of messages: one row per kind of list or transaction makes its Add, Mod and Query."""

from __future__ import annotations

from counterfoil.simulator.grammar import grammar
from counterfoil.simulator.parsing import Message

from . import bills_to_pay, company, data_ext, definitions
from . import company_tables as whole
from . import list_tables as of_lists
from . import txn_tables as of_txns
from .absent import absent_messages
from .list_rows import META, list_messages
from .subscriptions import RECOVERY_MESSAGES
from .txn_rows import txn_messages
from .writes import list_del, txn_del, txn_void

SINGLE = (
    Message("HostQueryRq", grammar(whole.HOST_QUERY), company.host),
    Message("CompanyQueryRq", grammar(whole.COMPANY_QUERY), company.company),
    Message("CompanyActivityQueryRq", grammar(whole.COMPANY_ACTIVITY_QUERY), company.activity, 2.0),
    Message("PreferencesQueryRq", grammar(whole.PREFERENCES_QUERY), company.preferences, 1.1),
    Message("ListDelRq", grammar(of_lists.LIST_DEL), list_del, 1.1),
    Message("BillToPayQueryRq", grammar(of_txns.BILL_TO_PAY_QUERY), bills_to_pay.answer, 2.0, META),
    Message("TxnDelRq", grammar(of_txns.TXN_DEL), txn_del, 1.1),
    Message("TxnVoidRq", grammar(of_txns.TXN_VOID), txn_void, 1.1),
    Message("ListDeletedQueryRq", grammar(of_lists.LIST_DELETED_QUERY), company.list_deleted, 2.0, META),
    Message("TxnDeletedQueryRq", grammar(of_txns.TXN_DELETED_QUERY), company.txn_deleted, 2.0, META),
    Message("DataExtAddRq", grammar(whole.DATA_EXT_ADD), data_ext.add, 2.0),
    Message("DataExtModRq", grammar(whole.DATA_EXT_MOD), data_ext.modify, 2.0),
    Message("DataExtDelRq", grammar(whole.DATA_EXT_DEL), data_ext.delete, 2.0),
    Message("DataExtDefAddRq", grammar(whole.DATA_EXT_DEF_ADD), definitions.define, 2.0),
    Message("DataExtDefModRq", grammar(whole.DATA_EXT_DEF_MOD), definitions.redefine, 2.0),
    Message("DataExtDefDelRq", grammar(whole.DATA_EXT_DEF_DEL), definitions.undefine, 2.0),
    Message("DataExtDefQueryRq", grammar(whole.DATA_EXT_DEF_QUERY), definitions.definitions, 2.0, META),
)
MESSAGES: dict[str, Message] = {
    each.name: each for each in (*absent_messages(), *SINGLE, *RECOVERY_MESSAGES, *list_messages(), *txn_messages())
}
"""Request element → its message."""
