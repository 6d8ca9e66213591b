"""How the messages about the company as a whole are answered: host, company, preferences, activity, deletions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from counterfoil.simulator import access, status
from counterfoil.simulator.grammar import grammar
from counterfoil.simulator.parsing import VERSIONS
from counterfoil.simulator.reading import Reader
from counterfoil.simulator.status import NO_MATCH, OK
from counterfoil.simulator.writing import element, escaped

from . import company_tables as tables
from . import data_values
from .queries import Answer, Context, only_of

if TYPE_CHECKING:
    from counterfoil.simulator.parsing import Request
    from counterfoil.simulator.preferences import Settings

RETS = {
    "HostRet": grammar(tables.HOST_RET),
    "CompanyRet": grammar(tables.COMPANY_RET),
    "CompanyActivityRet": grammar(tables.COMPANY_ACTIVITY_RET),
    "PreferencesRet": grammar(tables.PREFERENCES_RET),
}
DEFAULT_CAPACITY = 14500
CAPACITIES = {"Account": 10000, "Class": 10000, "Terms": 10000, "PriceLevel": 100, "SalesRep": 10000}
"""List → how many objects it can hold, where that is not the common limit."""


def _ret(context: Context, name: str, record: Any, values: dict[str, Any], extra: Any = None) -> Answer:
    body = element(name, context.company, RETS[name], context.version, record, only=only_of(values), extra=extra)
    return Answer(OK, body)


def host(context: Context, request: Request) -> Answer:
    """Which QuickBooks this is and which qbXML versions it knows."""
    values = Reader(context.company.switches).values(request.tree)
    settings = context.company.settings
    capacities = values.get("include_list_meta_data")
    record = SimpleNamespace(
        product_name=settings.product_name,
        major_version=settings.major_version,
        minor_version="0",
        country="US",
        supported_qbxml_version=VERSIONS,
        is_automatic_login=not context.company.attended,
        qb_file_mode=settings.file_mode,
        list_meta_data=_capacities() if capacities else None,
    )
    return _ret(context, "HostRet", record, values)


def _capacities() -> SimpleNamespace:
    from counterfoil.simulator.grammar import attribute

    lists = tables.LISTS_WITH_CAPACITY
    return SimpleNamespace(
        **{
            attribute(f"{name}MetaData"): SimpleNamespace(max_capacity=CAPACITIES.get(name, DEFAULT_CAPACITY))
            for name in lists
        }
    )


@dataclass(frozen=True, slots=True)
class CompanyRecord:
    """The company as CompanyRet shows it."""

    is_sample_company: bool
    company_name: str
    legal_company_name: str
    address: Any
    legal_address: Any
    phone: str
    email: str
    first_month_fiscal_year: str
    first_month_income_tax_year: str
    company_type: str
    ein: str
    accountant_copy: Any


def company(context: Context, request: Request) -> Answer:
    """The company's name and address, and the private data of the owners asked for."""
    values = Reader(context.company.switches).values(request.tree)
    settings = context.company.settings
    address = settings.address if any(getattr(settings.address, name) for name in ("addr1", "city", "state")) else None
    record = CompanyRecord(
        settings.is_sample_company, settings.company_name, settings.legal_company_name, address, address,
        settings.phone, settings.email, settings.first_month_fiscal_year, "January", "Contractor",
        settings.ein if access.sees_personal_data(context.company, context.session.app_name) else "",
        SimpleNamespace(accountant_copy_exists=settings.accountants_copy, dividing_date=settings.dividing_date),
    )  # fmt: skip
    extra = data_values.shown(context.company, data_values.COMPANY, values.get("owner_id"))
    return _ret(context, "CompanyRet", record, values, extra)


def activity(context: Context, request: Request) -> Answer:
    """When the file was last restored from a backup or condensed."""
    values = Reader(context.company.switches).values(request.tree)
    settings = context.company.settings
    record = SimpleNamespace(
        last_restore_time=settings.last_restore_time, last_condense_time=settings.last_condense_time
    )
    return _ret(context, "CompanyActivityRet", record, values)


def preferences(context: Context, request: Request) -> Answer:
    """The preferences; no message can set them (docs/quickbooks.md 6.1)."""
    values = Reader(context.company.switches).values(request.tree)
    return _ret(context, "PreferencesRet", _preferences(context, context.company.settings), values)


