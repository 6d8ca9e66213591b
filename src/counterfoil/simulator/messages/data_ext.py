"""How private data is defined, set, changed and deleted (docs/quickbooks.md 3.6)."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

from counterfoil.simulator import status
from counterfoil.simulator.grammar import grammar
from counterfoil.simulator.lists import store as lists
from counterfoil.simulator.lists.store import Reference
from counterfoil.simulator.reading import Reader
from counterfoil.simulator.status import NO_MATCH, OK
from counterfoil.simulator.transactions import store as txns
from counterfoil.simulator.values import READERS, read
from counterfoil.simulator.writing import element, escaped

from . import company_tables as tables
from .data_values import COMPANY, DataValue
from .queries import Answer, Context, only_of

if TYPE_CHECKING:
    from counterfoil.simulator.company import CompanyFile
    from counterfoil.simulator.parsing import Request

RET = grammar(tables.DATA_EXT_RETURNED)
DEF_RET = grammar(tables.DATA_EXT_DEF_RET)
SIZES = {"STR255TYPE": 255, "STR1024TYPE": 1024}
KINDS = {
    "AMTTYPE": "amt",
    "DATETIMETYPE": "datetime",
    "INTTYPE": "int",
    "PERCENTTYPE": "pct",
    "PRICETYPE": "price",
    "QUANTYPE": "qty",
}
LISTS = {
    "Account": Reference("Account", "account"), "Customer": Reference("Customer", "entity", ("Customer",)),
    "Vendor": Reference("Vendor", "entity", ("Vendor",)), "Employee": Reference("Employee", "entity", ("Employee",)),
    "OtherName": Reference("Other Name", "entity", ("OtherName",)), "Item": Reference("Item", "item"),
}  # fmt: skip


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


def _inner(context: Context, request: Request) -> dict[str, Any]:
    return Reader(context.company.switches).values(request.tree[0][1])


def definition_of(company: CompanyFile, values: dict[str, Any], kind: str) -> Definition:
    """The definition a value needs, or refuse with 3351."""
    sql = "SELECT id, owner, name, type, objects FROM data_definition WHERE owner = ? AND key = ?"
    name = values.get("data_ext_name") or ""
    row = company.connection.execute(sql, [values["owner_id"].lower(), name.lower()]).fetchone()
    if row is not None:
        found = _definition_of(row)
        if kind in found.objects:
            return found
    raise status.Refusal(3351, f'The data extension named "{name}" is not defined for this object.')


def _target(company: CompanyFile, values: dict[str, Any]) -> tuple[str, str]:
    """The kind and id of the object that a value belongs to."""
    if "other_data_ext_type" in values:
        return "Company", COMPANY
    if "list_data_ext_type" in values:
        kind = values["list_data_ext_type"]
        return kind, lists.resolve(company, values["list_obj"], LISTS[kind], "DataExt").list_id
    row = txns.present(company, values.get("txn_id") or "", values["txn_data_ext_type"])
    return row.kind, values.get("txn_line_id") or row.txn_id


def set_value(company: CompanyFile, values: dict[str, Any], *, adding: bool) -> DataValue:
    """Set a value; an Add refuses where there is one, a Mod does not mind."""
    with company.change():
        kind, object_id = _target(company, values)
        definition = definition_of(company, values, kind)
        text = _checked(definition, values.get("data_ext_value") or "")
        key = [object_id, definition.id]
        exists = company.connection.execute(
            "SELECT 1 FROM data_value WHERE object_id = ? AND definition = ?", key
        ).fetchone()
        if adding and exists:
            raise status.name_in_use(definition.name)
        company.connection.execute("INSERT OR REPLACE INTO data_value VALUES (?, ?, ?)", [*key, text])
        return DataValue(definition.owner, definition.name, definition.type, text)


def _checked(definition: Definition, text: str) -> str:
    size = SIZES.get(definition.type)
    if size is not None and len(text) > size:
        raise status.Refusal(3070, f'The string "{text}" in the field "{definition.name}" is too long.')
    if definition.type in KINDS and KINDS[definition.type] in READERS:
        read(KINDS[definition.type], text, definition.name)
    return text


def add(context: Context, request: Request) -> Answer:
    """Give an object a value that it does not have yet."""
    value = set_value(context.company, _inner(context, request), adding=True)
    return _answer(context, value)


def modify(context: Context, request: Request) -> Answer:
    """Change the value an object has."""
    value = set_value(context.company, _inner(context, request), adding=False)
    return _answer(context, value)


def _answer(context: Context, value: DataValue) -> Answer:
    body = element("DataExtRet", context.company, RET, context.version, value)
    return Answer(OK, body, recovery=f"<ErrorRecovery><OwnerID>{value.owner_id}</OwnerID></ErrorRecovery>")


def delete(context: Context, request: Request) -> Answer:
    """Take a value away."""
    company, values = context.company, _inner(context, request)
    with company.change():
        kind, object_id = _target(company, values)
        definition = definition_of(company, values, kind)
        key = [object_id, definition.id]
        gone = company.connection.execute("DELETE FROM data_value WHERE object_id = ? AND definition = ?", key)
        if not gone.rowcount:
            raise status.not_found(definition.name)
        time = company.printed(company.now())
    identity = f"<OwnerID>{definition.owner}</OwnerID><DataExtName>{escaped(definition.name)}</DataExtName>"
    body = f"<DataExtDelRet>{identity}<TimeDeleted>{time}</TimeDeleted></DataExtDelRet>"
    return Answer(OK, body, recovery=f"<ErrorRecovery><OwnerID>{definition.owner}</OwnerID></ErrorRecovery>")


# -- definitions --------------------------------------------------------------------------------------------------


def define(context: Context, request: Request) -> Answer:
    """Define a name of an owner, its type and the objects it is for."""
    company, values = context.company, _inner(context, request)
    only = only_of(Reader(company.switches).values(request.tree[1:]))
    with company.change():
        owner, name = values["owner_id"].lower(), values.get("data_ext_name") or ""
        if company.connection.execute(
            "SELECT 1 FROM data_definition WHERE owner = ? AND key = ?", [owner, name.lower()]
        ).fetchone():
            raise status.name_in_use(name)
        objects = tuple(each for each in values.get("assign_to_object", ()) if each)
        sql = "INSERT INTO data_definition (owner, name, key, type, objects) VALUES (?, ?, ?, ?, ?)"
        row = [owner, name, name.lower(), values["data_ext_type"], json.dumps(objects)]
        number = company.connection.execute(sql, row).lastrowid
    assert number is not None
    body = _definition(context, Definition(number, owner, name, values["data_ext_type"], objects), only)
    return Answer(OK, body, recovery=f"<ErrorRecovery><OwnerID>{owner}</OwnerID></ErrorRecovery>")


def _definition(context: Context, found: Definition, only: frozenset[str] | None) -> str:
    record = SimpleNamespace(
        owner_id=found.owner,
        data_ext_id=found.id,
        data_ext_name=found.name,
        data_ext_type=found.type,
        assign_to_object=found.objects,
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
    rows = context.company.connection.execute("SELECT id, owner, name, type, objects FROM data_definition ORDER BY id")
    found = [_definition_of(row) for row in rows.fetchall()]
    found = [
        each for each in found if (not owners or each.owner in owners) and (not objects or objects & {*each.objects})
    ]
    wanted = request.attributes.get("metaData", "NoMetaData")
    counted = () if wanted == "NoMetaData" else (("retCount", str(len(found))),)
    body = "" if wanted == "MetaDataOnly" else "".join(_definition(context, each, only_of(values)) for each in found)
    return Answer(OK if found else NO_MATCH, body, counted)
