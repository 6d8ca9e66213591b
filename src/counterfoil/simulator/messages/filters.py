"""The filters of queries, one small function each: what was given becomes a condition (docs/quickbooks.md 5.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from counterfoil.simulator import status
from counterfoil.simulator.lists.store import Reference, key_of, lookup
from counterfoil.simulator.selecting import FAMILY, LIST, TXN, TXN_BY_NUMBER, Selection
from counterfoil.simulator.values import Ref, cents

if TYPE_CHECKING:
    from counterfoil.simulator.company import CompanyFile
    from counterfoil.simulator.reading import Filter

Values = dict[str, Any]
Narrow = Callable[[Any, Selection, Any], Selection]
"""Narrows a selection by what a filter of a query says."""
FOLLOWS = "\U0010ffff"
"""A character after every other: the end of a range of texts that start alike."""


def list_selection(company: CompanyFile, kinds: tuple[str, ...], family: str, values: Values) -> Selection:
    """The list objects that a query's filters leave."""
    if len(kinds) == 1:
        selection = Selection(LIST, ("kind = ?",), (kinds[0],))
    else:
        marks = ", ".join("?" * len(kinds))
        selection = Selection(FAMILY, ("family = ?", f"kind IN ({marks})"), (family, *kinds))
    selection = _modified(company, selection, values, "list_object_stamp")
    for attr, narrow in LIST_FILTERS.items():
        if attr in values:
            selection = narrow(company, selection, values[attr])
    active = values.get("active_status", "ActiveOnly")
    return selection if active == "All" else selection.narrowed("is_active = ?", int(active == "ActiveOnly"))


def txn_selection(company: CompanyFile, kind: str, values: Values) -> Selection:
    """The transactions that a query's filters leave."""
    table = TXN if company.switches.order == "txn_date" else TXN_BY_NUMBER
    selection = Selection(table, ("kind = ?",), (kind,))
    if "modified_date_range_filter" in values:
        selection = _modified(company, selection, values["modified_date_range_filter"].values, "txn_stamp")
    for attr, narrow in TXN_FILTERS.items():
        if attr in values:
            selection = narrow(company, selection, values[attr])
    return selection


def _modified(company: CompanyFile, selection: Selection, values: Values, index: str) -> Selection:
    start, end = (values.get(name) for name in ("from_modified_date", "to_modified_date"))
    check_order(company, start, end)
    if start:
        selection = selection.narrowed("stamp >= ?", company.moment(start), index=index)
    if end:
        selection = selection.narrowed("stamp <= ?", company.moment(end, end=True), index=index)
    return selection


def check_order(company: CompanyFile, start: str | None, end: str | None) -> None:
    """Refuse a range of moments that ends before it starts (3030)."""
    if start and end and company.moment(start) > company.moment(end, end=True):
        raise status.Refusal(3030, f'The from date "{start}" is later than the to date "{end}".')


# -- names and numbers --------------------------------------------------------------------------------------------


def _matching(selection: Selection, column: str, criterion: str, text: str, index: str = "") -> Selection:
    if criterion == "StartsWith":
        return selection.narrowed(f"{column} >= ? AND {column} < ?", text, text + FOLLOWS, index=index)
    if criterion == "EndsWith":
        return selection.narrowed(f"substr({column}, -max(length(?), 1)) = ?", text, text)
    return selection.narrowed(f"instr({column}, ?) > 0", text)


def _range(selection: Selection, column: str, start: str, end: str, index: str = "") -> Selection:
    if start and end and start > end:
        raise status.Refusal(3031, f'The from value "{start}" is greater than the to value "{end}".')
    if start:
        selection = selection.narrowed(f"{column} >= ?", start, index=index)
    return selection.narrowed(f"{column} <= ?", end, index=index) if end else selection


def _name(company: CompanyFile, selection: Selection, given: Filter) -> Selection:
    del company
    return _matching(selection, "key", given.values["match_criterion"], key_of(given.values.get("name") or ""))


def _name_range(company: CompanyFile, selection: Selection, given: Filter) -> Selection:
    del company
    return _range(selection, "key", *(key_of(given.values.get(each) or "") for each in ("from_name", "to_name")))


