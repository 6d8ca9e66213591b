"""What transactions have to do with each other: money applied, goods received, payments deposited."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from counterfoil.simulator import status
from counterfoil.simulator.values import money

from .records import LinkedTxn

if TYPE_CHECKING:
    from counterfoil.simulator.company import CompanyFile

LINKS = """SELECT t.txn_id, t.kind, t.txn_date, t.ref_number, l.type, sum(l.cents + l.discount)
    FROM link l JOIN txn t ON t.id = l.{other} WHERE l.{own} = ? AND l.type IN ('AMTTYPE', 'QUANTYPE')
    AND (l.type = 'QUANTYPE' OR l.cents + l.discount != 0)
    GROUP BY t.id, l.type ORDER BY t.txn_date, t.number"""
ENDS = (
    ("source", "target"), ("target", "source"), ("via", "target"), ("via", "source"), ("source", "via"),
    ("target", "via"),
)  # fmt: skip
"""One end of a link → another; `via` is the payment that applied a credit."""
SIGNS = {("AMTTYPE", "target"): -1, ("QUANTYPE", "target"): -1}


def linked_txns(company: CompanyFile, txn: int) -> tuple[LinkedTxn, ...]:
    """The transactions linked to one, payments negative (docs/quickbooks.md 4.1)."""
    found = []
    for own, other in (("source", "target"), ("target", "source")):
        for txn_id, kind, day, ref_number, link_type, cents in company.connection.execute(
            LINKS.format(own=own, other=other), [txn]
        ):
            sign = SIGNS.get((link_type, own), 1)
            amount = money(sign * cents)
            found.append(LinkedTxn(txn_id, kind, date.fromisoformat(day), ref_number, link_type, amount))
    return tuple(found)


def applied_cents(company: CompanyFile, bill: int) -> int:
    """What payments, their discounts and credits have paid of a bill."""
    sql = "SELECT coalesce(sum(cents + discount), 0) FROM link WHERE target = ? AND type = 'AMTTYPE'"
    return int(company.connection.execute(sql, [bill]).fetchone()[0])


def check_free(company: CompanyFile, txn: int) -> None:
    """Refuse with 3176 while someone has a linked transaction open: undoing one changes the other."""
    if not company.locks:
        return
    for own, other in ENDS:
        sql = f"SELECT t.txn_id FROM link l JOIN txn t ON t.id = l.{other} WHERE l.{own} = ?"  # noqa: S608 - our own words
        for (txn_id,) in company.connection.execute(sql, [txn]).fetchall():
            if txn_id in company.locks:
                raise status.related_locked(txn_id)
