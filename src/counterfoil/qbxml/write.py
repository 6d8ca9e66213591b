"""Writing requests: what we want of QuickBooks, as elements of a message set, and the document around them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from counterfoil.qbxml import encode
from counterfoil.qbxml.encode import Sheet, escape
from counterfoil.qbxml.limits import Refused, Unholdable
from counterfoil.qbxml.lines import write_changed_lines, write_new_lines
from counterfoil.qbxml.tables import (
    FORMS,
    FORMS_OF,
    ITEM_BOTH_WAYS,
    ITEM_ONE_WAY,
    ITEM_STOCK,
    LINKABLE,
    NOT_ITERABLE,
    QUERIES,
    Form,
    Table,
)
from counterfoil.records import Bill, BillPayment, Item, ItemType, Kind, Problem, Record, Terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


__all__ = [
    "CONTINUE_ON_ERROR",
    "STOP_ON_ERROR",
    "Page",
    "Refused",
    "Request",
    "add",
    "bills_of_vendor",
    "check",
    "company",
    "company_activity",
    "define_company_data",
    "delete",
    "deleted_lists",
    "deleted_transactions",
    "document",
    "form_of",
    "host",
    "mod",
    "preferences",
    "query",
    "set_company_data",
    "table_of",
    "touch",
]

VERSION = "13.0"
"""What we speak: every QuickBooks from 2014 to 2024 understands it (docs/quickbooks.md 1.8)."""
LONGEST_SET_ID = 23
"""QuickBooks refuses longer message set ids with status 9004 (docs/quickbooks.md 1.4)."""
LONGEST_PRIVATE_VALUE = 255
STOP_ON_ERROR = "stopOnError"
CONTINUE_ON_ERROR = "continueOnError"

_ITEM_FORMS = {
    ItemType.SERVICE: "ItemService",
    ItemType.NON_INVENTORY: "ItemNonInventory",
    ItemType.OTHER_CHARGE: "ItemOtherCharge",
    ItemType.INVENTORY: "ItemInventory",
    ItemType.ASSEMBLY: "ItemInventoryAssembly",
    ItemType.GROUP: "ItemGroup",
    ItemType.FIXED_ASSET: "ItemFixedAsset",
    ItemType.SUBTOTAL: "ItemSubtotal",
    ItemType.DISCOUNT: "ItemDiscount",
    ItemType.PAYMENT: "ItemPayment",
    ItemType.SALES_TAX: "ItemSalesTax",
    ItemType.SALES_TAX_GROUP: "ItemSalesTaxGroup",
}
_WITHOUT_GUID = frozenset({Kind.ACCOUNT, Kind.DEPARTMENT, Kind.TERMS})
"""Kinds whose Add has no ExternalGUID in version 13.0."""

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Request:
    """One element of a message set, e.g. `BillQueryRq`, without its requestID, which `document` gives it."""

    name: str
    xml: str


@dataclass(frozen=True, slots=True)
class Page:
    """How much of a query's result to send: the first `size` records, or the next ones of an iterator."""

    size: int
    iterator_id: str = ""


def query(  # noqa: PLR0913 - each is one choice that a query offers
    kind: Kind,
    *,
    ids: Sequence[str] = (),
    modified_since: str = "",
    page: Page | None = None,
    include_lines: bool = True,
    include_linked: bool = True,
    only_ids: bool = False,
    active: str = "All",
    form: str = "",
) -> Request:
    """Ask for records of a kind: these ids, or those modified since, or all; a page at a time.

    `modified_since` is QuickBooks' wall clock without offset (docs/quickbooks.md 3.1). Kinds that QuickBooks cannot
    iterate ignore `page`. `only_ids` asks for ids, times and EditSequence alone: the sweep. `form` chooses between
    BillPaymentCheck and BillPaymentCreditCard, which are queried apart; it may be any name in `QUERIES[kind]`.
    With ids, neither a filter nor a page is sent, for QuickBooks would refuse the whole set (docs/quickbooks.md 5.1).
    """
    name = form or QUERIES[kind][0]
    assert name in QUERIES[kind], f"{name} is no query of {kind}"
    is_list = FORMS_OF[kind][0].id_element == "ListID"
    attributes, limit = ("", "") if ids else _iteration(kind, page)
    selection = (
        _all_of(FORMS_OF[kind][0].id_element, ids) if ids else limit + _filters(modified_since, active, is_list=is_list)
    )
    parts = _included(kind, is_list=is_list, include_lines=include_lines, include_linked=include_linked)
    if only_ids:
        parts = _all_of("IncludeRetElement", (FORMS_OF[kind][0].id_element, "TimeModified", "EditSequence"))
    return Request(f"{name}QueryRq", f"<{name}QueryRq{attributes}>{selection}{parts}</{name}QueryRq>")


