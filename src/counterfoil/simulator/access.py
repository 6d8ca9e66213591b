"""Who may do what in a company file: programs that a person authorized, and the rights of the QuickBooks user.

docs/quickbooks.md 6.2 and 6.4. A new file lets every program in, as after *Yes, always*; a person can ask to be asked.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from .status import ProcessorError, Refusal, related_locked

if TYPE_CHECKING:
    from .company import CompanyFile

ADMIN = "Admin"
AREAS = {
    "purchases": (
        "Vendor", "Bill", "BillToPay", "PurchaseOrder", "ItemReceipt", "VendorCredit", "BillPaymentCheck",
        "BillPaymentCreditCard",
    ),
    "banking": ("Check", "CreditCardCharge", "CreditCardCredit", "Deposit", "Transfer"),
    "sales": ("Customer", "Invoice", "SalesReceipt", "CreditMemo", "ReceivePayment", "Estimate", "SalesOrder"),
    "accounting": ("Account", "Class", "JournalEntry"),
    "payroll": ("Employee", "PayrollItemWage", "PayrollItemNonWage"),
    "deleting": ("Txn", "List"),
    "creating": (),
    "changing": (),
}  # fmt: skip
"""What a QuickBooks user may be kept from → the kinds that belong to it.

`deleting` is all deleting and voiding, `creating` all adding and `changing` all editing, whatever the kind.
"""
ACTS = {"Add": "creating", "Mod": "changing"}
AREA_OF = {kind: area for area, kinds in AREAS.items() for kind in kinds}
VERBS = ("Add", "Mod", "Query", "Del", "Void", "Merge")


@dataclass(frozen=True, slots=True)
class Rights:
    """What a person has let a program do with the file."""

    denied: bool = False
    read_only: bool = False
    personal_data: bool = False
    unattended: bool = True


def rights_of(company: CompanyFile, app: str) -> Rights | None:
    """What the program may do, or None where nobody has decided yet."""
    known = company.settings.applications.get(app)
    if known is not None:
        return Rights(**known)
    return Rights() if company.settings.new_applications == "allow" else None


def decide(company: CompanyFile, app: str, rights: Rights | None) -> None:
    """Keep what a person decided about a program; None forgets it."""
    others = {name: each for name, each in company.settings.applications.items() if name != app}
    applications: dict[str, Any] = others if rights is None else {**others, app: asdict(rights)}
    company.change_settings(applications=applications)


def check_session(company: CompanyFile, app: str, company_file: str) -> None:
    """Let the program open a session, or raise its HRESULT (docs/quickbooks.md 6.3)."""
    if company.dialog:
        raise ProcessorError(0x80040414, f"A modal dialog box is showing in QuickBooks: {company.dialog}")
    if not company.attended and not company_file:
        raise ProcessorError(
            0x80040416, "QuickBooks is not running, and no company file was named that it could be started with."
        )
    rights = rights_of(company, app)
    if rights is None:
        raise _unknown(company)
    if rights.denied:
        raise ProcessorError(0x8004041A, "This application does not have permission to access this company file.")
    if not company.attended and not rights.unattended:
        raise ProcessorError(0x8004041D, "This application may not log in to this company file automatically.")


def _unknown(company: CompanyFile) -> ProcessorError:
    """A program is authorized by the administrator, in single-user mode, in a dialog on the screen."""
    if company.settings.file_mode == "MultiUser":
        return ProcessorError(0x80040422, "The file must be open in single-user mode to authorize an application.")
    if company.settings.user != ADMIN:
        return ProcessorError(0x80040418, "The application has not accessed this file before; the Admin must log in.")
    return ProcessorError(0x80040420, "The QuickBooks user has not let the application in.")


def area_of(name: str) -> str:
    """The area that a request of that name belongs to, empty where it belongs to none."""
    verb = next((each for each in VERBS if name.endswith(each)), "")
    kind = name.removesuffix(verb)
    return "inventory" if kind.startswith("Item") and kind != "ItemReceipt" else AREA_OF.get(kind, "")


def _act_of(name: str) -> str:
    """What a request does to records of people; a program's own data (DataExt) are none."""
    return "" if name.startswith("DataExt") else ACTS.get(name[-3:], "")


def check_request(company: CompanyFile, app: str, name: str, ids: tuple[str, ...]) -> None:
    """Refuse what the program (3263) or the user (3260) has no right to, and what is about a record in use (3176)."""
    is_query = name.endswith("Query")
    rights = rights_of(company, app)
    if rights is not None and rights.read_only and not is_query:
        raise Refusal(3263, "The application may only read from this company file.")
    if {area_of(name), _act_of(name)} & set(company.settings.user_may_not):
        raise Refusal(3260, "Insufficient permission level to perform this action.")
    if company.locks and not name.endswith(("Query", "Merge")) and not name.startswith("DataExt"):
        others = ids if name.endswith("Add") else ids[1:]
        held = next((each for each in others if each in company.locks), None)
        if held is not None:
            raise related_locked(held)


def sees_personal_data(company: CompanyFile, app: str) -> bool:
    """Whether a person has let the program see what is personal."""
    rights = rights_of(company, app)
    return rights is not None and rights.personal_data
