"""Message set ids: what a set did is kept for a client that lost the answer (docs/quickbooks.md 1.4)."""

# ruff: noqa: S608 - only names of columns and tables of our own are put into the text of SQL

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from .company import CompanyFile
    from .parsing import MessageSet

LONGEST = 24
"""Characters of a message set id; clients keep to 23."""
CLEAR_ALL = "ClearAllMessageSets"


class Stored(NamedTuple):
    """A message set that was processed: its checksum, the names of its requests, the answers kept so far."""

    checksum: str
    names: list[tuple[str, str | None]]
    answers: dict[int, str]


def checksum_of(text: str) -> str:
    """What two sets with the same content have in common: everything but the attributes of the set."""
    start = text.find("<QBXMLMsgsRq")
    body = text[text.find(">", start) + 1 :]
    return hashlib.sha256(body.encode("utf-8", "replace")).hexdigest()


def stored(company: CompanyFile, app: str, set_id: str) -> Stored | None:
    """What is kept of an application's message set."""
    row = company.connection.execute(
        "SELECT checksum, names FROM message_set WHERE app = ? AND set_id = ?", [app, set_id]
    ).fetchone()
    if row is None:
        return None
    sql = "SELECT position, answer FROM message_answer WHERE app = ? AND set_id = ?"
    return Stored(
        row[0],
        [(name, request_id) for name, request_id in json.loads(row[1])],
        dict(company.connection.execute(sql, [app, set_id]).fetchall()),
    )


def begin(company: CompanyFile, app: str, message_set: MessageSet, checksum: str) -> None:
    """Remember that a set is about to be processed (`message_sets_kept`: the last of each application, or all)."""
    names = [[request.name, request.attributes.get("requestID")] for request in message_set.requests]
    with company.storing():
        if company.switches.message_sets_kept == "last":
            clear(company, app, None)
        row = [app, message_set.new_id, checksum, json.dumps(names)]
        company.connection.execute("INSERT INTO message_set VALUES (?, ?, ?, ?)", row)


def keep(company: CompanyFile, app: str, set_id: str, position: int, answer: str) -> None:
    """Keep the answer to one request, in the same transaction as its work."""
    with company.storing():
        company.connection.execute(
            "INSERT OR REPLACE INTO message_answer VALUES (?, ?, ?, ?)", [app, set_id, position, answer]
        )


def clear(company: CompanyFile, app: str, set_id: str | None) -> bool:
    """Forget a set (None: all) of an application; returns whether there was one."""
    condition, values = ("app = ? AND set_id = ?", [app, set_id]) if set_id is not None else ("app = ?", [app])
    with company.storing():
        company.connection.execute(f"DELETE FROM message_answer WHERE {condition}", values)
        return company.connection.execute(f"DELETE FROM message_set WHERE {condition}", values).rowcount > 0


def lose(company: CompanyFile) -> None:
    """Forget every stored set of every application, as QuickBooks may."""
    with company.storing():
        company.connection.execute("DELETE FROM message_answer")
        company.connection.execute("DELETE FROM message_set")


def damage(company: CompanyFile, checksum: str) -> None:
    """Let every stored set have this checksum: another one, or an empty one for a set that cannot be read."""
    with company.storing():
        company.connection.execute("UPDATE message_set SET checksum = ?", [checksum])