def bills_of_vendor(vendor_id: str, *, modified_since: str = "", page: Page | None = None) -> Request:
    """Ask for a vendor's bills, whole: the way to look for an ExternalGUID of ours (docs/quickbooks.md 5.1)."""
    attributes, limit = _iteration(Kind.BILL, page)
    since = _filters(modified_since, "", is_list=False)
    entity = f"<EntityFilter><ListID>{_text(vendor_id)}</ListID></EntityFilter>"
    lines = _included(Kind.BILL, is_list=False, include_lines=True, include_linked=True)
    return Request("BillQueryRq", f"<BillQueryRq{attributes}>{limit}{since}{entity}{lines}</BillQueryRq>")


def _iteration(kind: Kind, page: Page | None) -> tuple[str, str]:
    """The iterator's attributes and MaxReturned."""
    if page is None or kind in NOT_ITERABLE:
        return "", ""
    limit = f"<MaxReturned>{page.size}</MaxReturned>"
    if not page.iterator_id:
        return ' iterator="Start"', limit
    return f' iterator="Continue" iteratorID="{_attribute(page.iterator_id)}"', limit


def _filters(modified_since: str, active: str, *, is_list: bool) -> str:
    since = f"<FromModifiedDate>{_text(modified_since)}</FromModifiedDate>" if modified_since else ""
    if is_list:
        return f"<ActiveStatus>{active}</ActiveStatus>{since}"
    return f"<ModifiedDateRangeFilter>{since}</ModifiedDateRangeFilter>" if since else ""


def _included(kind: Kind, *, is_list: bool, include_lines: bool, include_linked: bool) -> str:
    if is_list:
        return ""
    lines = "<IncludeLineItems>true</IncludeLineItems>" if include_lines else ""
    linked = "<IncludeLinkedTxns>true</IncludeLinkedTxns>" if include_linked and kind in LINKABLE else ""
    return lines + linked


def deleted_lists(kinds: Iterable[Kind], since: str, until: str = "") -> Request:
    """Ask which list records were deleted, at most about ninety days back (docs/quickbooks.md 4.7)."""
    return _deleted("List", kinds, since, until)


def deleted_transactions(kinds: Iterable[Kind], since: str, until: str = "") -> Request:
    """Ask which transactions were deleted, at most about ninety days back (docs/quickbooks.md 4.7)."""
    return _deleted("Txn", kinds, since, until)


def _deleted(family: str, kinds: Iterable[Kind], since: str, until: str) -> Request:
    names = [form.name for kind in kinds for form in FORMS_OF[kind]]
    assert all(FORMS[name].id_element == f"{family}ID" for name in names), f"not all of {names} are of {family}"
    start = f"<FromDeletedDate>{_text(since)}</FromDeletedDate>" if since else ""
    end = f"<ToDeletedDate>{_text(until)}</ToDeletedDate>" if until else ""
    dates = f"<DeletedDateRangeFilter>{start}{end}</DeletedDateRangeFilter>" if start or end else ""
    name = f"{family}DeletedQueryRq"
    return Request(name, f"<{name}>{_all_of(f'{family}DelType', names)}{dates}</{name}>")