def _ref_number(company: CompanyFile, selection: Selection, given: Filter) -> Selection:
    del company
    text = (given.values.get("ref_number") or "").lower()
    return _matching(selection, "ref_key", given.values["match_criterion"], text, index="txn_ref")


def _ref_number_range(company: CompanyFile, selection: Selection, given: Filter) -> Selection:
    del company
    start, end = ((given.values.get(each) or "").lower() for each in ("from_ref_number", "to_ref_number"))
    return _range(selection, "ref_key", start, end, index="txn_ref")


# -- money --------------------------------------------------------------------------------------------------------

COMPARISONS = {"LessThan": "<", "LessThanEqual": "<=", "Equal": "=", "GreaterThan": ">", "GreaterThanEqual": ">="}


def _total_balance(company: CompanyFile, selection: Selection, given: Filter) -> Selection:
    del company
    compare = COMPARISONS[given.values["operator"]]
    owed = "coalesce((SELECT -cents FROM balance WHERE balance.list_id = list_object.list_id), 0)"
    return selection.narrowed(f"{owed} {compare} ?", cents(given.values["amount"]))


def _currency(company: CompanyFile, selection: Selection, given: Filter) -> Selection:
    del company, selection, given
    raise status.feature_off()


def _paid(company: CompanyFile, selection: Selection, wanted: str) -> Selection:
    del company
    if wanted == "NotPaidOnly":
        index = "txn_open" if selection.table is TXN else ""
        return selection.narrowed("open_cents != 0", index=index)
    return selection.narrowed("open_cents = 0") if wanted == "PaidOnly" else selection


# -- references -----------------------------------------------------------------------------------------------------


def listed(company: CompanyFile, given: Filter, to: Reference, element: str) -> list[str]:
    """The ListIDs a filter names, with everything below where it says so."""
    values = given.values
    refs = [Ref(list_id=each) for each in values.get("list_id", ()) if each]
    refs += [Ref(full_name=each) for each in values.get("full_name", ()) if each]
    found = [_found(company, ref, to, element) for ref in refs]
    above = {"list_id": values.get("list_id_with_children"), "full_name": values.get("full_name_with_children")}
    for attr, text in above.items():
        if text:
            found += _with_children(company, _found(company, Ref(**{attr: text}), to, element), to.family)
    return found


def _found(company: CompanyFile, ref: Ref, to: Reference, element: str) -> str:
    found = lookup(company, ref, to)
    if found is None:
        raise status.missing_reference(to.label, ref.shown, element)
    return found.list_id


def _with_children(company: CompanyFile, list_id: str, family: str) -> list[str]:
    key = key_of(company.full_name(list_id))
    sql = "SELECT list_id FROM list_object WHERE family = ? AND (key = ? OR (key > ? AND key < ?))"
    return [row[0] for row in company.connection.execute(sql, [family, key, key + "\x01", key + "\x02"])]


def _in(selection: Selection, column: str, ids: list[str], index: str = "", *, closing: str = "") -> Selection:
    return selection.narrowed(f"{column} IN ({', '.join('?' * len(ids))}){closing}", *ids, index=index)


LINES_ONLY = frozenset(("JournalEntry", "Deposit"))
"""Kinds without an entity of their own: what their lines name counts, of journal entries the accounts too."""


def _entity(company: CompanyFile, selection: Selection, given: Filter) -> Selection:
    ids = listed(company, given, Reference("Entity", "entity"), "EntityFilter")
    if selection.values[0] in LINES_ONLY:
        return _in(selection, "id IN (SELECT txn FROM used WHERE list_id", ids, closing=")")
    return _in(selection, "entity", ids, "txn_entity")


def _account(company: CompanyFile, selection: Selection, given: Filter) -> Selection:
    ids = listed(company, given, Reference("Account", "account"), "AccountFilter")
    if selection.values[0] == "JournalEntry":
        return _in(selection, "id IN (SELECT txn FROM posting WHERE account", ids, closing=")")
    return _in(selection, "account", ids, "txn_account")


def _class(company: CompanyFile, selection: Selection, given: Filter) -> Selection:
    ids = listed(company, given, Reference("Class", "class"), "ClassFilter")
    return _in(selection, "json_extract(body, '$.class_')", ids)


