"""What the company messages say: host, company, activity, preferences (docs/quickbooks.md 6.1)."""

from collections.abc import Callable
from datetime import date

from lxml.etree import _Element as Element

from counterfoil.qbxml import values
from counterfoil.qbxml.answers import ActivityFacts, CompanyFacts, Facts, HostFacts, PreferenceFacts


def read_host(host: Element) -> HostFacts:
    """A HostRet."""
    return HostFacts(
        product=_text(host, "ProductName"),
        major_version=_text(host, "MajorVersion"),
        minor_version=_text(host, "MinorVersion"),
        country=_text(host, "Country"),
        versions=tuple(each.text or "" for each in host.iterchildren("SupportedQBXMLVersion")),
        is_automatic_login=_is(host, "IsAutomaticLogin"),
        is_multi_user=_text(host, "QBFileMode") == "MultiUser",
    )


def read_company(company: Element) -> CompanyFacts:
    """A CompanyRet."""
    return CompanyFacts(
        name=_text(company, "CompanyName"),
        legal_name=_text(company, "LegalCompanyName"),
        is_sample=_is(company, "IsSampleCompany"),
        data={
            (_text(each, "OwnerID"), _text(each, "DataExtName")): _text(each, "DataExtValue")
            for each in company.iterchildren("DataExtRet")
        },
        is_accountant_copy=_is(company, "AccountantCopy/AccountantCopyExists"),
        dividing_date=_date(company, "AccountantCopy/DividingDate"),
    )


def read_activity(activity: Element) -> ActivityFacts:
    """A CompanyActivityRet."""
    return ActivityFacts(_text(activity, "LastRestoreTime"), _text(activity, "LastCondenseTime"))


def read_preferences(preferences: Element) -> PreferenceFacts:
    """A PreferencesRet."""
    days = _text(preferences, "PurchasesAndVendorsPreferences/DaysBillsAreDue")
    return PreferenceFacts(
        closing_date=_date(preferences, "AccountingPreferences/ClosingDate"),
        uses_account_numbers=_is(preferences, "AccountingPreferences/IsUsingAccountNumbers"),
        requires_accounts=_is(preferences, "AccountingPreferences/IsRequiringAccounts"),
        uses_departments=_is(preferences, "AccountingPreferences/IsUsingClassTracking"),
        uses_inventory=_is(preferences, "PurchasesAndVendorsPreferences/IsUsingInventory"),
        days_bills_are_due=values.read_integer(days) if days else None,
        is_multicurrency=_is(preferences, "MultiCurrencyPreferences/IsMultiCurrencyOn"),
        home_currency=_text(preferences, "MultiCurrencyPreferences/HomeCurrencyRef/FullName"),
    )


FACTS: dict[str, Callable[[Element], Facts]] = {
    "HostRet": read_host,
    "CompanyRet": read_company,
    "CompanyActivityRet": read_activity,
    "PreferencesRet": read_preferences,
}
"""Name of the element → what reads it."""


def _text(parent: Element, path: str) -> str:
    return parent.findtext(path) or ""


def _is(parent: Element, path: str) -> bool:
    text = _text(parent, path)
    return bool(text) and values.read_boolean(text)


def _date(parent: Element, path: str) -> date | None:
    text = _text(parent, path)
    return values.read_date(text) if text else None
