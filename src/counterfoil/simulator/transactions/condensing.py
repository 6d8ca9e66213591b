"""Condensing: what is settled and old makes room for one entry that leaves every balance as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import opening, store
from .store import Posting

if TYPE_CHECKING:
    from datetime import date

    from counterfoil.simulator.company import CompanyFile

SETTLED = """SELECT t.id FROM txn t WHERE t.txn_date <= ? AND t.open_cents = 0 AND t.kind != ?
    AND (t.kind LIKE 'BillPayment%' OR EXISTS (SELECT 1 FROM posting p WHERE p.txn = t.id))
    AND (t.kind NOT LIKE 'BillPayment%' OR t.cents
        = (SELECT coalesce(sum(l.cents), 0) FROM link l WHERE l.source = t.id AND l.type = 'AMTTYPE'))"""
"""Transactions up to a date with nothing open that posted or applied credits; an unapplied payment is open."""
LINKED = """SELECT target FROM link WHERE :id IN (source, via) UNION SELECT source FROM link WHERE :id IN (target, via)
    UNION SELECT via FROM link WHERE :id IN (source, target) AND via IS NOT NULL"""
"""What a transaction is linked to, by way of a payment that applied a credit too."""


def condense(company: CompanyFile, until: date) -> int:
    """Take away what is settled up to the date, and every trace of it; returns how many transactions went.

    A transaction goes only with everything it is linked to. The deletion log knows nothing of it.
    """
    with company.change():
        going = _settled(company, until)
        _sum_up(company, going, until)
        for txn in sorted(going):
            company.connection.execute(
                """DELETE FROM data_value WHERE object_id IN (SELECT txn_id FROM txn WHERE id = :id
                UNION ALL SELECT line_id FROM line WHERE txn = :id)""",
                {"id": txn},
            )
            company.connection.execute("DELETE FROM txn WHERE id = ?", [txn])
        company.change_settings(last_condense_time=company.now())
        return len(going)


def _settled(company: CompanyFile, until: date) -> set[int]:
    rows = company.connection.execute(SETTLED, [until.isoformat(), opening.KIND.kind])
    going = {row[0] for row in rows.fetchall()}
    links = {txn: {row[0] for row in company.connection.execute(LINKED, {"id": txn})} for txn in going}
    while staying := {txn for txn in going if not links[txn] <= going}:
        going -= staying
    return going


def _sum_up(company: CompanyFile, going: set[int], until: date) -> None:
    sums: dict[tuple[str, str], int] = {}
    for txn in going:
        sql = "SELECT account, entity, cents FROM posting WHERE txn = ?"
        for account, entity, cents in company.connection.execute(sql, [txn]):
            sums[account, entity] = sums.get((account, entity), 0) + cents
        store.post(company, txn, ())
    postings = [Posting(account, cents, entity) for (account, entity), cents in sorted(sums.items()) if cents]
    if postings:
        opening.post_summary(company, postings, until)
