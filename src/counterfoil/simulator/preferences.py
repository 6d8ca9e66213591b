"""What a person sets for a company file: its name and address, its zone and mode, its preferences."""

import json
import uuid
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any, Literal, Self

from .values import Address

DATES = ("closing_date", "dividing_date")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one company file; references are ListIDs."""

    company_name: str
    zone: str
    file_guid: str
    legal_company_name: str = ""
    address: Address = Address()  # noqa: RUF009 - frozen
    phone: str = ""
    email: str = ""
    ein: str = ""
    is_sample_company: bool = False
    first_month_fiscal_year: str = "January"
    file_mode: Literal["SingleUser", "MultiUser"] = "SingleUser"
    closing_date: date | None = None
    is_using_account_numbers: bool = False
    is_requiring_accounts: bool = True
    is_using_class_tracking: bool = True
    is_using_inventory: bool = True
    days_bills_are_due: int = 10
    is_automatically_using_discounts: bool = False
    default_discount_account: str = ""
    last_restore_time: int | None = None
    last_condense_time: int | None = None
    accountants_copy: bool = False
    """Whether an accountant has a copy of the file; then what lies on or before `dividing_date` is theirs."""
    dividing_date: date | None = None
    user: str = "Admin"
    user_may_not: tuple[str, ...] = ()
    """The areas (access.AREAS) that the QuickBooks user has no right to."""
    new_applications: Literal["allow", "ask"] = "allow"
    """Whether a program that nobody has decided about is let in."""
    applications: dict[str, dict[str, bool]] = field(default_factory=dict)
    """Program → what a person has decided about it (access.Rights)."""
    product_name: str = "QuickBooks Enterprise Solutions 14.0"
    major_version: str = "24"

    @classmethod
    def of_new_file(cls, name: str, zone: str) -> Self:
        """The settings of a file that has just been made; each file has a GUID of its own."""
        return cls(company_name=name, legal_company_name=name, zone=zone, file_guid="{" + str(uuid.uuid4()) + "}")

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Settings as they lie in the file."""
        known = {each.name for each in fields(cls)}
        values: dict[str, Any] = {key: value for key, value in json.loads(text).items() if key in known}
        values["address"] = Address(**values.get("address", {}))
        values["user_may_not"] = tuple(values.get("user_may_not", ()))
        for key in DATES:
            values[key] = date.fromisoformat(values[key]) if values.get(key) else None
        return cls(**values)

    def to_json(self) -> str:
        """Settings as they lie in the file."""
        return json.dumps(asdict(self), default=date.isoformat)
