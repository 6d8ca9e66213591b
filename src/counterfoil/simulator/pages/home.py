"""The first page: the way of a bill, what changed last, what is in the accounts; and the company's preferences."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from counterfoil.simulator.company import CompanyFile

from . import accounts, queries
from .fields import Typed, day
from .forms import unchanged, version_of
from .visit import Visit, explain, go

SHOWN_BALANCES = frozenset({"Bank", "AccountsPayable", "CreditCard"})
LONG_AGO = "0001-01-01"


def home(visit: Visit) -> Response:
    """The way of a bill from order to payment, and what is new."""
    balances = [
        row for row in accounts.balances(visit.company) if row["account_type"] in SHOWN_BALANCES and not row["sublevel"]
    ]
    return visit.page(
        "home.html",
        "Home",
        figures=_figures(visit.company),
        recent=queries.changed_last(visit.company, 12),
        balances=balances,
    )


def _figures(company: CompanyFile) -> dict[str, int]:
    def number(sql: str, *given: Any) -> int:
        return int(company.connection.execute(sql, given).fetchone()[0])

    unpaid = "SELECT count(*) FROM txn WHERE kind = 'Bill' AND open_cents != 0"
    return {
        "open_bills": number(unpaid),
        "overdue": number(f"{unpaid} AND body ->> '$.due_date' BETWEEN ? AND ?", LONG_AGO, _yesterday(company)),
        "open_orders": number(
            """SELECT count(DISTINCT l.txn) FROM line l JOIN txn t ON t.id = l.txn
            WHERE l.units > l.received AND NOT l.closed AND t.kind = 'PurchaseOrder'
            AND NOT coalesce(t.body ->> '$.is_manually_closed', 0)"""
        ),
        "vendors": number("SELECT count(*) FROM list_object WHERE kind = 'Vendor' AND is_active"),
        "accounts": number("SELECT count(*) FROM list_object WHERE kind = 'Account'"),
    }


def _yesterday(company: CompanyFile) -> str:
    today = company.today()
    return today.fromordinal(today.toordinal() - 1).isoformat()


def company_page(visit: Visit) -> Response:
    """What the file says of itself, and the preferences that matter to bills."""
    settings = visit.company.settings
    typed = _preferences(visit.company)
    version, problem = version_of(typed), None
    if visit.posting:
        typed = {
            "closing_date": visit.form.text("closing_date"),
            "file_mode": "MultiUser" if visit.form.text("file_mode") == "MultiUser" else "SingleUser",
            "account_numbers": visit.form.ticked("account_numbers"),
            "class_tracking": visit.form.ticked("class_tracking"),
        }
        try:
            sent = visit.form.text("version")
            with unchanged(visit.company, "page", sent, lambda: version_of(_preferences(visit.company))):
                _save(visit.company, typed)
            return go("/company", "saved")
        except Typed as error:
            problem = explain(error)
    facts = (
        ("Company", settings.legal_company_name or settings.company_name),
        ("Company file", visit.company.path),
        ("Time zone", settings.zone),
        ("Product", settings.product_name),
    )
    return visit.page("company.html", "Company", problem=problem, typed=typed, version=version, facts=facts)


def _preferences(company: CompanyFile) -> dict[str, Any]:
    settings = company.settings
    return {
        "closing_date": settings.closing_date.isoformat() if settings.closing_date else "",
        "file_mode": settings.file_mode,
        "account_numbers": settings.is_using_account_numbers,
        "class_tracking": settings.is_using_class_tracking,
    }


def _save(company: CompanyFile, typed: Mapping[str, Any]) -> None:
    company.change_settings(
        closing_date=day(typed["closing_date"], "Closing date"),
        file_mode=typed["file_mode"],
        is_using_account_numbers=typed["account_numbers"],
        is_using_class_tracking=typed["class_tracking"],
    )