def _preferences(context: Context, settings: Settings) -> SimpleNamespace:
    from counterfoil.simulator.values import ZERO, Ref

    discount = settings.default_discount_account
    rights = access.rights_of(context.company, context.session.app_name) or access.Rights()
    return SimpleNamespace(
        accounting_preferences=SimpleNamespace(
            is_using_account_numbers=settings.is_using_account_numbers,
            is_requiring_accounts=settings.is_requiring_accounts,
            is_using_class_tracking=settings.is_using_class_tracking,
            is_using_audit_trail=True,
            is_assigning_journal_entry_numbers=True,
            closing_date=settings.closing_date,
        ),
        finance_charge_preferences=SimpleNamespace(
            annual_interest_rate=ZERO,
            min_finance_charge=ZERO,
            grace_period=0,
            is_assessing_for_overdue_charges=False,
            calculate_charges_from="DueDate",
            is_marked_to_be_printed=False,
        ),
        jobs_and_estimates_preferences=SimpleNamespace(
            is_using_estimates=True, is_using_progress_invoicing=False, is_printing_items_with_zero_amounts=False
        ),
        multi_currency_preferences=SimpleNamespace(is_multi_currency_on=False),
        multi_location_inventory_preferences=SimpleNamespace(
            is_multi_location_inventory_available=False, is_multi_location_inventory_enabled=False
        ),
        purchases_and_vendors_preferences=SimpleNamespace(
            is_using_inventory=settings.is_using_inventory,
            days_bills_are_due=settings.days_bills_are_due,
            is_automatically_using_discounts=settings.is_automatically_using_discounts,
            default_discount_account=Ref(discount, context.company.full_name(discount)) if discount else None,
        ),
        reports_preferences=SimpleNamespace(aging_report_basis="AgeFromDueDate", summary_report_basis="Accrual"),
        sales_and_customers_preferences=SimpleNamespace(
            is_tracking_reimbursed_expenses_as_income=False,
            is_auto_applying_payments=True,
            price_levels=SimpleNamespace(is_using_price_levels=False, is_rounding_sales_price_up=False),
        ),
        time_tracking_preferences=SimpleNamespace(first_day_of_week="Monday"),
        current_app_access_rights=SimpleNamespace(
            is_automatic_login_allowed=rights.unattended,
            automatic_login_user_name=settings.user if rights.unattended else "",
            is_personal_data_access_allowed=rights.personal_data,
        ),
        items_and_inventory_preferences=SimpleNamespace(enhanced_inventory_receiving_enabled=False),
    )


# -- deletions ----------------------------------------------------------------------------------------------------

SHAPES = {
    "list": ("ListDeletedRet", "ListDelType", "ListID", "FullName", "list_del_type"),
    "txn": ("TxnDeletedRet", "TxnDelType", "TxnID", "RefNumber", "txn_del_type"),
}


def list_deleted(context: Context, request: Request) -> Answer:
    """The list objects deleted within the range, and within living memory (`deleted_retention_days`)."""
    return _deleted(context, request, "list")


def txn_deleted(context: Context, request: Request) -> Answer:
    """The transactions deleted within the range, and within living memory (`deleted_retention_days`)."""
    return _deleted(context, request, "txn")


def _deleted(context: Context, request: Request, family: str) -> Answer:
    ret, type_name, id_name, name_name, attr = SHAPES[family]
    values = Reader(context.company.switches).values(request.tree)
    start, end = _range(context, values)
    sql = """SELECT object_id, name, time_created, time_deleted FROM deleted
        WHERE family = ? AND kind = ? AND time_deleted BETWEEN ? AND ? ORDER BY time_deleted, id"""
    printed = context.company.printed
    only = only_of(values)
    rows = []
    for kind in dict.fromkeys(values[attr]):
        for object_id, name, created, deleted in context.company.connection.execute(sql, [family, kind, start, end]):
            parts = {
                type_name: kind,
                id_name: object_id,
                "TimeCreated": printed(created),
                "TimeDeleted": printed(deleted),
            }
            parts |= {name_name: escaped(name)} if name else {}
            shown = (f"<{tag}>{text}</{tag}>" for tag, text in parts.items() if only is None or tag in only)
            rows.append(f"<{ret}>{''.join(shown)}</{ret}>\n")
    wanted = request.attributes.get("metaData", "NoMetaData")
    counted = () if wanted == "NoMetaData" else (("retCount", str(len(rows))),)
    return Answer(OK if rows else NO_MATCH, "" if wanted == "MetaDataOnly" else "".join(rows), counted)


def _range(context: Context, values: dict[str, Any]) -> tuple[int, int]:
    company = context.company
    kept = int(timedelta(days=company.switches.deleted_retention_days).total_seconds())
    start, end = company.now() - kept, 1 << 62
    given = values.get("deleted_date_range_filter")
    if given is not None:
        first, last = given.values.get("from_deleted_date"), given.values.get("to_deleted_date")
        if first:
            start = max(start, company.moment(first))
        if last:
            end = company.moment(last, end=True)
        if first and last and company.moment(first) > end:
            raise status.Refusal(3030, f'The from date "{first}" is later than the to date "{last}".')
    return start, end
