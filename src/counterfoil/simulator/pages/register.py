"""The register: transactions of the kinds that have no form of their own, newest first, and one of them in full."""

from dataclasses import dataclass
from decimal import Decimal

from starlette.responses import Response

from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.messages.writes import DELETE, VOID
from counterfoil.simulator.status import Refusal
from counterfoil.simulator.values import money

from . import queries
from .queries import WORDS
from .visit import Problem, Visit, explain, go

HERE = "Register"


@dataclass(frozen=True, slots=True)
class Posted:
    """One thing that a transaction posts: the account, perhaps whose balance moves, a debit or a credit."""

    account: str
    name: str
    debit: Decimal | None
    credit: Decimal | None


def register(visit: Visit) -> Response:
    """The transactions of all these kinds or of one, newest first, found by number, memo or name."""
    kind, find = visit.query.text("kind"), visit.query.text("find")
    kinds = (kind,) if kind in queries.REGISTER else queries.REGISTER
    rows, count, pages = queries.search_all(visit.company, kinds, find, visit.query)
    shown = [(each, WORDS[each]) for each in queries.REGISTER]
    return visit.page("register.html", HERE, rows=rows, count=count, pages=pages, kinds=shown, kind=kind, find=find)


def show(visit: Visit, problem: Problem | None = None) -> Response:
    """One transaction: its head, what it posts, what it is linked to."""
    row = _row(visit)
    if row is None:
        return visit.missing(HERE, "/register")
    kind = _kind(visit)
    return visit.page(
        "transaction.html",
        HERE,
        problem=problem,
        row=row,
        postings=_postings(visit.company, row.id),
        links=queries.links(visit.company, row.id),
        deletes=kind in DELETE,
        voids=kind in VOID and row.state_words != "void",
    )


def delete(visit: Visit) -> Response:
    """Delete a transaction, as far as QuickBooks lets one of its kind be deleted."""
    return _undo(visit, "deleted")


def void(visit: Visit) -> Response:
    """Void a transaction, as far as QuickBooks lets one of its kind be voided."""
    return _undo(visit, "voided")


def _undo(visit: Visit, done: str) -> Response:
    act = (DELETE if done == "deleted" else VOID).get(_kind(visit))
    if act is None:
        return visit.missing(HERE, "/register")
    try:
        act(visit.company, visit.path["txn_id"])
    except Refusal as error:
        return show(visit, explain(error))
    return go("/register" if done == "deleted" else f"/register/{visit.path['txn_id']}", done)


def _kind(visit: Visit) -> str:
    sql = "SELECT kind FROM txn WHERE txn_id = ?"
    row = visit.company.connection.execute(sql, [visit.path["txn_id"]]).fetchone()
    return str(row[0]) if row and row[0] in queries.REGISTER else ""


def _row(visit: Visit) -> queries.TxnRow | None:
    kind = _kind(visit)
    return queries.one(visit.company, kind, visit.path["txn_id"]) if kind else None


def _postings(company: CompanyFile, txn: int) -> list[Posted]:
    sql = "SELECT account, entity, cents FROM posting WHERE txn = ? ORDER BY id"
    return [
        Posted(
            company.full_name(account),
            company.full_name(entity) if entity else "",
            money(cents) if cents > 0 else None,
            money(-cents) if cents < 0 else None,
        )
        for account, entity, cents in company.connection.execute(sql, [txn])
    ]
