"""How custom fields and private data are defined: whose they are, their names and types, the objects they are for."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

from counterfoil.simulator import status
from counterfoil.simulator.grammar import grammar
from counterfoil.simulator.reading import Reader
from counterfoil.simulator.status import NO_MATCH, OK
from counterfoil.simulator.writing import element, escaped

from . import company_tables as tables
from .queries import Answer, Context, only_of

if TYPE_CHECKING:
    from counterfoil.simulator.company import CompanyFile
    from counterfoil.simulator.parsing import Request

DEF_RET = grammar(tables.DATA_EXT_DEF_RET)


class Definition(NamedTuple):
    """A definition as it lies in the file."""

    id: int
    owner: str
    name: str
    type: str
    objects: tuple[str, ...]


def _definition_of(row: tuple[Any, ...]) -> Definition:
    number, owner, name, kind, objects = row
    return Definition(number, owner, name, kind, tuple(json.loads(objects)))


COLUMNS = "id, owner, name, type, objects"


def found(company: CompanyFile, owner: str, name: str) -> Definition | None:
    """The definition of that owner and name, whatever its case."""
    sql = f"SELECT {COLUMNS} FROM data_definition WHERE owner = ? AND key = ?"  # noqa: S608 - names of our own
    row = company.connection.execute(sql, [owner.lower(), name.lower()]).fetchone()
    return _definition_of(row) if row else None


def check_single_user(company: CompanyFile) -> None:
    """Refuse with 3162 to define anything in a file open for several users (`data_ext_def_multiuser`)."""
    if company.settings.file_mode == "MultiUser" and company.switches.data_ext_def_multiuser == "refuse":
        raise status.several_users(3162)


def _read(context: Context, request: Request) -> tuple[dict[str, Any], frozenset[str] | None]:
    reader = Reader(context.company.switches)
    return reader.values(request.tree[0][1]), only_of(reader.values(request.tree[1:]))


def _answer(context: Context, definition: Definition, only: frozenset[str] | None) -> Answer:
    body = _definition(context, definition, only)
    return Answer(OK, body, recovery=f"<ErrorRecovery><OwnerID>{definition.owner}</OwnerID></ErrorRecovery>")


def define(context: Context, request: Request) -> Answer:
    """Define a name of an owner, its type and the objects it is for."""
    company, (values, only) = context.company, _read(context, request)
    with company.change():
        check_single_user(company)
        owner, name = values["owner_id"].lower(), values.get("data_ext_name") or ""
        if not name:
            raise status.missing_element("DataExtName")
        if found(company, owner, name) is not None:
            raise status.name_in_use(name)
        objects = tuple(dict.fromkeys(each for each in values.get("assign_to_object", ()) if each))
        sql = "INSERT INTO data_definition (owner, name, key, type, objects) VALUES (?, ?, ?, ?, ?)"
        row = [owner, name, name.lower(), values["data_ext_type"], json.dumps(objects)]
        number = company.connection.execute(sql, row).lastrowid
    assert number is not None
    return _answer(context, Definition(number, owner, name, values["data_ext_type"], objects), only)


def redefine(context: Context, request: Request) -> Answer:
    """Give a definition another name, and other objects: the values of objects it is no longer for are gone."""
    company, (values, only) = context.company, _read(context, request)
    with company.change():
        check_single_user(company)
        before = found(company, values["owner_id"], values.get("data_ext_name") or "")
        if before is None:
            raise status.not_found(values.get("data_ext_name") or "")
        name = values.get("data_ext_new_name") or before.name
        other = found(company, before.owner, name)
        if other is not None and other.id != before.id:
            raise status.name_in_use(name)
        removed = {each for each in values.get("removed", ()) if each}
        wanted = (*before.objects, *(each for each in values.get("assign_to_object", ()) if each))
        after = before._replace(name=name, objects=tuple(each for each in dict.fromkeys(wanted) if each not in removed))
        sql = "UPDATE data_definition SET name = ?, key = ?, objects = ? WHERE id = ?"
        company.connection.execute(sql, [name, name.lower(), json.dumps(after.objects), after.id])
        _forget(company, after.id, removed)
    return _answer(context, after, only)


OBJECTS = """SELECT list_id AS id, CASE WHEN family = 'item' THEN 'Item' ELSE kind END AS kind FROM list_object
    UNION ALL SELECT txn_id, kind FROM txn UNION ALL SELECT line_id, kind FROM line JOIN txn ON txn.id = line.txn
    UNION ALL SELECT 'company', 'Company'"""
"""Every object that can have a value, and what AssignToObject calls it."""


def _forget(company: CompanyFile, definition: int, removed: set[str]) -> None:
    sql = f"""DELETE FROM data_value WHERE definition = ?
        AND object_id IN (SELECT id FROM ({OBJECTS}) WHERE kind = ?)"""  # noqa: S608 - names of our own
    for kind in sorted(removed):
        company.connection.execute(sql, [definition, kind])


def _definition(context: Context, shown: Definition, only: frozenset[str] | None) -> str:
    record = SimpleNamespace(
        owner_id=shown.owner,
        data_ext_id=shown.id,
        data_ext_name=shown.name,
        data_ext_type=shown.type,
        assign_to_object=shown.objects,
        data_ext_list_require=False,
        data_ext_txn_require=False,
        data_ext_format_string=" ",
    )
    return element("DataExtDefRet", context.company, DEF_RET, context.version, record, only=only)


def undefine(context: Context, request: Request) -> Answer:
    """Delete a definition with all its values."""
    company = context.company
    values = Reader(company.switches).values(request.tree)
    owner, name = values["owner_id"].lower(), values.get("data_ext_name") or ""
    with company.change():
        check_single_user(company)
        gone = company.connection.execute(
            "DELETE FROM data_definition WHERE owner = ? AND key = ?", [owner, name.lower()]
        )
        if not gone.rowcount:
            raise status.not_found(name)
        time = company.printed(company.now())
    identity = f"<OwnerID>{owner}</OwnerID><DataExtName>{escaped(name)}</DataExtName>"
    body = f"<DataExtDefDelRet>{identity}<TimeDeleted>{time}</TimeDeleted></DataExtDefDelRet>"
    return Answer(OK, body, recovery=f"<ErrorRecovery><OwnerID>{owner}</OwnerID></ErrorRecovery>")


def definitions(context: Context, request: Request) -> Answer:
    """The definitions of some owners, or for some kinds of object."""
    values = Reader(context.company.switches).values(request.tree)
    owners = {each.lower() for each in values.get("owner_id", ()) if each}
    objects = set(values.get("assign_to_object", ()))
    rows = context.company.connection.execute(f"SELECT {COLUMNS} FROM data_definition ORDER BY id")  # noqa: S608
    known = [_definition_of(row) for row in rows.fetchall()]
    known = [
        each for each in known if (not owners or each.owner in owners) and (not objects or objects & {*each.objects})
    ]
    wanted = request.attributes.get("metaData", "NoMetaData")
    counted = () if wanted == "NoMetaData" else (("retCount", str(len(known))),)
    body = "" if wanted == "MetaDataOnly" else "".join(_definition(context, each, only_of(values)) for each in known)
    return Answer(OK if known else NO_MATCH, body, counted)
