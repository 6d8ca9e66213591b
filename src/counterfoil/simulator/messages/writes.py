"""How Adds, Mods and deletions are answered: values read, the operation done, the record written back."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from counterfoil.simulator import access, status
from counterfoil.simulator.lists import items
from counterfoil.simulator.lists import store as lists
from counterfoil.simulator.lists.accounts import Account
from counterfoil.simulator.lists.vendors import Vendor
from counterfoil.simulator.reading import BarCode, Reader
from counterfoil.simulator.status import OK, not_linked
from counterfoil.simulator.transactions import (
    bills,
    customer_payments,
    deposits,
    expenditure,
    invoices,
    journal,
    payments,
    purchase_orders,
)
from counterfoil.simulator.transactions.records import OrderGroupLine
from counterfoil.simulator.transactions.sales_records import InvoiceGroupLine
from counterfoil.simulator.writing import attribute_text, element, escaped

from . import line_data
from .queries import Answer, Context, only_of, visible, written_txn

if TYPE_CHECKING:
    from collections.abc import Callable

    from counterfoil.simulator.grammar import Model
    from counterfoil.simulator.lists.store import ListKind
    from counterfoil.simulator.parsing import Request

IGNORED = frozenset(
    (
        "force_uom_change", "apply_account_ref_to_existing_txns", "apply_income_account_ref_to_existing_txns",
        "apply_expense_account_ref_to_existing_txns", "apply_cogs_account_ref_to_existing_txns", "open_balance_date",
    )
)  # fmt: skip
"""What the simulator reads and leaves: units of measure are not kept, and history is never rewritten."""


def recovery_of(record: Any) -> str:
    """The ErrorRecovery of a record: its id, number and edit sequence (docs/quickbooks.md 1.4)."""
    txn_id = getattr(record, "txn_id", "")
    identity = (
        f"<TxnID>{txn_id}</TxnID><TxnNumber>{record.txn_number}</TxnNumber>"
        if txn_id
        else f"<ListID>{record.list_id}</ListID>"
    )
    guid = getattr(record, "external_guid", "")
    external = f"<ExternalGUID>{attribute_text(guid)}</ExternalGUID>" if guid else ""
    return f"<ErrorRecovery>{identity}<EditSequence>{record.edit_sequence}</EditSequence>{external}</ErrorRecovery>"


class ListMessages:
    """Add and Mod of one kind of list object."""

    def __init__(self, kind: ListKind, ret: Model) -> None:
        """`ret` is the shape of the answer."""
        self.kind, self.ret = kind, ret

    def add(self, context: Context, request: Request) -> Answer:
        """Add an object."""
        record, only = self._record(context, request)
        added = items.add(context.company, record) if self.kind.family == "item" else self._add(context, record)
        return self._answer(context, added, only)

    def _add(self, context: Context, record: Any) -> Any:
        from counterfoil.simulator.lists import accounts

        if isinstance(record, Account):
            return accounts.add(context.company, record)
        return lists.add(context.company, self.kind, record)

    def _record(self, context: Context, request: Request) -> tuple[Any, frozenset[str] | None]:
        reader = Reader(context.company.switches)
        field, content = request.tree[0]
        assert field.model is not None
        given = reader.values(content)
        self._check_personal(context, given)
        values = usable(given, self.kind.record)
        return self.kind.record(**values), only_of(reader.values(request.tree[1:]))

    def modify(self, context: Context, request: Request) -> Answer:
        """Change an object."""
        reader = Reader(context.company.switches, changing=True)
        values = reader.values(request.tree[0][1])
        only = only_of(Reader(context.company.switches).values(request.tree[1:]))
        self._check_personal(context, values)
        list_id, sequence = values.pop("list_id") or "", values.pop("edit_sequence") or ""
        if values.pop("clear_items_in_group", None):
            values["members"] = None
        changes = usable(values, self.kind.record)
        changed = lists.modify(context.company, self.kind, list_id, sequence, changes)
        return self._answer(context, changed, only)

    def _check_personal(self, context: Context, values: dict[str, Any]) -> None:
        """Refuse what is personal from a program that has no right to it (3261)."""
        personal = any(values.get(name) for name in self.kind.personal)
        if personal and not access.sees_personal_data(context.company, context.session.app_name):
            raise status.Refusal(3261, "The application does not have the right to access personal data.")

    def _answer(self, context: Context, record: Any, only: frozenset[str] | None) -> Answer:
        shown = visible(context, self.kind, record)
        body = element(f"{self.kind.kind}Ret", context.company, self.ret, context.version, shown, only=only)
        return Answer(OK, body, recovery=recovery_of(record))


def usable(values: dict[str, Any], record: type) -> dict[str, Any]:
    """What of a request the record keeps; a currency is refused (3250), for multicurrency is off."""
    if values.pop("currency", None) is not None:
        raise status.feature_off()
    code = values.pop("bar_code", None)
    if isinstance(code, BarCode):
        values["bar_code_value"] = code.bar_code_value
    known = record.__dataclass_fields__  # type: ignore[attr-defined]
    for name in values.keys() & IGNORED:
        del values[name]
    if record is Vendor and values.pop("open_balance", None):
        raise status.feature_off()
    if values.pop("employee_payroll_info", None) is not None:
        raise status.payroll_off()
    unknown = values.keys() - known.keys()
    if any(values[name] for name in unknown):
        raise status.feature_off()
    return {name: value for name, value in values.items() if name in known}


CLEARS = ("clear_expense_lines", "clear_item_lines")
"""What a Mod may say beside its record."""
TABLES_OF_LINES = ("expense_lines", "lines")
"""The tables of lines of which an Add may name one by a macro."""
WITHOUT_MACRO = (OrderGroupLine, InvoiceGroupLine)


class TxnMessages:
    """Add and Mod of one kind of transaction."""

    def __init__(self, kind: str, ret: Model, record: type, operations: Any) -> None:
        """`operations` is the module with add and modify."""
        self.kind, self.ret, self.record, self.operations = kind, ret, record, operations
        self.lines = [table for table in TABLES_OF_LINES if table in record.__dataclass_fields__]  # type: ignore[attr-defined]

    def add(self, context: Context, request: Request) -> Answer:
        """Add a transaction."""
        reader = Reader(context.company.switches)
        values = reader.values(request.tree[0][1])
        only = only_of(reader.values(request.tree[1:]))
        record = self.record(**usable(values, self.record))
        with context.company.change():
            added = self.operations.add(context.company, record)
            line_data.keep(context.company, self.kind, added, line_data.given(request.tree[0][1], reader))
        return self._answer(context, added, only)

    def modify(self, context: Context, request: Request) -> Answer:
        """Change a transaction."""
        values = Reader(context.company.switches, changing=True).values(request.tree[0][1])
        only = only_of(Reader(context.company.switches).values(request.tree[1:]))
        txn_id, sequence = values.pop("txn_id") or "", values.pop("edit_sequence") or ""
        clears = {name: values.pop(name) for name in CLEARS if name in values}
        values = usable(values, self.record)
        changed = self.operations.modify(context.company, txn_id, sequence, **values, **clears)
        return self._answer(context, changed, only)

    def _answer(self, context: Context, record: Any, only: frozenset[str] | None) -> Answer:
        if not context.company.switches.linkedtxn_in_add_response and hasattr(record, "linked_txn"):
            shown = replace(record, linked_txn=())
        else:
            shown = record
        body = written_txn(context, self.kind, self.ret, shown, {"include_ret_element": tuple(only) if only else None})
        unlinked = getattr(record, "unlinked", "")
        return Answer(
            not_linked(unlinked) if unlinked else OK, body, recovery=recovery_of(record), made=self._made(record)
        )

    def _made(self, record: Any) -> tuple[str, ...]:
        """The ids that macros may stand for: the transaction's, and its lines' but those of items and groups."""
        cash = (record.cash_back,) if getattr(record, "cash_back", None) else ()
        lines = (*cash, *(line for table in self.lines for line in getattr(record, table)))
        return record.txn_id, *(line.txn_line_id for line in lines if not isinstance(line, WITHOUT_MACRO))


# -- deleting and voiding -----------------------------------------------------------------------------------------

DELETE: dict[str, Callable[..., tuple[str, int]]] = {
    "Bill": bills.delete,
    "VendorCredit": expenditure.vendor_credits.delete,
    "ItemReceipt": expenditure.item_receipts.delete,
    "Check": expenditure.checks.delete,
    "CreditCardCharge": expenditure.card_charges.delete,
    "CreditCardCredit": expenditure.card_credits.delete,
    "Deposit": deposits.delete,
    "Invoice": invoices.delete,
    "JournalEntry": journal.delete,
    "ReceivePayment": customer_payments.delete,
    "PurchaseOrder": purchase_orders.delete,
    "BillPaymentCheck": payments.delete,
    "BillPaymentCreditCard": partial(payments.delete, kind="BillPaymentCreditCard"),
}
VOID: dict[str, Callable[..., Any]] = {
    "Bill": bills.void,
    "VendorCredit": expenditure.vendor_credits.void,
    "ItemReceipt": expenditure.item_receipts.void,
    "Check": expenditure.checks.void,
    "CreditCardCharge": expenditure.card_charges.void,
    "CreditCardCredit": expenditure.card_credits.void,
    "Deposit": deposits.void,
    "Invoice": invoices.void,
    "JournalEntry": journal.void,
    "BillPaymentCheck": payments.void,
    "BillPaymentCreditCard": partial(payments.void, kind="BillPaymentCreditCard"),
}


def list_del(context: Context, request: Request) -> Answer:
    """Delete a list object, whatever its kind; of a kind that this file does not keep, there is none to delete."""
    values = Reader(context.company.switches).values(request.tree)
    kind, list_id = values["list_del_type"], values.get("list_id") or ""
    if kind not in lists.KINDS:
        raise status.not_found(list_id)
    name, gone = lists.delete(context.company, lists.KINDS[kind], list_id)
    time = context.company.printed(gone)
    identity = f"<ListDelType>{kind}</ListDelType><ListID>{list_id}</ListID>"
    return Answer(OK, f"{identity}<TimeDeleted>{time}</TimeDeleted><FullName>{escaped(name)}</FullName>", recovery="")


def txn_del(context: Context, request: Request) -> Answer:
    """Delete a transaction."""
    values = Reader(context.company.switches).values(request.tree)
    kind, txn_id = values["txn_del_type"], values.get("txn_id") or ""
    if kind not in DELETE:
        raise status.not_found(txn_id)
    ref_number, gone = DELETE[kind](context.company, txn_id)
    time = context.company.printed(gone)
    body = f"<TxnDelType>{kind}</TxnDelType><TxnID>{txn_id}</TxnID><TimeDeleted>{time}</TimeDeleted>"
    body += f"<RefNumber>{escaped(ref_number)}</RefNumber>" if ref_number else ""
    return Answer(OK, body, recovery=f"<ErrorRecovery><TxnID>{txn_id}</TxnID></ErrorRecovery>")


def txn_void(context: Context, request: Request) -> Answer:
    """Void a transaction."""
    values = Reader(context.company.switches).values(request.tree)
    kind, txn_id = values["txn_void_type"], values.get("txn_id") or ""
    if kind not in VOID:
        raise status.not_found(txn_id)
    voided = VOID[kind](context.company, txn_id)
    times = (
        f"<TimeCreated>{context.company.printed(voided.time_created)}</TimeCreated>"
        f"<TimeModified>{context.company.printed(voided.time_modified)}</TimeModified>"
    )
    body = f"<TxnVoidType>{kind}</TxnVoidType><TxnID>{txn_id}</TxnID>{times}"
    body += f"<RefNumber>{escaped(voided.ref_number)}</RefNumber>" if voided.ref_number else ""
    return Answer(OK, body, recovery=recovery_of(voided))
