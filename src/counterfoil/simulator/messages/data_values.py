"""Private data and custom fields (DataExt): definitions by owner, values on company, list objects, transactions."""

# ruff: noqa: S608 - only names of columns and tables of our own are put into the text of SQL

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from counterfoil.simulator.company import CompanyFile

TABLES = ("expense_lines", "item_lines", "lines")
"""The attributes of transactions that hold lines which may have values."""
COMPANY = "company"
"""The object id of the company itself."""


@dataclass(frozen=True, slots=True)
class DataValue:
    """One value with its definition, as it is returned."""

    owner_id: str
    data_ext_name: str
    data_ext_type: str
    data_ext_value: str


def values_of(company: CompanyFile, object_id: str, owners: tuple[str, ...]) -> tuple[DataValue, ...]:
    """The values that these owners keep on an object."""
    marks = ", ".join("?" * len(owners))
    sql = f"""SELECT d.owner, d.name, d.type, v.value FROM data_value v JOIN data_definition d ON d.id = v.definition
        WHERE v.object_id = ? AND d.owner IN ({marks}) ORDER BY d.id"""
    rows = company.connection.execute(sql, [object_id, *(each.lower() for each in owners)]).fetchall()
    return tuple(DataValue(*row) for row in rows)


def with_lines(company: CompanyFile, record: Any, owners: tuple[str, ...]) -> Any:
    """The transaction with the values that these owners keep on its lines, members of groups too."""
    tables = [each for each in TABLES if getattr(record, each, ())]
    return replace(record, **{each: _lines(company, getattr(record, each), owners) for each in tables})


def _lines(company: CompanyFile, lines: tuple[Any, ...], owners: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(_with_data(company, each, owners) for each in lines)


def _with_data(company: CompanyFile, line: Any, owners: tuple[str, ...]) -> Any:
    values = {each.name: getattr(line, each.name) for each in fields(line)}
    if values.get("lines"):
        values["lines"] = _lines(company, values["lines"], owners)
    record: Any = type(line)
    shown = _shown_as(record)(**values)
    object.__setattr__(shown, "data_ext_ret", values_of(company, line.txn_line_id, owners))
    return shown


@cache
def _shown_as(record: Any) -> Any:
    """The record of a line with room for values, under the same name, by which it is written."""
    return type(record.__name__, (record,), {"__slots__": ("data_ext_ret",)})


def shown(company: CompanyFile, object_id: str, owners: tuple[str, ...] | None) -> dict[str, Any] | None:
    """What a record's element adds where a query asks for the data of some owners."""
    return {"data_ext_ret": values_of(company, object_id, owners)} if owners else None