def add(kind: Kind, record: Record, *, guid: str = "") -> Request:
    """Create a record; `guid` is its ExternalGUID, `{8-4-4-4-12}`, where the kind has one.

    Raises Refused before anything is sent.
    """
    sheet = Sheet([])
    form = form_of(kind, record)
    content = _content(form, record, guid, sheet)
    _refuse(sheet)
    return Request(
        f"{form.name}AddRq", f"<{form.name}AddRq><{form.name}Add>{content}</{form.name}Add></{form.name}AddRq>"
    )


def check(kind: Kind, record: Record, before: Record | None = None) -> tuple[Problem, ...]:
    """What QuickBooks could not hold of the record, or make of `before`; empty when nothing stands against it."""
    sheet = Sheet([])
    _content(form_of(kind, record), record, "", sheet)
    if isinstance(record, Item) and isinstance(before, Item):
        _check_item_form(before, record, sheet)
    return tuple(sheet.problems)


def _content(form: Form, record: Record, guid: str, sheet: Sheet) -> str:
    if not form.can_add:
        _note_read_only(form, sheet)
        return ""
    content = encode.whole(table_of(form, record), record, sheet)
    if guid and form.kind not in _WITHOUT_GUID:
        content += f"<ExternalGUID>{_text(guid)}</ExternalGUID>"
    if isinstance(record, Item):
        _check_item(record, sheet)
        _check_other_form(form, record, sheet)
    if isinstance(record, Bill):
        _check_bill(record, sheet)
        content += write_new_lines(record, sheet)
    return content


def mod(kind: Kind, id_: str, edit_sequence: str, *, before: Record, after: Record) -> Request | None:
    """Change a record from what QuickBooks holds (`before`) to `after`, sending only what differs; None if nothing.

    A bill whose header alone differs sends no line; otherwise both tables of lines are sent whole
    (`counterfoil.qbxml.lines`). Raises Refused.
    """
    sheet = Sheet([])
    form = form_of(kind, after)
    content = _changed_content(form, before, after, sheet)
    _refuse(sheet)
    return _mod(form, id_, edit_sequence, content) if content else None


def _changed_content(form: Form, before: Record, after: Record, sheet: Sheet) -> str:
    if not form.can_mod:
        if before != after:
            _note_read_only(form, sheet)
        return ""
    if isinstance(before, Item) and isinstance(after, Item):
        _check_item(after, sheet)
        _check_item_form(before, after, sheet)
        before = _without_price(before, after)
    content = encode.changes(table_of(form, after), before, after, sheet)
    if isinstance(before, Bill) and isinstance(after, Bill):
        _check_bill(after, sheet)
        content += write_changed_lines(before, after, sheet)
    return content


def touch(kind: Kind, id_: str, edit_sequence: str, *, form: str = "") -> Request:
    """A Mod that changes nothing but fails on a stale EditSequence: the guard in front of a delete.

    Items say which `form` they are; terms and card payments have no Mod (docs/quickbooks.md 3.4, 4.5).
    """
    chosen = _chosen(kind, form)
    assert chosen.can_mod, f"{chosen.name} has no Mod"
    return _mod(chosen, id_, edit_sequence, "")


def _mod(form: Form, id_: str, edit_sequence: str, content: str) -> Request:
    key = f"<{form.id_element}>{_text(id_)}</{form.id_element}><EditSequence>{_text(edit_sequence)}</EditSequence>"
    name = f"{form.name}Mod"
    return Request(f"{name}Rq", f"<{name}Rq><{name}>{key}{content}</{name}></{name}Rq>")


def delete(kind: Kind, id_: str, *, form: str = "") -> Request:
    """Delete a record. QuickBooks asks for no EditSequence: send `touch` before it under stopOnError.

    Items, terms and bill payments say which `form` they are.
    """
    chosen = _chosen(kind, form)
    family = "List" if chosen.id_element == "ListID" else "Txn"
    content = f"<{family}DelType>{chosen.name}</{family}DelType><{family}ID>{_text(id_)}</{family}ID>"
    return Request(f"{family}DelRq", f"<{family}DelRq>{content}</{family}DelRq>")


