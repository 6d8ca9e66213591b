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
WRITTEN = ("Account", "Class", "Vendor", "Customer", "ItemService", "ItemNonInventory", "ItemOtherCharge", "Bill")

QUERIES = frozenset(f"{name}QueryRq" for name in READ)
"""Requests that read what the sync needs, and nothing else."""

WRITES = frozenset(f"{name}{verb}Rq" for name in WRITTEN for verb in ("Add", "Mod")) | {
    "TxnDelRq",
    "DataExtDefAddRq",
    "DataExtAddRq",
    "DataExtModRq",
}
"""Requests that change the books, as far as the sync posts anything."""

TRANSACTIONS = frozenset({"Bill", "PurchaseOrder", "BillPaymentCheck", "BillPaymentCreditCard", "VendorCredit"})
LISTS = frozenset(
    {"Account", "Class", "Vendor", "Customer", "StandardTerms", "DateDrivenTerms"}
    | {f"Item{kind}" for kind in ("Service", "NonInventory", "OtherCharge", "Inventory", "InventoryAssembly", "Group")}
    | {f"Item{kind}" for kind in ("FixedAsset", "Subtotal", "Discount", "Payment", "SalesTax", "SalesTaxGroup")}
)
COMPANY = frozenset({"Company"})

ONLY_VALUES = {
    "TxnDelRq": ("TxnDelType", frozenset({"Bill"})),
    "DataExtAddRq": ("OtherDataExtType", COMPANY),
    "DataExtModRq": ("OtherDataExtType", COMPANY),
    "TxnDeletedQueryRq": ("TxnDelType", TRANSACTIONS),
    "ListDeletedQueryRq": ("ListDelType", LISTS),
}
"""Requests that are judged by an element's text: what may be deleted, where private data may be kept, and whose
deletions may be read. Without the element they are not carried."""

LARGEST_REQUEST = 8_000_000
"""Bytes; the server's own limit for a document."""


NOT_CARRIED = "0xA0040001"
"""What the server is told of a request that is not on the list: an HRESULT of our own, of no component of Windows."""


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
    is_judged: bool = True

    def start(self, name: str, attributes: dict[str, str]) -> None:
        del attributes
        if len(self.path) == 1 and name != "QBXMLMsgsRq":
            raise NotAllowed(f"This agent does not carry {name}.")
        if len(self.path) == 2:
            if name not in QUERIES and name not in WRITES:
                raise NotAllowed(f"This agent does not carry {name}.")
            self.contents.requests.append(name)
            self.is_judged = name not in ONLY_VALUES
        self.path.append(name)
        self.text = ""

    def characters(self, text: str) -> None:
        self.text += text

    def end(self, name: str) -> None:
        if len(self.path) > 3:
            self._judge(self.path[2], name, self.text.strip())
        self.path.pop()
        if len(self.path) == 2 and not self.is_judged:
            raise NotAllowed(f"This agent does not carry a {name} without {ONLY_VALUES[name][0]}.")
        self.text = ""

    def _judge(self, request: str, element: str, text: str) -> None:
        """Hold an element's text against what its request may name."""
        needed, allowed = ONLY_VALUES.get(request, ("", frozenset()))
        if element != needed:
            return
        if text not in allowed:
            raise NotAllowed(f"This agent does not carry a {request} with {element} {text!r}.")
        self.is_judged = True


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
