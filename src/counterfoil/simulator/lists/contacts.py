"""People and notes that belong to a vendor, a customer or an employee."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from .objects import ListObject

if TYPE_CHECKING:
    from counterfoil.simulator.company import CompanyFile


@dataclass(frozen=True, slots=True)
class AdditionalContact:
    """One more way to reach someone: what it is (`Main Phone`) and its value."""

    contact_name: str = ""
    contact_value: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at a vendor or customer."""

    salutation: str = ""
    first_name: str = ""
    middle_name: str = ""
    last_name: str = ""
    job_title: str = ""
    additional_contacts: tuple[AdditionalContact, ...] = ()
    list_id: str = ""
    time_created: int = 0
    time_modified: int = 0
    edit_sequence: str = ""


@dataclass(frozen=True, slots=True)
class AdditionalNote:
    """One more note."""

    note: str = ""
    note_id: int = 0
    date: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party(ListObject):
    """What vendors, customers, employees and other names have: how they are called and reached."""

    salutation: str = ""
    first_name: str = ""
    middle_name: str = ""
    last_name: str = ""
    phone: str = ""
    alt_phone: str = ""
    fax: str = ""
    email: str = ""
    account_number: str = ""
    notes: str = ""
    external_guid: str = ""


def numbered(company: CompanyFile, record: Any, before: Any) -> Any:
    """The vendor, customer or employee with ids and times for its contacts and notes; those it had keep theirs."""
    return _with_notes(company, _with_contacts(company, record, before))


def _with_contacts(company: CompanyFile, record: Any, before: Any) -> Any:
    given = getattr(record, "contacts", ())
    if not given:
        return record
    known = {each.list_id: each for each in before.contacts} if before is not None else {}
    return replace(record, contacts=tuple(_dated(company, each, known.get(each.list_id)) for each in given))


def _with_notes(company: CompanyFile, record: Any) -> Any:
    if not record.additional_notes:
        return record
    notes = tuple(
        replace(each, note_id=each.note_id or place, date=each.date or company.today().isoformat())
        for place, each in enumerate(record.additional_notes, 1)
    )
    return replace(record, additional_notes=notes)


def _dated(company: CompanyFile, contact: Contact, before: Contact | None) -> Contact:
    if contact == before:
        return contact
    now = company.now()
    list_id, created = (before.list_id, before.time_created) if before else (company.new_list_id(), now)
    return replace(contact, list_id=list_id, time_created=created, time_modified=now, edit_sequence=str(now))
