"""The messages about lists: one row per kind makes its Add, Mod and Query."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from counterfoil.simulator.grammar import Model, grammar
from counterfoil.simulator.lists import merging
from counterfoil.simulator.lists import store as lists
from counterfoil.simulator.parsing import Message
from counterfoil.simulator.reading import Reader
from counterfoil.simulator.status import OK, not_found
from counterfoil.simulator.writing import escaped

from . import list_tables as of_lists
from .queries import Answer, answering, list_source
from .writes import ListMessages

if TYPE_CHECKING:
    from collections.abc import Iterator

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


LISTS = (
    ListRow(
        "Account",
        of_lists.ACCOUNT_ADD,
        of_lists.ACCOUNT_MOD,
        of_lists.ACCOUNT_QUERY,
        of_lists.ACCOUNT_RET,
        6.0,
        iterable=False,
    ),
    ListRow(
        "Class", of_lists.CLASS_ADD, of_lists.CLASS_MOD, of_lists.CLASS_QUERY, of_lists.CLASS_RET, 8.0, iterable=False
    ),
    ListRow("Vendor", of_lists.VENDOR_ADD, of_lists.VENDOR_MOD, of_lists.VENDOR_QUERY, of_lists.VENDOR_RET),
    ListRow("Customer", of_lists.CUSTOMER_ADD, of_lists.CUSTOMER_MOD, of_lists.CUSTOMER_QUERY, of_lists.CUSTOMER_RET),
    ListRow(
        "ItemService",
        of_lists.ITEM_SERVICE_ADD,
        of_lists.ITEM_SERVICE_MOD,
        of_lists.ITEM_QUERY,
        of_lists.ITEM_SERVICE_RET,
    ),
    ListRow(
        "ItemNonInventory",
        of_lists.ITEM_NON_INVENTORY_ADD,
        of_lists.ITEM_NON_INVENTORY_MOD,
        of_lists.ITEM_QUERY,
        of_lists.ITEM_NON_INVENTORY_RET,
    ),
    ListRow(
        "ItemOtherCharge",
        of_lists.ITEM_OTHER_CHARGE_ADD,
        of_lists.ITEM_OTHER_CHARGE_MOD,
        of_lists.ITEM_QUERY,
        of_lists.ITEM_OTHER_CHARGE_RET,
        3.0,
    ),
    ListRow(
        "ItemInventory",
        of_lists.ITEM_INVENTORY_ADD,
        of_lists.ITEM_INVENTORY_MOD,
        of_lists.ITEM_QUERY,
        of_lists.ITEM_INVENTORY_RET,
    ),
    ListRow(
        "ItemGroup",
        of_lists.ITEM_GROUP_ADD,
        of_lists.ITEM_GROUP_MOD,
        of_lists.ANY_ITEM_QUERY,
        of_lists.ITEM_GROUP_RET,
        3.0,
    ),
    ListRow(
        "StandardTerms",
        of_lists.STANDARD_TERMS_ADD,
        "",
        of_lists.TERMS_QUERY,
        of_lists.STANDARD_TERMS_RET,
        iterable=False,
    ),
    ListRow(
        "DateDrivenTerms",
        of_lists.DATE_DRIVEN_TERMS_ADD,
        "",
        of_lists.TERMS_QUERY,
        of_lists.DATE_DRIVEN_TERMS_RET,
        iterable=False,
    ),
)
RETS: dict[str, Model] = {row.kind: grammar(row.ret) for row in LISTS}
ITEMS = ("ItemService", "ItemNonInventory", "ItemOtherCharge", "ItemInventory", "ItemGroup")
TERMS = ("StandardTerms", "DateDrivenTerms")


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
        yield Message(f"{row.kind}AddRq", grammar(row.add), does.add)
        if row.mod:
            yield Message(f"{row.kind}ModRq", grammar(row.mod), does.modify, row.mod_since)
        yield Message(
            f"{row.kind}QueryRq", grammar(row.query), answering(source), 1.0, ITERABLE if row.iterable else META
        )
    items, terms = list_source(ITEMS, "item", RETS), list_source(TERMS, "terms", RETS)
    yield Message("ItemQueryRq", grammar(of_lists.ANY_ITEM_QUERY), answering(items), 1.0, ITERABLE)
    yield Message("TermsQueryRq", grammar(of_lists.TERMS_QUERY), answering(terms), 1.0, META)
    yield Message("ListMergeRq", grammar(of_lists.LIST_MERGE), list_merge, 7.0)
