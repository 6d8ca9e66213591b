"""The messages about lists: one row per kind makes its Add, Mod and Query."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from counterfoil.simulator.grammar import WORD_START, Model, grammar
from counterfoil.simulator.lists import choices, merging  # noqa: F401 - the choices enter themselves into the table of kinds
from counterfoil.simulator.lists import store as lists
from counterfoil.simulator.parsing import Message
from counterfoil.simulator.reading import Reader
from counterfoil.simulator.status import OK, not_found
from counterfoil.simulator.writing import escaped

from . import item_tables as items
from . import list_tables as of_lists
from . import name_tables as names
from .queries import Answer, answering, list_source
from .writes import ListMessages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from counterfoil.simulator.parsing import Request

    from .queries import Context

META = frozenset(("metaData",))
ITERABLE = META | {"iterator", "iteratorID"}


class ListRow(NamedTuple):
    """The messages of one kind of list object; no Mod where QuickBooks has none."""

    kind: str
    add: str
    mod: str
    query: str
    ret: str
    mod_since: float = 1.0
    iterable: bool = True
    since: float = 1.0


def _row(kind: str, tables: ModuleType, query: str, *since: float, iterable: bool = True) -> ListRow:
    """The row of a kind whose structures are called after it: `ITEM_SERVICE_ADD`, `_MOD`, `_RET`.

    `since` are the versions of the Mod and of the other messages, where they are not the first.
    """
    name = WORD_START.sub("_", kind).upper()
    add, mod, ret = (getattr(tables, f"{name}_{each}", "") for each in ("ADD", "MOD", "RET"))
    first = (*since, 1.0, 1.0) if len(since) < 2 else since
    return ListRow(kind, add, mod, query, ret, first[0], iterable, first[1])


def _choice(kind: str, size: int) -> ListRow:
    add, ret = names.choice_add(kind, size), names.choice_ret(size)
    return ListRow(kind, add, "", names.CHOICE_QUERY, ret, iterable=False)


LISTS = (
    _row("Account", of_lists, of_lists.ACCOUNT_QUERY, 6.0, iterable=False),
    _row("Class", of_lists, of_lists.CLASS_QUERY, 8.0, iterable=False),
    _row("Vendor", of_lists, of_lists.VENDOR_QUERY),
    _row("Customer", of_lists, of_lists.CUSTOMER_QUERY),
    _row("OtherName", names, names.NAME_QUERY, iterable=False),
    _row("Employee", names, names.NAME_QUERY, iterable=False),
    _row("ItemService", items, items.ITEM_QUERY),
    _row("ItemNonInventory", items, items.ITEM_QUERY),
    _row("ItemOtherCharge", items, items.ITEM_QUERY, 3.0),
    _row("ItemInventory", items, items.ITEM_QUERY),
    _row("ItemInventoryAssembly", items, items.ITEM_QUERY, 3.0, 2.0),
    _row("ItemFixedAsset", items, items.ITEM_QUERY, 3.0, 3.0),
    _row("ItemSubtotal", items, items.ANY_ITEM_QUERY, 3.0),
    _row("ItemDiscount", items, items.ITEM_QUERY, 3.0),
    _row("ItemPayment", items, items.ITEM_QUERY, 3.0),
    _row("ItemSalesTax", items, items.ITEM_QUERY, 3.0),
    _row("ItemSalesTaxGroup", items, items.ANY_ITEM_QUERY, 3.0),
    _row("ItemGroup", items, items.ANY_ITEM_QUERY, 3.0),
    _row("StandardTerms", of_lists, of_lists.TERMS_QUERY, iterable=False),
    _row("DateDrivenTerms", of_lists, of_lists.TERMS_QUERY, iterable=False),
    *(
        ListRow(kind, names.type_add(kind), "", names.CHOICE_QUERY, names.TYPE_RET, iterable=False)
        for kind in ("VendorType", "CustomerType", "JobType")
    ),
    _choice("ShipMethod", 15),
    _choice("CustomerMsg", 101),
    _row("PaymentMethod", names, names.PAYMENT_METHOD_QUERY, iterable=False),
    _row("SalesTaxCode", names, names.CHOICE_QUERY, 8.0, iterable=False),
    _row("SalesRep", names, names.CHOICE_QUERY, 3.0, iterable=False),
)
RETS: dict[str, Model] = {row.kind: grammar(row.ret) for row in LISTS}
ITEMS = tuple(row.kind for row in LISTS if row.kind.startswith("Item"))
TERMS = ("StandardTerms", "DateDrivenTerms")
ENTITIES = ("Customer", "Employee", "OtherName", "Vendor")


def list_merge(context: Context, request: Request) -> Answer:
    """Merge one list object into another."""
    values = Reader(context.company.switches).values(request.tree)
    kind = values["list_merge_type"]
    ids, sequences = (
        merging.Sides(*(values[side].values.get(name) or "" for side in ("merge_from", "merge_to")))
        for name in ("list_id", "edit_sequence")
    )
    if kind not in lists.KINDS:
        raise not_found(ids.gone)
    same_addresses = bool(values.get("same_ship_addr_ok"))
    merged = merging.merge(context.company, lists.KINDS[kind], ids, sequences, same_addresses=same_addresses)
    printed, target = context.company.printed, merged.target
    return Answer(
        OK,
        f"<ListMergeType>{kind}</ListMergeType><MergedFrom><ListID>{ids.gone}</ListID>"
        f"<TimeDeleted>{printed(merged.gone)}</TimeDeleted><FullName>{escaped(merged.full_name)}</FullName></MergedFrom>"
        f"<MergedTo><ListID>{ids.stays}</ListID><TimeCreated>{printed(target.time_created)}</TimeCreated>"
        f"<TimeModified>{printed(target.time_modified)}</TimeModified>"
        f"<EditSequence>{target.edit_sequence}</EditSequence>"
        f"<FullName>{escaped(target.full_name)}</FullName></MergedTo>",
    )


def list_messages() -> Iterator[Message]:
    """Add, Mod and Query of every kind, and the queries that return several kinds."""
    for row in LISTS:
        kind = lists.KINDS[row.kind]
        does = ListMessages(kind, RETS[row.kind])
        source = list_source((row.kind,), kind.family, RETS)
        yield Message(f"{row.kind}AddRq", grammar(row.add), does.add, row.since)
        if row.mod:
            yield Message(f"{row.kind}ModRq", grammar(row.mod), does.modify, row.mod_since)
        attributes = ITERABLE if row.iterable else META
        yield Message(f"{row.kind}QueryRq", grammar(row.query), answering(source), row.since, attributes)
    for name, query, kinds, family, attributes in (
        ("Item", items.ANY_ITEM_QUERY, ITEMS, "item", ITERABLE),
        ("Terms", of_lists.TERMS_QUERY, TERMS, "terms", META),
        ("Entity", names.ENTITY_QUERY, ENTITIES, "entity", ITERABLE),
    ):
        answers = answering(list_source(kinds, family, RETS))
        yield Message(f"{name}QueryRq", grammar(query), answers, 1.0, attributes)
    yield Message("ListMergeRq", grammar(of_lists.LIST_MERGE), list_merge, 7.0)