def host() -> Request:
    """Ask which QuickBooks answers."""
    return Request("HostQueryRq", "<HostQueryRq></HostQueryRq>")


def company(owner_id: str = "") -> Request:
    """Ask about the company file, with the private data of this owner (a GUID in braces)."""
    owner = f"<OwnerID>{_text(owner_id)}</OwnerID>" if owner_id else ""
    return Request("CompanyQueryRq", f"<CompanyQueryRq>{owner}</CompanyQueryRq>")


def company_activity() -> Request:
    """Ask when the file was last restored and condensed."""
    return Request("CompanyActivityQueryRq", "<CompanyActivityQueryRq></CompanyActivityQueryRq>")


def preferences() -> Request:
    """Ask for the file's preferences."""
    return Request("PreferencesQueryRq", "<PreferencesQueryRq></PreferencesQueryRq>")


def define_company_data(owner_id: str, name: str) -> Request:
    """Define private data of ours on the company, which QuickBooks wants before any value (docs/quickbooks.md 3.6)."""
    content = (
        f"<OwnerID>{_text(owner_id)}</OwnerID><DataExtName>{_text(name)}</DataExtName>"
        "<DataExtType>STR255TYPE</DataExtType><AssignToObject>Company</AssignToObject>"
    )
    return Request("DataExtDefAddRq", f"<DataExtDefAddRq><DataExtDefAdd>{content}</DataExtDefAdd></DataExtDefAddRq>")


def set_company_data(owner_id: str, name: str, value: str, *, exists: bool) -> Request:
    """Write private data of ours on the company: Add the first time, Mod once it `exists`."""
    assert len(value) <= LONGEST_PRIVATE_VALUE, "private data of STR255TYPE"
    message = "DataExtMod" if exists else "DataExtAdd"
    content = (
        f"<OwnerID>{_text(owner_id)}</OwnerID><DataExtName>{_text(name)}</DataExtName>"
        f"<OtherDataExtType>Company</OtherDataExtType><DataExtValue>{_text(value)}</DataExtValue>"
    )
    return Request(f"{message}Rq", f"<{message}Rq><{message}>{content}</{message}></{message}Rq>")


def document(
    requests: Sequence[Request], *, on_error: str = STOP_ON_ERROR, new_set_id: str = "", old_set_id: str = ""
) -> str:
    """The whole document, ASCII only; the requests get requestIDs from 1.

    The set ids ask QuickBooks to remember the outcome, or to tell it again (docs/quickbooks.md 1.4); without requests
    it is a status check.
    """
    assert on_error in (STOP_ON_ERROR, CONTINUE_ON_ERROR), "rollbackOnError was never built (docs/quickbooks.md 1.1)"
    assert max(len(new_set_id), len(old_set_id)) <= LONGEST_SET_ID, "a message set id is too long"
    ids = _set_id("newMessageSetID", new_set_id) + _set_id("oldMessageSetID", old_set_id)
    numbered = "".join(_numbered(place, request) for place, request in enumerate(requests, start=1))
    return (
        f'<?xml version="1.0" encoding="utf-8"?><?qbxml version="{VERSION}"?>'
        f'<QBXML><QBXMLMsgsRq onError="{on_error}"{ids}>{numbered}</QBXMLMsgsRq></QBXML>'
    )


def _set_id(attribute: str, set_id: str) -> str:
    return f' {attribute}="{_attribute(set_id)}"' if set_id else ""


def _numbered(place: int, request: Request) -> str:
    start = len(request.name) + 1
    return f'<{request.name} requestID="{place}"{request.xml[start:]}'


def form_of(kind: Kind, record: Record) -> Form:
    """QuickBooks' type of a record."""
    if isinstance(record, Item):
        return FORMS[_ITEM_FORMS[record.item_type]]
    if isinstance(record, Terms):
        return FORMS["DateDrivenTerms" if record.is_date_driven else "StandardTerms"]
    if isinstance(record, BillPayment):
        return FORMS["BillPaymentCreditCard" if record.is_by_credit_card else "BillPaymentCheck"]
    return FORMS_OF[kind][0]


