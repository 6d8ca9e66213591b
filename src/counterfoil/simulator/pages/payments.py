"""Pay Bills, the list of payments, and one payment that can be voided or deleted."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from starlette.responses import Response

from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.lists import accounts
from counterfoil.simulator.status import Refusal
from counterfoil.simulator.transactions import payments
from counterfoil.simulator.transactions.records import AppliedTo, BillPaymentCheck
from counterfoil.simulator.values import Ref

from . import names, queries
from .fields import Fields, Typed, day, money
from .forms import limited, version_of
from .visit import Problem, Visit, explain, go

HERE = "Pay Bills"
MOST_BILLS = 200


def pay(visit: Visit) -> Response:
    """The bills that can be paid, soonest due first; posting pays those with an amount, one check for each vendor."""
    typed = {name: visit.form.text(name) for name in ("txn_date", "bank", "ref_number", "memo")}
    if not visit.posting:
        return _form(visit, typed | {"txn_date": visit.company.today().isoformat()}, {})
    wanted = dict(zip(visit.form.all("pay.bill"), visit.form.all("pay.amount"), strict=False))
    try:
        with visit.company.change():
            _pay(visit.company, typed, _chosen(visit.form))
    except (Refusal, Typed) as error:
        return _form(visit, typed, wanted, explain(error))
    return go("/payments", "paid")


def _chosen(form: Fields) -> list[tuple[str, Decimal]]:
    rows = form.rows("pay", ("bill", "amount"))
    chosen = [(row["bill"], amount) for row in rows if (amount := money(row["amount"], "To pay"))]
    if not chosen:
        raise Typed("Please choose at least one bill to pay.")
    return chosen


def _pay(company: CompanyFile, typed: Mapping[str, str], chosen: Iterable[tuple[str, Decimal]]) -> None:
    limited(typed, {"ref_number": 11, "memo": 4095})
    bank = names.required(company, "account", typed["bank"])
    first = typed["ref_number"]
    for at, (payee, applied) in enumerate(_by_vendor(company, chosen)):
        check = BillPaymentCheck(
            payee_entity=payee,
            bank_account=bank,
            txn_date=day(typed["txn_date"], "Payment date"),
            is_to_be_printed=not first,
            ref_number=str(int(first) + at) if first.isascii() and first.isdigit() else first,
            memo=typed["memo"],
            applied_to=tuple(applied),
        )
        payments.add(company, check)


def _by_vendor(company: CompanyFile, chosen: Iterable[tuple[str, Decimal]]) -> list[tuple[Ref, list[AppliedTo]]]:
    """The chosen bills grouped by whom they are from and on which account they are owed, in the order chosen."""
    groups: dict[tuple[str, str], list[AppliedTo]] = {}
    for txn_id, amount in chosen:
        sql = "SELECT entity, account FROM txn WHERE txn_id = ? AND kind = 'Bill'"
        row = company.connection.execute(sql, [txn_id]).fetchone()
        if row is None:
            raise Typed("One of the bills is not there any more.")
        groups.setdefault(row, []).append(AppliedTo(txn_id, payment_amount=amount))
    return [(Ref(entity, company.full_name(entity)), applied) for (entity, _), applied in groups.items()]


def _form(
    visit: Visit, typed: Mapping[str, str], wanted: Mapping[str, str], problem: Problem | None = None
) -> Response:
    company = visit.company
    due, vendor = visit.query.text("due"), visit.query.text("vendor")
    rows, more = _payable(company, due, vendor)
    banks = [names.label_of(company, Ref(each.list_id, each.full_name)) for each in accounts.of_type(company, "Bank")]
    shown = [
        {
            "txn_id": row.txn_id, "due_date": row.due_date, "name": row.name, "ref_number": row.ref_number,
            "state": row.state, "open": row.open, "to_pay": wanted.get(row.txn_id, ""),
        }
        for row in rows
    ]  # fmt: skip
    return visit.page(
        "pay_bills.html",
        HERE,
        problem=problem,
        bills=shown,
        more=more,
        due=due,
        vendor=vendor,
        vendors=_owed(company),
        banks=banks,
        typed=typed if typed["bank"] else {**typed, "bank": _usual_bank(company, banks)},
        version=version_of([(row["txn_id"], row["open"]) for row in shown]),
    )


def _usual_bank(company: CompanyFile, banks: list[str]) -> str:
    """The account that paid last, else the first of them."""
    sql = "SELECT account FROM txn WHERE kind = 'BillPaymentCheck' ORDER BY number DESC LIMIT 1"
    row = company.connection.execute(sql).fetchone()
    return names.label_of(company, Ref(row[0])) if row else next(iter(banks), "")


def _payable(company: CompanyFile, due: str, vendor: str) -> tuple[list[queries.TxnRow], int]:
    where, given = "WHERE t.kind = 'Bill' AND t.open_cents != 0", []
    if due:
        where, given = f"{where} AND coalesce(t.body ->> '$.due_date', t.txn_date) <= ?", [due]
    if vendor:
        where, given = f"{where} AND t.entity = ?", [*given, vendor]
    tail = f"{where} ORDER BY coalesce(t.body ->> '$.due_date', t.txn_date), t.number LIMIT {MOST_BILLS}"
    return queries.rows(company, tail, given), max(0, queries.count(company, where, given) - MOST_BILLS)


def _owed(company: CompanyFile) -> list[dict[str, str]]:
    """The vendors to whom something is owed."""
    sql = """SELECT o.list_id, o.name FROM list_object o JOIN balance b USING (list_id)
        WHERE o.kind = 'Vendor' AND b.cents != 0 ORDER BY o.key LIMIT 1000"""
    return [{"list_id": list_id, "name": name} for list_id, name in company.connection.execute(sql)]


def payment_list(visit: Visit) -> Response:
    """The payments made, newest first."""
    rows, _, pages = queries.search(visit.company, "BillPaymentCheck", "", "1", visit.query)
    return visit.page("payments.html", "Payments", payments=rows, pages=pages)


def show(visit: Visit, problem: Problem | None = None) -> Response:
    """One payment and the bills it paid."""
    row = queries.one(visit.company, "BillPaymentCheck", visit.path["txn_id"])
    if row is None:
        return visit.missing("Payments", "/payments")
    links = queries.links(visit.company, row.id)
    facts: dict[str, Any] = {name: getattr(row, name) for name in SHOWN}
    return visit.page("payment.html", "Payments", problem=problem, payment={**facts, "links": links})


SHOWN = ("txn_id", "ref_number", "entity", "name", "account", "memo", "txn_date", "state", "state_words", "amount")


def delete(visit: Visit) -> Response:
    """Delete a payment; its bills are open again."""
    try:
        payments.delete(visit.company, visit.path["txn_id"])
    except Refusal as error:
        return show(visit, explain(error))
    return go("/payments", "deleted")


def void(visit: Visit) -> Response:
    """Void a payment; its bills are open again."""
    try:
        payments.void(visit.company, visit.path["txn_id"])
    except Refusal as error:
        return show(visit, explain(error))
    return go(f"/payments/{visit.path['txn_id']}", "voided")
