"""Merging: one list object goes, and everything that referred to it refers to another from then on."""

# ruff: noqa: S608 - only names of columns and tables of our own are put into the text of SQL

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from counterfoil.simulator import status
from counterfoil.simulator.documents import moved
from counterfoil.simulator.transactions import store as txns

from . import store

if TYPE_CHECKING:
    from counterfoil.simulator.company import CompanyFile

    from .store import ListKind

COLUMNS = (
    ("txn", "entity"), ("txn", "account"), ("line", "item"), ("posting", "account"), ("posting", "entity"),
    ("link", "discount_account"), ("link", "discount_class"),
)  # fmt: skip
"""Where transactions keep a ListID in a column of its own."""
SUMS = {"balance": ("cents",), "stock": ("units", "cents")}
"""Table by ListID → what of two list objects is added up when they become one."""


class Sides(NamedTuple):
    """What belongs to the object that goes and to the one that stays: ids, edit sequences."""

    gone: str
    stays: str


class Merged(NamedTuple):
    """What became of a merge: the full name of what is gone, when it went, and what stayed."""

    full_name: str
    gone: int
    target: Any


def merge(
    company: CompanyFile,
    kind: ListKind,
    ids: Sides,
    edit_sequences: Sides | None = None,
    *,
    same_addresses: bool = False,
) -> Merged:
    """Merge one list object into another of its kind (docs/quickbooks.md 3.5).

    Without edit sequences the merge is made whatever is there, as at the screen. `same_addresses` lets customers merge
    that have ship-to addresses of the same name. Refuses with 3000, 3120, 3200, 3175 or 3500.
    """
    with company.change():
        source, target = (store.present(company, kind, each) for each in ids)
        if edit_sequences is not None:
            for record, sequence in zip((source, target), edit_sequences, strict=True):
                if record.edit_sequence != sequence:
                    raise status.stale(sequence)
        for list_id in ids:
            company.check_lock(list_id, transaction=False)
        _check(company, source, target, same_addresses=same_addresses)
        _move_references(company, *ids)
        _add_up(company, *ids)
        if company.watcher is not None:
            company.watcher.note_merge(*ids)
        gone = store.drop(company, kind, source)
        store.stamp(company, ids.stays)
        return Merged(source.full_name, gone, store.get(company, ids.stays))


def _check(company: CompanyFile, source: Any, target: Any, *, same_addresses: bool) -> None:
    """Refuse what cannot become one."""
    if company.settings.file_mode == "MultiUser":
        raise status.several_users(company.switches.merge_multiuser)
    reason = (
        "An element cannot be merged with itself."
        if source.list_id == target.list_id
        else _reason(company, source, target)
    )
    if not reason and not same_addresses and _ship_to(source) & _ship_to(target):
        reason = "Both have a ship-to address of the same name."
    if reason:
        raise status.unmergeable(source.full_name, target.full_name, reason)


def _reason(company: CompanyFile, source: Any, target: Any) -> str:
    if getattr(source, "special_account_type", ""):
        return "This account is used by QuickBooks itself."
    if getattr(source, "account_type", "") != getattr(target, "account_type", ""):
        return "Accounts of different types cannot be merged."
    below = company.connection.execute("SELECT 1 FROM list_object WHERE parent = ?", [source.list_id]).fetchone()
    return "An element that has others below it cannot be merged." if below else ""


def _ship_to(record: Any) -> set[str]:
    return {each.name.lower() for each in getattr(record, "ship_to_addresses", ())}


def _move_references(company: CompanyFile, gone: str, stays: str) -> None:
    """Let everything that refers to the one refer to the other; nothing of it looks changed."""
    _move_in_lists(company, gone, stays)
    _move_in_transactions(company, gone, stays)
    if company.settings.default_discount_account == gone:
        company.change_settings(default_discount_account=stays)


def _move_in_lists(company: CompanyFile, gone: str, stays: str) -> None:
    sql = "SELECT user FROM used_by_list WHERE list_id = ?"
    for (user,) in company.connection.execute(sql, [gone]).fetchall():
        kind, body = company.connection.execute(
            "SELECT kind, body FROM list_object WHERE list_id = ?", [user]
        ).fetchone()
        codec = store.KINDS[kind].codec
        changed = codec.encode(moved(codec.decode(body, company), gone, stays))
        company.connection.execute("UPDATE list_object SET body = ? WHERE list_id = ?", [changed, user])
    company.connection.execute(
        "INSERT OR IGNORE INTO used_by_list SELECT ?, user FROM used_by_list WHERE list_id = ? AND user != ?",
        [stays, gone, stays],
    )
    company.connection.execute("DELETE FROM used_by_list WHERE list_id = ?", [gone])


def _move_in_transactions(company: CompanyFile, gone: str, stays: str) -> None:
    for (txn,) in company.connection.execute("SELECT txn FROM used WHERE list_id = ?", [gone]).fetchall():
        kind, body = company.connection.execute("SELECT kind, body FROM txn WHERE id = ?", [txn]).fetchone()
        codec = txns.KINDS[kind].codec
        changed = codec.encode(moved(codec.decode(body, company), gone, stays))
        company.connection.execute("UPDATE txn SET body = ? WHERE id = ?", [changed, txn])
        lines = company.connection.execute("SELECT line_id, record, body FROM line WHERE txn = ?", [txn]).fetchall()
        for line_id, record, line in lines:
            codec = txns.LINE_CODECS[record]
            changed = codec.encode(moved(codec.decode(line, company), gone, stays))
            company.connection.execute("UPDATE line SET body = ? WHERE line_id = ?", [changed, line_id])
        if company.switches.merge_touches_transactions:
            txns.touch(company, txn)
    for table, column in COLUMNS:
        company.connection.execute(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", [stays, gone])
    company.connection.execute("INSERT OR IGNORE INTO used SELECT ?, txn FROM used WHERE list_id = ?", [stays, gone])
    company.connection.execute("DELETE FROM used WHERE list_id = ?", [gone])


def _add_up(company: CompanyFile, gone: str, stays: str) -> None:
    for table, columns in SUMS.items():
        names = ", ".join(columns)
        added = ", ".join(f"{each} = {each} + excluded.{each}" for each in columns)
        company.connection.execute(
            f"INSERT INTO {table} SELECT ?, {names} FROM {table} WHERE list_id = ? "
            f"ON CONFLICT (list_id) DO UPDATE SET {added}",
            [stays, gone],
        )
        company.connection.execute(f"DELETE FROM {table} WHERE list_id = ?", [gone])
