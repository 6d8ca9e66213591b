"""Other names and employees: with vendors and customers they share one list of names (docs/quickbooks.md 3.2)."""

# ruff: noqa: TC003 - the codec reads the annotations of records at run time

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from counterfoil.simulator.values import Address, Ref

from .contacts import AdditionalContact, AdditionalNote, Party, numbered
from .store import ListKind, Reference, register


@dataclass(frozen=True, slots=True)
class OtherName(Party):
    """Someone who is paid or pays and is neither vendor, customer nor employee."""

    company_name: str = ""
    other_name_address: Address | None = None
    contact: str = ""
    alt_contact: str = ""


@dataclass(frozen=True, slots=True)
class EmergencyContact:
    """Whom to call when something happens to an employee."""

    contact_name: str = ""
    contact_value: str = ""
    relation: str = ""


@dataclass(frozen=True, slots=True)
class EmergencyContacts:
    """The two people to call."""

    primary_contact: EmergencyContact | None = None
    secondary_contact: EmergencyContact | None = None


@dataclass(frozen=True, slots=True)
class Employee(Party):
    """An employee; the name is made of the first, middle and last name. Nothing of payroll is kept."""

    job_title: str = ""
    supervisor: Ref | None = None
    department: str = ""
    description: str = ""
    target_bonus: Decimal | None = None
    employee_address: Address | None = None
    print_as: str = ""
    mobile: str = ""
    pager: str = ""
    pager_pin: str = ""
    ssn: str = ""
    additional_contacts: tuple[AdditionalContact, ...] = ()
    emergency_contacts: EmergencyContacts | None = None
    employee_type: str = "Regular"
    part_or_full_time: str = ""
    exempt: str = ""
    key_employee: str = ""
    gender: str = ""
    hired_date: date | None = None
    original_hire_date: date | None = None
    adjusted_service_date: date | None = None
    released_date: date | None = None
    birth_date: date | None = None
    us_citizen: str = ""
    ethnicity: str = ""
    disabled: str = ""
    disability_desc: str = ""
    on_file: str = ""
    work_auth_expire_date: date | None = None
    us_veteran: str = ""
    military_status: str = ""
    additional_notes: tuple[AdditionalNote, ...] = ()
    billing_rate: Ref | None = None


PERSONAL = (
    "ssn", "gender", "birth_date", "us_citizen", "ethnicity", "disabled", "disability_desc", "us_veteran",
    "military_status",
)  # fmt: skip
"""What of an employee only a program with the right to personal data sees (docs/quickbooks.md 6.1)."""


def _named(employee: Employee) -> Employee:
    parts = (employee.first_name, employee.middle_name, employee.last_name)
    return replace(employee, name=" ".join(part.strip() for part in parts if part.strip())[:41])


OTHER_NAME = register(
    ListKind(
        kind="OtherName",
        family="entity",
        plural="Other Names",
        record=OtherName,
        records={"Address": Address},
    )
)
EMPLOYEE = register(
    ListKind(
        kind="Employee",
        family="entity",
        plural="Employees",
        record=Employee,
        references={
            "supervisor": Reference("Employee", "entity", ("Employee",)),
            "billing_rate": Reference("Billing Rate", "billing rate"),
        },
        records={"Address": Address},
        check=numbered,
        named=_named,
        personal=PERSONAL,
    )
)
TO_OTHER_NAME = Reference("Other Name", "entity", ("OtherName",))
TO_EMPLOYEE = EMPLOYEE.references["supervisor"]