def _account_types(company: CompanyFile, selection: Selection, types: tuple[str, ...]) -> Selection:
    from counterfoil.simulator.lists.accounts import TYPES

    del company
    marks = ", ".join("?" * len(types))
    return selection.narrowed(f"rank IN ({marks})", *(TYPES.index(each) for each in types if each))


def _payment_types(company: CompanyFile, selection: Selection, types: tuple[str, ...]) -> Selection:
    del company
    return _in(selection, "json_extract(body, '$.payment_method_type')", [each for each in types if each])


# -- dates --------------------------------------------------------------------------------------------------------


def _txn_dates(company: CompanyFile, selection: Selection, given: Filter) -> Selection:
    start, end = dates_of(company, given)
    if start:
        selection = selection.narrowed("txn_date >= ?", start.isoformat())
    return selection.narrowed("txn_date <= ?", end.isoformat()) if end else selection


def dates_of(company: CompanyFile, given: Filter) -> tuple[date | None, date | None]:
    """The first and last day of a filter by dates, or refuse a range that ends before it starts (3030)."""
    values = given.values
    if "date_macro" in values:
        start, end = macro_range(values["date_macro"], company.today(), company.settings.first_month_fiscal_year)
    else:
        start, end = (values.get(each) for each in ("from_txn_date", "to_txn_date"))
    if start and end and start > end:
        raise status.Refusal(3030, f'The from date "{start}" is later than the to date "{end}".')
    return start, end


MONTHS = {"Week": 0, "Month": 1, "CalendarQuarter": 3, "FiscalQuarter": 3, "CalendarYear": 12, "FiscalYear": 12}
NUMBER_OF_MONTH = {
    name: number
    for number, name in enumerate(
        [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ],
        1,
    )
}


def macro_range(macro: str, today: date, first_month: str = "January") -> tuple[date | None, date | None]:
    """The first and last day that a DateMacro means."""
    single = {"All": (None, None), "Today": (today, today), "Yesterday": (today - timedelta(1), today - timedelta(1))}
    if macro in single:
        return single[macro]
    to_date = macro.endswith("ToDate")
    name = macro.removesuffix("ToDate")
    if name == "NextFourWeeks":
        start = _start("Week", today, 1) + timedelta(7)
        return start, start + timedelta(27)
    which, period = name[:4], name[4:]
    offset = {"This": 0, "Last": -1, "Next": 1}[which]
    fiscal = NUMBER_OF_MONTH[first_month] if period.startswith("Fiscal") else 1
    start, end = _shifted(period, today, fiscal, offset)
    if to_date:
        gone = today - _start(period, today, fiscal)
        end = min(end, start + gone)
    return start, end


def _start(period: str, day: date, first_month: int) -> date:
    """The first day of the period that a day lies in; weeks start on Sunday."""
    if period == "Week":
        return day - timedelta((day.weekday() + 1) % 7)
    months = MONTHS[period]
    into = (day.month - first_month) % 12 % months
    return _add_months(day.replace(day=1), -into)


def _add_months(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)


def _shifted(period: str, today: date, first_month: int, offset: int) -> tuple[date, date]:
    start = _start(period, today, first_month)
    if period == "Week":
        start += timedelta(7 * offset)
        return start, start + timedelta(6)
    start = _add_months(start, MONTHS[period] * offset)
    return start, _add_months(start, MONTHS[period]) - timedelta(1)


LIST_FILTERS: dict[str, Narrow] = {
    "name_filter": _name,
    "name_range_filter": _name_range,
    "account_type": _account_types,
    "payment_method_type": _payment_types,
    "total_balance_filter": _total_balance,
    "currency_filter": _currency,
    "class_filter": _class,
}
"""Attribute of a list query → the function that narrows by it."""
TXN_FILTERS: dict[str, Narrow] = {
    "entity_filter": _entity,
    "account_filter": _account,
    "ref_number_filter": _ref_number,
    "ref_number_range_filter": _ref_number_range,
    "paid_status": _paid,
    "currency_filter": _currency,
    "txn_date_range_filter": _txn_dates,
}
"""Attribute of a transaction query → the function that narrows by it; the narrowest come first."""