def table_of(form: Form, record: Record) -> Table:
    """The rows that an Add or Mod of this record carries."""
    if isinstance(record, Item) and record.item_type is not ItemType.INVENTORY:
        return form.table + (ITEM_BOTH_WAYS if record.is_both_sold_and_purchased else ITEM_ONE_WAY)
    return form.table


def _chosen(kind: Kind, form: str) -> Form:
    forms = FORMS_OF[kind]
    if not form:
        assert len(forms) == 1, f"{kind} has several forms: say which"
        return forms[0]
    assert FORMS[form].kind is kind, f"{form} is not of {kind}"
    return FORMS[form]


def _check_bill(bill: Bill, sheet: Sheet) -> None:
    if not bill.expense_lines and not bill.item_lines:
        wrong = Unholdable("bill_has_no_lines", "The bill has no line.", "Enter at least one expense or item.")
        sheet.problems.append(wrong.as_problem("expense_lines", ""))
    elif bill.total.is_finite() and bill.total < 0:
        wrong = Unholdable("total_is_negative", "The bill's total is negative.", "Enter a vendor credit instead.")
        sheet.problems.append(wrong.as_problem("total", bill.total))


def _check_item(item: Item, sheet: Sheet) -> None:
    if not item.is_both_sold_and_purchased and item.price is not None and item.price_percent is not None:
        wrong = Unholdable("price_and_percent", "The item has a price and a percentage.", "Keep one of the two.")
        sheet.problems.append(wrong.as_problem("price_percent", item.price_percent))


_OF_FORMS = {row.field for row in ITEM_ONE_WAY + ITEM_BOTH_WAYS + ITEM_STOCK}
"""Fields of items that only some forms have."""


def _check_other_form(form: Form, item: Item, sheet: Sheet) -> None:
    """What another form of item has would be lost without a word (docs/quickbooks.md 3.4)."""
    own = {row.field for row in table_of(form, item)}
    for field in sorted(_OF_FORMS - own):
        if getattr(item, field):
            wrong = Unholdable(
                "field_of_other_form",
                "The field belongs to items that are bought or sold in another way.",
                "Leave it empty, or say whether the item is both sold and purchased.",
            )
            sheet.problems.append(wrong.as_problem(field, getattr(item, field)))


def _without_price(before: Item, after: Item) -> Item:
    """A Mod names a price or a percentage, and the one takes the other's place (docs/quickbooks.md 3.4)."""
    if after.price is not None:
        return replace(before, price_percent=None)
    return replace(before, price=None) if after.price_percent is not None else before


def _check_item_form(before: Item, after: Item, sheet: Sheet) -> None:
    """An item keeps its type and its form for life (docs/quickbooks.md 3.4)."""
    for field in ("item_type", "is_both_sold_and_purchased"):
        if getattr(before, field) != getattr(after, field):
            wrong = Unholdable(
                "item_form_is_fixed", "QuickBooks does not turn one kind of item into another.", "Make a new item."
            )
            sheet.problems.append(wrong.as_problem(field, getattr(after, field)))


def _note_read_only(form: Form, sheet: Sheet) -> None:
    wrong = Unholdable(
        "kind_is_read_only",
        f"Records of the type {form.name} are only changed in QuickBooks.",
        "Make the change in QuickBooks.",
    )
    sheet.problems.append(wrong.as_problem("", ""))


def _refuse(sheet: Sheet) -> None:
    if sheet.problems:
        raise Refused(tuple(sheet.problems))


def _all_of(element: str, texts: Iterable[str]) -> str:
    return "".join(f"<{element}>{_text(text)}</{element}>" for text in texts)


def _text(text: str) -> str:
    return escape(text).encode("ascii", "xmlcharrefreplace").decode("ascii")


def _attribute(text: str) -> str:
    return _text(text).replace('"', "&quot;")
