"""What this agent is willing to carry: a server that was taken over cannot read payroll through it.

The list is the agent's own. It is read from the qbXML text itself, never from what the server says about it.
"""

from collections import deque
from dataclasses import dataclass, field
from xml.parsers import expat

READ = (
    *("Host", "Company", "CompanyActivity", "Preferences"),
    *("Account", "Class", "Vendor", "Customer", "Terms", "StandardTerms", "DateDrivenTerms"),
    *("Item", "ItemService", "ItemNonInventory", "ItemOtherCharge", "ItemInventory"),
    *("Bill", "PurchaseOrder", "BillPaymentCheck", "BillPaymentCreditCard", "VendorCredit"),
    *("TxnDeleted", "ListDeleted"),
)
WRITTEN = ("Account", "Class", "Vendor", "Customer", "Bill")

QUERIES = frozenset(f"{name}QueryRq" for name in READ)
"""Requests that read what the sync needs, and nothing else."""

WRITES = frozenset(f"{name}{verb}Rq" for name in WRITTEN for verb in ("Add", "Mod")) | {
    "TxnDelRq",
    "DataExtDefAddRq",
    "DataExtAddRq",
    "DataExtModRq",
}
"""Requests that change the books, as far as the sync posts anything."""

ONLY_VALUES = {
    "TxnDelType": frozenset({"Bill"}),
    "AssignToObject": frozenset({"Company"}),
    "OtherDataExtType": frozenset({"Company"}),
}
"""Elements whose text is part of the permission: what may be deleted, and where private data may be kept."""

NEEDED_ELEMENTS = {
    "TxnDelRq": "TxnDelType",
    "DataExtDefAddRq": "AssignToObject",
    "DataExtAddRq": "OtherDataExtType",
    "DataExtModRq": "OtherDataExtType",
}
"""The element by which such a request is judged; without it, it is not carried."""

LARGEST_REQUEST = 8_000_000
"""Bytes; the server's own limit for a document."""


class NotAllowed(Exception):  # noqa: N818  a refusal by design, not an error of the program
    """The request is not one that this agent carries; the message says which and why."""


@dataclass(slots=True)
class Contents:
    """What a request document holds, as far as permission goes."""

    requests: list[str] = field(default_factory=list)

    @property
    def writes(self) -> int:
        """How many of the requests change the books."""
        return sum(name in WRITES for name in self.requests)


@dataclass(slots=True)
class _Reader:
    """Collects the request names (third level) and the texts that are part of a permission."""

    contents: Contents = field(default_factory=Contents)
    path: list[str] = field(default_factory=list)
    text: str = ""
    judged: set[str] = field(default_factory=set)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        del attributes
        if len(self.path) == 1 and name != "QBXMLMsgsRq":
            raise NotAllowed(f"This agent does not carry {name}.")
        if len(self.path) == 2:
            if name not in QUERIES and name not in WRITES:
                raise NotAllowed(f"This agent does not carry {name}.")
            self.contents.requests.append(name)
            self.judged.clear()
        self.path.append(name)
        self.text = ""

    def characters(self, text: str) -> None:
        self.text += text

    def end(self, name: str) -> None:
        allowed = ONLY_VALUES.get(name)
        if allowed is not None:
            if self.text.strip() not in allowed:
                raise NotAllowed(f"This agent does not carry a request with {name} {self.text.strip()!r}.")
            self.judged.add(name)
        self.path.pop()
        needed = NEEDED_ELEMENTS.get(name) if len(self.path) == 2 else None
        if needed is not None and needed not in self.judged:
            raise NotAllowed(f"This agent does not carry a {name} without {needed}.")
        self.text = ""


def _refuse_doctype(*_: object) -> None:
    raise NotAllowed("This agent does not carry a document with a DOCTYPE.")


def inspect(text: str) -> Contents:
    """The requests in a qbXML document, all of them on this agent's list.

    Raises `NotAllowed` for anything else: another request, a document type, a document that is not XML or too large.
    """
    document = text.encode()
    if len(document) > LARGEST_REQUEST:
        raise NotAllowed(f"This agent does not carry a document of {len(document)} bytes.")
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    try:
        parser.Parse(document, True)
    except expat.ExpatError as error:
        raise NotAllowed(f"This agent does not carry a document that is not XML ({error}).") from error
    return reader.contents


@dataclass(slots=True)
class HourlyWrites:
    """A cap on the writes of the past hour; `most` is far above what a day's work needs."""

    most: int = 5000
    _moments: deque[float] = field(default_factory=deque)

    def admit(self, writes: int, now: float) -> None:
        """Count these writes at `now` (monotonic seconds), or raise `NotAllowed` when they are too many."""
        while self._moments and self._moments[0] <= now - 3600:
            self._moments.popleft()
        if len(self._moments) + writes > self.most:
            raise NotAllowed(f"This agent makes no more than {self.most} changes an hour; it carries on later.")
        self._moments.extend([now] * writes)
