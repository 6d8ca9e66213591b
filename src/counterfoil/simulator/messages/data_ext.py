"""How private data is set, changed and deleted (docs/quickbooks.md 3.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counterfoil.simulator import status
from counterfoil.simulator.grammar import grammar
from counterfoil.simulator.lists import store as lists
from counterfoil.simulator.lists.store import Reference
from counterfoil.simulator.reading import Reader
from counterfoil.simulator.status import OK
from counterfoil.simulator.transactions import store as txns
from counterfoil.simulator.values import READERS, read
from counterfoil.simulator.writing import element, escaped

from . import company_tables as tables
from .data_values import COMPANY, DataValue
from .definitions import Definition, found
from .queries import Answer, Context

if TYPE_CHECKING:
    from counterfoil.simulator.company import CompanyFile
    from counterfoil.simulator.parsing import Request

RET = grammar(tables.DATA_EXT_RETURNED)
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


def _inner(context: Context, request: Request) -> dict[str, Any]:
    return Reader(context.company.switches).values(request.tree[0][1])


def definition_of(company: CompanyFile, values: dict[str, Any], kind: str) -> Definition:
    """The definition a value needs, or refuse with 3351."""
    name = values.get("data_ext_name") or ""
    definition = found(company, values["owner_id"], name)
    if definition is not None and kind in definition.objects:
        return definition
    raise status.Refusal(3351, f'The data extension named "{name}" is not defined for this object.')


def _target(company: CompanyFile, values: dict[str, Any]) -> tuple[str, str]:
    """The kind and id of the object that a value belongs to."""
    if "other_data_ext_type" in values:
        return "Company", COMPANY
    if "list_data_ext_type" in values:
        kind = values["list_data_ext_type"]
        found = lists.resolve(company, values["list_obj"], LISTS[kind], "DataExt").list_id
        company.check_lock(found, transaction=False)
        return kind, found
    row = txns.present(company, values.get("txn_id") or "", values["txn_data_ext_type"])
    company.check_lock(row.txn_id, transaction=True)
    line_id = values.get("txn_line_id")
    if line_id and not txns.has_line(company, row.id, line_id):
        raise status.not_found(line_id)
    return row.kind, line_id or row.txn_id


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


def set_on_line(company: CompanyFile, kind: str, line_id: str, values: dict[str, Any]) -> None:
    """Set a value that came with a line of a transaction of that kind."""
    definition = definition_of(company, values, kind)
    text = _checked(definition, values.get("data_ext_value") or "")
    company.connection.execute("INSERT OR REPLACE INTO data_value VALUES (?, ?, ?)", [line_id, definition.id, text])


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
