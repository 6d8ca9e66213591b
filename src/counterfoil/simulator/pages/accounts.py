"""The Chart of Accounts with balances, one account with its register, and the form for an account."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from starlette.responses import Response

from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.lists import accounts
from counterfoil.simulator.lists.accounts import Account
from counterfoil.simulator.status import Refusal
from counterfoil.simulator.values import money

from . import names, queries
from .fields import Typed
from .forms import limited, unchanged, version_of
from .visit import Visit, explain, go

HERE = "Accounts"
LENGTHS = {"name": 31, "number": 7, "description": 200}
WITHOUT_BALANCE = frozenset({"Income", "CostOfGoodsSold", "Expense", "OtherIncome", "OtherExpense", "NonPosting"})
"""Types that the chart shows no balance for: they are the year's, not the company's."""
TYPE_WORDS = {
    "Bank": "Bank", "AccountsReceivable": "Accounts Receivable", "OtherCurrentAsset": "Other Current Asset",
    "FixedAsset": "Fixed Asset", "OtherAsset": "Other Asset", "AccountsPayable": "Accounts Payable",
    "CreditCard": "Credit Card", "OtherCurrentLiability": "Other Current Liability",
    "LongTermLiability": "Long Term Liability", "Equity": "Equity", "Income": "Income",
    "CostOfGoodsSold": "Cost of Goods Sold", "Expense": "Expense", "OtherIncome": "Other Income",
    "OtherExpense": "Other Expense", "NonPosting": "Non-Posting",
}  # fmt: skip
REGISTER = """SELECT p.id, p.cents, t.txn_id, t.kind, t.txn_date, t.ref_number, t.entity, t.body ->> '$.memo'
    FROM posting p JOIN txn t ON t.id = p.txn WHERE p.account = ?
    ORDER BY t.txn_date DESC, t.number DESC, p.id LIMIT ? OFFSET ?"""


def chart(visit: Visit) -> Response:
    """Every account in the order of the chart, with the balance of itself and all below it."""
    return visit.page("accounts.html", HERE, accounts=balances(visit.company))


def balances(company: CompanyFile) -> list[dict[str, Any]]:
    """The accounts as rows; one pass over the list, children's balances added to their parents'."""
    sql = """SELECT o.list_id, o.number, o.name, o.full_name, o.parent, o.sublevel, o.is_active, o.rank,
        o.body ->> '$.desc', coalesce(b.cents, 0)
        FROM list_object o LEFT JOIN balance b USING (list_id) WHERE o.kind = 'Account' ORDER BY o.rank, o.key"""
    found = company.connection.execute(sql).fetchall()
    parents = {row[0]: row[4] for row in found}
    total = dict.fromkeys(parents, 0)
    for row in found:
        owner = row[0]
        while owner in total:
            total[owner] += row[9]
            owner = parents[owner]
    return [_chart_row(row, total[row[0]]) for row in found]


def _chart_row(row: tuple[Any, ...], total: int) -> dict[str, Any]:
    list_id, number, name, full_name, _, sublevel, is_active, rank, description, _ = row
    account_type = accounts.TYPES[rank]
    sign = -1 if account_type in accounts.CREDIT_TYPES else 1
    return {
        "list_id": list_id,
        "label": names.label(number, name, full_name if not sublevel else name),
        "sublevel": sublevel,
        "is_active": is_active,
        "account_type": account_type,
        "type": TYPE_WORDS[account_type],
        "description": description or "",
        "balance": None if account_type in WITHOUT_BALANCE else money(sign * total),
    }


def register(visit: Visit) -> Response:
    """One account and what was posted to it, newest first."""
    account = accounts.get(visit.company, visit.path["list_id"])
    if account is None:
        return visit.missing(HERE, "/accounts")
    company = visit.company
    sql = "SELECT count(*) FROM posting WHERE account = ?"
    pages = queries.Pages.of(visit.query, company.connection.execute(sql, [account.list_id]).fetchone()[0])
    found = company.connection.execute(REGISTER, [account.list_id, queries.PAGE, pages.offset]).fetchall()
    facts = (("Full name", account.full_name), ("Description", account.desc), ("Bank number", account.bank_number))
    return visit.page(
        "account.html",
        HERE,
        account={
            "list_id": account.list_id,
            "label": names.label(account.account_number, account.name, account.full_name),
            "type": TYPE_WORDS[account.account_type],
            "balance": account.total_balance if account.account_type != "NonPosting" else None,
            "facts": [(term, words) for term, words in facts if words],
        },
        entries=[_entry(company, row) for row in found],
        pages=pages,
    )


def _entry(company: CompanyFile, row: tuple[Any, ...]) -> dict[str, Any]:
    key, cents, txn_id, kind, txn_date, ref_number, entity, memo = row
    return {
        "key": key,
        "kind": queries.WORDS.get(kind, kind),
        "address": queries.address_of(kind, txn_id),
        "txn_date": txn_date,
        "ref_number": ref_number,
        "name": company.full_name(entity) if entity else "",
        "memo": memo or "",
        "debit": money(max(cents, 0)),
        "credit": money(max(-cents, 0)),
    }


def edit(visit: Visit) -> Response:
    """The form for a new account or for one that is there."""
    list_id = visit.path.get("list_id", "")
    account = accounts.get(visit.company, list_id) if list_id else Account(account_type="Expense")
    if account is None:
        return visit.missing(HERE, "/accounts")
    typed, problem = _typed(visit.company, account), None
    version = version_of(typed)
    if visit.posting:
        typed = {**typed, **{name: value for name, value in visit.form.pairs if name in typed}}
        typed["inactive"] = visit.form.ticked("inactive")
        try:
            return go(f"/accounts/{_save(visit, list_id, typed)}", "saved")
        except (Refusal, Typed) as error:
            problem = explain(error)
    return _form(visit, list_id, typed, version, problem)


def _form(visit: Visit, list_id: str, typed: Mapping[str, Any], version: str, problem: Any) -> Response:
    return visit.page(
        "account_form.html",
        HERE,
        problem=problem,
        account_id=list_id,
        typed=typed,
        version=version,
        types=[words for kind, words in TYPE_WORDS.items() if kind != "NonPosting"],
        account_names=names.offered(visit.company, "account"),
    )


def _typed(company: CompanyFile, account: Account) -> dict[str, Any]:
    return {
        "type": TYPE_WORDS[account.account_type],
        "number": account.account_number,
        "name": account.name,
        "parent": names.label_of(company, account.parent),
        "description": account.desc,
        "inactive": not account.is_active,
    }


def _save(visit: Visit, list_id: str, typed: Mapping[str, Any]) -> str:
    company = visit.company
    limited(typed, LENGTHS)
    if not typed["name"]:
        raise Typed("Please enter an account name.")
    values: dict[str, Any] = {
        "name": typed["name"],
        "account_number": typed["number"],
        "parent": names.meant(company, "account", typed["parent"]),
        "desc": typed["description"],
        "is_active": not typed["inactive"],
    }
    if list_id:
        with unchanged(company, "account", visit.form.text("version"), partial(_version, company, list_id)):
            return accounts.modify(company, list_id, **values).list_id
    account_type = next((kind for kind, words in TYPE_WORDS.items() if words == typed["type"]), "")
    if not account_type:
        raise Typed("Please choose an account type.")
    return accounts.add(company, Account(account_type=account_type, **values)).list_id


def _version(company: CompanyFile, list_id: str) -> str:
    account = accounts.get(company, list_id)
    return version_of(_typed(company, account)) if account else ""


def delete(visit: Visit) -> Response:
    """Delete an account that nothing uses."""
    list_id = visit.path["list_id"]
    try:
        accounts.delete(visit.company, list_id)
    except Refusal as error:
        account = accounts.get(visit.company, list_id)
        if account is None:
            return visit.missing(HERE, "/accounts")
        typed = _typed(visit.company, account)
        return _form(visit, list_id, typed, version_of(typed), explain(error))
    return go("/accounts", "deleted")
