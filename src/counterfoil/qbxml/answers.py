"""What an answer of QuickBooks says, as values."""

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from counterfoil.records import Deletion, Kind, Observation


@dataclass(frozen=True, slots=True)
class Status:
    """The outcome of one request: code, severity (`Info`, `Warn`, `Error`) and QuickBooks' own sentence.

    `code` is -1 where the answer gives none that can be read.
    """

    code: int
    severity: str = ""
    message: str = ""


class Header(NamedTuple):
    """A record of which only its state is known: it is unchanged, or the query asked for no more (a sweep)."""

    kind: Kind
    id: str
    edit_sequence: str
    time_created: str
    time_modified: str


Unchanged = Header
"""A record whose fingerprint is the known one; nothing was built from it."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that could not be understood: its id if that could be found, its raw text, and why."""

    kind: Kind | None
    id: str
    raw: str
    reason: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """What an ErrorRecovery says of a write that was made before (docs/quickbooks.md 1.4)."""

    id: str
    edit_sequence: str
    guid: str = ""


@dataclass(frozen=True, slots=True)
class HostFacts:
    """What HostQuery says of the QuickBooks that answers (docs/quickbooks.md 6.1)."""

    product: str = ""
    major_version: str = ""
    minor_version: str = ""
    country: str = ""
    versions: tuple[str, ...] = ()
    is_automatic_login: bool = False
    is_multi_user: bool = False


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """What CompanyQuery says of the company file; `data` is private data by owner and name."""

    name: str = ""
    legal_name: str = ""
    is_sample: bool = False
    data: dict[tuple[str, str], str] = field(default_factory=dict)
    is_accountant_copy: bool = False
    dividing_date: date | None = None
    """Of an accountant's copy: what is dated on or before it is the accountant's."""


@dataclass(frozen=True, slots=True)
class ActivityFacts:
    """When the file was last restored and condensed, as QuickBooks writes times; empty when never."""

    last_restore: str = ""
    last_condense: str = ""


@dataclass(frozen=True, slots=True)
class PreferenceFacts:
    """The preferences that bills depend on (docs/quickbooks.md 6.1)."""

    closing_date: date | None = None
    uses_account_numbers: bool = False
    requires_accounts: bool = False
    uses_departments: bool = False
    uses_inventory: bool = False
    days_bills_are_due: int | None = None
    is_multicurrency: bool = False
    home_currency: str = ""


Facts = HostFacts | CompanyFacts | ActivityFacts | PreferenceFacts


@dataclass(frozen=True, slots=True)
class Response:
    """The answer to one request.

    `name` is as in the answer (`BillQueryRs`). `request_id` may be empty: match by position then
    (docs/quickbooks.md 1.1). `remaining` counts what an iterator has left, None when there is no iterator; `count` is
    retCount, None when it is not given. `unchanged` are records whose fingerprint is the known one; `headers` those of
    a sweep. `deleted_id` and `time_deleted` stand in the answer to a TxnDel or ListDel.
    """

    name: str
    request_id: str
    status: Status
    iterator_id: str = ""
    remaining: int | None = None
    count: int | None = None
    observations: tuple[Observation, ...] = ()
    unchanged: tuple[Header, ...] = ()
    headers: tuple[Header, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    deletions: tuple[Deletion, ...] = ()
    recovered: tuple[Recovered, ...] = ()
    facts: Facts | None = None
    deleted_id: str = ""
    time_deleted: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole document of answers; `set_status` is messageSetStatusCode, None when it is not given."""

    set_status: int | None
    responses: tuple[Response, ...]
