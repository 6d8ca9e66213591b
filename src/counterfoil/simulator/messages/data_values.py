"""Private data and custom fields (DataExt): definitions by owner, values on company, list objects, transactions."""

# ruff: noqa: S608 - only names of columns and tables of our own are put into the text of SQL

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from counterfoil.simulator.company import CompanyFile

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


def shown(company: CompanyFile, object_id: str, owners: tuple[str, ...] | None) -> dict[str, Any] | None:
    """What a record's element adds where a query asks for the data of some owners."""
    return {"data_ext_ret": values_of(company, object_id, owners)} if owners else None
