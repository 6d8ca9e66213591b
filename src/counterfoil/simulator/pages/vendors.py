"""The Vendor Center: the list of vendors, one vendor with its transactions, and the form for a vendor."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.lists import merging, vendors
from counterfoil.simulator.lists.vendors import Vendor
from counterfoil.simulator.status import Refusal
from counterfoil.simulator.values import Address, money

from . import names, queries
from .fields import Typed
from .forms import limited, unchanged, version_of
from .visit import Visit, explain, go

HERE = "Vendors"
MOST_VENDORS = 300
LENGTHS = {
    "name": 41, "company_name": 41, "first_name": 25, "last_name": 25, "contact": 41, "phone": 21, "fax": 21,
    "email": 1023, "addr1": 41, "addr2": 41, "addr3": 41, "city": 31, "state": 21, "postal_code": 13, "country": 31,
    "account_number": 99, "name_on_check": 41, "tax_ident": 15, "notes": 4095,
}  # fmt: skip
"""Field of the form → how much QuickBooks keeps of it (docs/quickbooks.md 3.3)."""
IN_ADDRESS = ("addr1", "addr2", "addr3", "city", "state", "postal_code", "country")
PLAIN = (
    "company_name",
    "first_name",
    "last_name",
    "contact",
    "phone",
    "fax",
    "email",
    "account_number",
    "name_on_check",
    "notes",
)
SHOWS = {"active": "o.is_active", "open": "coalesce(b.cents, 0) != 0", "all": "1"}


def center(visit: Visit) -> Response:
    """The list of vendors and, once one is chosen, what is known of it."""
    list_id = visit.path.get("list_id", "")
    vendor = vendors.get(visit.company, list_id) if list_id else None
    if list_id and vendor is None:
        return visit.missing(HERE, "/vendors")
    find, show = visit.query.text("find"), visit.query.text("show", "active")
    show = show if show in SHOWS else "active"
    rows, more = _vendors(visit.company, find, show)
    keep = {name: value for name, value in (("find", find), ("show", show)) if value and value != "active"}
    pages = queries.Pages.of(visit.query, queries.count_of_entity(visit.company, list_id)) if vendor else None
    return visit.page(
        "vendors.html",
        HERE,
        vendors=rows,
        more=more,
        find=find,
        show=show,
        keep=f"?{urlencode(keep)}" if keep else "",
        at=f"/vendors/{list_id}" if vendor else "/vendors",
        vendor=_shown(vendor) if vendor else None,
        transactions=queries.of_entity(visit.company, list_id, pages) if pages else [],
        pages=pages,
    )


def _vendors(company: CompanyFile, find: str, show: str) -> tuple[list[dict[str, Any]], int]:
    where = f"o.kind = 'Vendor' AND {SHOWS[show]} AND (? = '' OR o.key LIKE ? ESCAPE '~')"
    given = [find, queries.containing(find.lower())]
    join = "FROM list_object o LEFT JOIN balance b USING (list_id)"
    count = company.connection.execute(f"SELECT count(*) {join} WHERE {where}", given).fetchone()[0]
    columns = "o.list_id, o.name, o.is_active, coalesce(b.cents, 0)"
    sql = f"SELECT {columns} {join} WHERE {where} ORDER BY o.key LIMIT {MOST_VENDORS}"
    rows = [
        {"list_id": list_id, "name": name, "is_active": is_active, "balance": money(-cents)}
        for list_id, name, is_active, cents in company.connection.execute(sql, given)
    ]
    return rows, max(0, count - len(rows))


def _shown(vendor: Vendor) -> dict[str, Any]:
    facts = (
        ("Company", vendor.company_name),
        ("Contact", vendor.contact or f"{vendor.first_name} {vendor.last_name}".strip()),
        ("Address", one_line(vendor.vendor_address)),
        ("Phone", vendor.phone),
        ("E-mail", vendor.email),
        ("Terms", vendor.terms.full_name if vendor.terms else ""),
        ("Our account", vendor.account_number),
        ("Notes", vendor.notes),
    )
    return {
        "list_id": vendor.list_id,
        "name": vendor.name,
        "is_active": vendor.is_active,
        "balance": vendor.balance,
        "facts": [(term, words) for term, words in facts if words],
    }


def one_line(address: Address | None) -> str:
    """An address as one line of text."""
    if address is None:
        return ""
    place = " ".join(part for part in (address.state, address.postal_code) if part)
    parts = (address.addr1, address.addr2, address.addr3, address.city, place, address.country)
    return ", ".join(part for part in parts if part)


def edit(visit: Visit) -> Response:
    """The form for a new vendor or for one that is there."""
    list_id = visit.path.get("list_id", "")
    vendor = vendors.get(visit.company, list_id) if list_id else Vendor()
    if vendor is None:
        return visit.missing(HERE, "/vendors")
    before = _typed(vendor)
    version = version_of(before)
    typed, problem, other = before, None, ""
    if visit.posting:
        typed = {
            **before,
            **{name: visit.form.text(name) for name in before},
            "inactive": visit.form.ticked("inactive"),
        }
        try:
            other = _of_that_name(visit.company, vendor, typed["name"])
            if other and visit.form.ticked("merge"):
                return go(f"/vendors/{_merge(visit, vendor, other)}", "merged")
            return go(f"/vendors/{_save(visit, vendor, typed)}", "saved")
        except (Refusal, Typed) as error:
            problem = explain(error)
    return visit.page(
        "vendor_form.html",
        HERE,
        problem=problem,
        vendor_id=list_id,
        typed=typed,
        version=version,
        terms=names.offered(visit.company, "terms"),
        merges=bool(other),
    )


def _of_that_name(company: CompanyFile, vendor: Vendor, name: str) -> str:
    """The ListID of another vendor that has the name which this one is to have."""
    found = vendors.find(company, name.strip()) if vendor.list_id else None
    return found.list_id if found is not None and found.list_id != vendor.list_id else ""


def _merge(visit: Visit, vendor: Vendor, other: str) -> str:
    """Merge the vendor into the other, if it is still as it was shown."""
    now = partial(_version, visit.company, vendor.list_id)
    with unchanged(visit.company, "vendor", visit.form.text("version"), now):
        ids = merging.Sides(vendor.list_id, other)
        return str(merging.merge(visit.company, vendors.KIND, ids).target.list_id)


def _typed(vendor: Vendor) -> dict[str, Any]:
    address = vendor.vendor_address or Address()
    return {
        "name": vendor.name,
        **{name: getattr(vendor, name) for name in PLAIN},
        **{name: getattr(address, name) for name in IN_ADDRESS},
        "tax_ident": vendor.vendor_tax_ident,
        "terms": vendor.terms.full_name if vendor.terms else "",
        "inactive": not vendor.is_active,
    }


def _version(company: CompanyFile, list_id: str) -> str:
    vendor = vendors.get(company, list_id)
    return version_of(_typed(vendor)) if vendor else ""


def _save(visit: Visit, vendor: Vendor, typed: Mapping[str, Any]) -> str:
    """Add or change the vendor; what the form does not show of it stays."""
    limited(typed, LENGTHS)
    if not typed["name"]:
        raise Typed("Please enter a vendor name.")
    address = replace(vendor.vendor_address or Address(), **{name: typed[name] for name in IN_ADDRESS})
    values: dict[str, Any] = {
        "name": typed["name"],
        **{name: typed[name] for name in PLAIN},
        "vendor_address": address if address != Address() else None,
        "vendor_tax_ident": typed["tax_ident"],
        "terms": names.meant(visit.company, "terms", typed["terms"]),
        "is_active": not typed["inactive"],
    }
    if vendor.list_id:
        now = partial(_version, visit.company, vendor.list_id)
        with unchanged(visit.company, "vendor", visit.form.text("version"), now):
            return vendors.modify(visit.company, vendor.list_id, **values).list_id
    return vendors.add(visit.company, Vendor(**values)).list_id


def delete(visit: Visit) -> Response:
    """Delete a vendor; one that is used stays, with QuickBooks' reason above its form."""
    list_id = visit.path["list_id"]
    try:
        vendors.delete(visit.company, list_id)
    except Refusal as error:
        vendor = vendors.get(visit.company, list_id)
        if vendor is None:
            return visit.missing(HERE, "/vendors")
        typed = _typed(vendor)
        return visit.page(
            "vendor_form.html",
            HERE,
            problem=explain(error),
            vendor_id=list_id,
            typed=typed,
            version=version_of(typed),
            terms=names.offered(visit.company, "terms"),
            merges=False,
        )
    return go("/vendors", "deleted")
