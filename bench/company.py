"""A company file as a script: it answers the engine's questions with made-up pages, so that only the engine is timed.

A page is written when it is asked for, so a file of any size takes no memory.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench import pages
from bench.pages import ACCOUNTS, CLASSES, FIRMS, ITEMS, PLACES, TERMS, TRADES, Among, leaf, list_id, reference

FIRST_PARENT = 60_000
"""The parents of list records have numbers from here on, to which no bill refers."""
TODAY = "2026-11-20T10:00:00-05:00"
"""When what `change` changes was changed: after everything else in the file."""

_REQUEST = re.compile(
    r'<(\w+)Rq requestID="(\d+)"(?: iterator="\w+")?(?: iteratorID="([^"]*)")?[ >](.*?)</\1Rq>', re.DOTALL
)
_EMPTY = 'statusCode="1" statusSeverity="Info" statusMessage="A query request did not find a matching object"'
_FOUND = 'statusCode="0" statusSeverity="Info" statusMessage="Status OK"'


@dataclass(slots=True)
class Company:
    """A file of so many bills; `changed` and `gone` are the bills that were edited and deleted since the last run."""

    bills: int
    vendors: int = 1_000
    jobs: int = 4_000
    changed: dict[int, int] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    mark: str = ""

    @property
    def among(self) -> Among:
        """Among what its bills are made up; none of them has been paid, so all come over."""
        return Among(self.vendors, self.jobs, pays=False)

    def change(self, *, bills: int, deleted: int, turn: int) -> None:
        """Somebody edits and deletes bills, other ones at every turn; each turn edits anew, and never what is gone."""
        order = random.Random(f"turns of {self.bills}").sample(range(self.bills), self.bills)
        first = (turn - 1) * (bills + deleted)
        self.changed = dict.fromkeys(order[first : first + bills], turn)
        self.gone = order[first + bills : first + bills + deleted]

    def answer(self, text: str) -> str:
        """What QuickBooks would say to these requests."""
        parts = "".join(self._respond(*each) for each in _REQUEST.findall(text))
        return f'<?xml version="1.0" ?>\n<QBXML>\n<QBXMLMsgsRs>\n{parts}</QBXMLMsgsRs>\n</QBXML>\n'

    def _respond(self, name: str, number: str, place: str, asked: str) -> str:
        if name in ("DataExtDefAdd", "DataExtAdd", "DataExtMod"):
            self.mark = _between(asked, "DataExtValue") or self.mark
            return f'<{name}Rs requestID="{number}" {_FOUND}></{name}Rs>\n'
        found, remaining = self._records(name, asked, _position(place))
        next_place = f"{{00000000-0000-0000-0000-{_position(place) + len(found):012d}}}"
        walk = f' iteratorRemainingCount="{remaining}" iteratorID="{next_place}"' if "<MaxReturned>" in asked else ""
        status = _FOUND if found else _EMPTY
        return f'<{name}Rs requestID="{number}" {status}{walk}>\n{"".join(found)}</{name}Rs>\n'

    def _records(self, name: str, asked: str, position: int) -> tuple[list[str], int]:
        size = int(_between(asked, "MaxReturned") or 1_000_000)
        everything = self._all(name, is_news="<FromModifiedDate>" in asked)
        page = everything[position : position + size]
        return [self._text(name, each) for each in page], len(everything) - position - len(page)

    def _all(self, name: str, *, is_news: bool) -> Sequence[int]:
        """The numbers of the records that such a query finds."""
        if name == "BillQuery":
            return list(self.changed) if is_news else range(self.bills)
        if name == "TxnDeletedQuery":
            return self.gone
        if name in COMPANY:
            return range(1)
        sizes = {"VendorQuery": self.vendors, "CustomerQuery": len(_ESTATES) + self.jobs, **LISTS}
        return range(0 if is_news else sizes.get(name, 0))

    def _text(self, name: str, number: int) -> str:
        if name == "CompanyQuery":
            return _company(self.mark)
        if name == "BillQuery":
            return bill(number, self.changed.get(number, 0), self.among)
        return RECORDS[name](number)


def bill(number: int, edition: int, among: Among) -> str:
    """A BillRet as it was after so many edits: the memo and the first line's amount are other ones after each."""
    (text,) = pages.bills(1, start=number, among=among)
    if not edition:
        return text
    text = re.sub("<TimeModified>.*<", f"<TimeModified>{TODAY}<", text)
    text = re.sub("<EditSequence>.*<", f"<EditSequence>{1_760_000_000 + edition}<", text)
    text = re.sub("<Memo>", f"<Memo>{edition}: ", text, count=1)
    return re.sub("<Amount>", f"<Amount>{edition}", text, count=1)


def _position(place: str) -> int:
    return int(place.strip("{}").rpartition("-")[2] or 0)


def _between(text: str, element: str) -> str:
    found = re.search(f"<{element}>(.*?)</{element}>", text)
    return found[1] if found else ""


# The lists to which the bills of `pages` refer


def _head(element: str, number: int, name: str, full_name: str = "") -> str:
    times = "".join(leaf(each, "2023-01-02T09:00:00-05:00") for each in ("TimeCreated", "TimeModified"))
    names = leaf("Name", name) + (leaf("FullName", full_name) if full_name else "") + leaf("IsActive", "true")
    return leaf("ListID", list_id(element, number)) + times + leaf("EditSequence", "1672671600") + names


def _record(ret: str, content: str) -> str:
    return f"<{ret}>\n{content}</{ret}>\n"


def _level(element: str, names: Sequence[str], number: int) -> tuple[str, str]:
    """Head and parent of one of these full names; past their end stand the parents that they name."""
    parents = _parents(names)
    full = names[number] if number < len(names) else parents[number - len(names)]
    above, _, name = full.rpartition(":")
    head = _head(element, number if number < len(names) else FIRST_PARENT + number - len(names), name, full)
    return head, _parent(list_id(element, FIRST_PARENT + parents.index(above)), above) if above else ""


def _parents(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name.rpartition(":")[0] for name in names if ":" in name))


def _parent(id_: str, name: str) -> str:
    return f"<ParentRef>\n{leaf('ListID', id_)}{leaf('FullName', name)}</ParentRef>\n"


def _account(number: int) -> str:
    if number == 0:
        kind = leaf("AccountType", "AccountsPayable") + leaf("Balance", "0.00")
        return _record("AccountRet", _head("APAccountRef", 33, "Accounts Payable", "Accounts Payable") + kind)
    head, parent = _level("AccountRef", ACCOUNTS, number - 1)
    return _record("AccountRet", head + parent + leaf("AccountType", "Expense") + leaf("Balance", "12.50"))


def _item(number: int) -> str:
    head, parent = _level("ItemRef", ITEMS, number)
    account = reference("AccountRef", 0, ACCOUNTS[0])
    return _record("ItemServiceRet", f"{head}{parent}<SalesOrPurchase>\n{account}</SalesOrPurchase>\n")


def _class(number: int) -> str:
    return _record("ClassRet", _head("ClassRef", number, CLASSES[number], CLASSES[number]))


def _terms(number: int) -> str:
    return _record("StandardTermsRet", _head("TermsRef", number, TERMS[number]) + leaf("StdDueDays", "30"))


def _vendor(number: int) -> str:
    name = f"{FIRMS[number % 9]} {TRADES[number % 7]} {number}"
    address = leaf("Addr1", f"{FIRMS[number % 9]} Ltd") + leaf("City", "Barrow") + leaf("PostalCode", "06268")
    terms = reference("TermsRef", number % 3, TERMS[number % 3])
    rest = f"<VendorAddress>\n{address}</VendorAddress>\n{leaf('Phone', '555 0100')}{terms}{leaf('Balance', '0.00')}"
    return _record("VendorRet", _head("VendorRef", number, name) + leaf("CompanyName", name) + rest)


_ESTATES = [f"{firm} Estates" for firm in FIRMS]


def _customer(number: int) -> str:
    if number < len(_ESTATES):
        return _record("CustomerRet", _head("CustomerRef", FIRST_PARENT + number, _ESTATES[number], _ESTATES[number]))
    job = number - len(_ESTATES)
    above, name = _ESTATES[job % 9], f"{PLACES[job % 6]} {job}"
    parent = _parent(list_id("CustomerRef", FIRST_PARENT + job % 9), above)
    return _record("CustomerRet", _head("CustomerRef", job, name, f"{above}:{name}") + parent + leaf("Sublevel", "1"))


def _deleted(number: int) -> str:
    ids = leaf("TxnDelType", "Bill") + leaf("TxnID", pages.id_of(number))
    times = leaf("TimeCreated", "2023-01-02T09:00:00-05:00") + leaf("TimeDeleted", TODAY)
    return _record("TxnDeletedRet", ids + times)


def _company(mark: str) -> str:
    owner = leaf("OwnerID", "{5D0C6A5E-3F0B-4C57-9C1B-6E0A6D1F7C21}") + leaf("DataExtName", "Counterfoil")
    content = f"{owner}{leaf('DataExtType', 'STR255TYPE')}{leaf('DataExtValue', mark)}"
    data = f"<DataExtRet>\n{content}</DataExtRet>\n"
    return _record("CompanyRet", leaf("CompanyName", "Eastgate Refurbishment") + (data if mark else ""))


COMPANY = ("HostQuery", "CompanyQuery", "CompanyActivityQuery", "PreferencesQuery")
LISTS = {
    "AccountQuery": 1 + len(ACCOUNTS) + len(_parents(ACCOUNTS)),
    "ItemQuery": len(ITEMS) + len(_parents(ITEMS)),
    "ClassQuery": len(CLASSES),
    "TermsQuery": len(TERMS),
}
"""Query → how many records it finds."""

RECORDS = {
    "HostQuery": lambda _: _record("HostRet", leaf("ProductName", "QuickBooks") + leaf("MajorVersion", "33")),
    "CompanyActivityQuery": lambda _: _record("CompanyActivityRet", ""),
    "PreferencesQuery": lambda _: _record("PreferencesRet", ""),
    "AccountQuery": _account,
    "ItemQuery": _item,
    "ClassQuery": _class,
    "TermsQuery": _terms,
    "VendorQuery": _vendor,
    "CustomerQuery": _customer,
    "TxnDeletedQuery": _deleted,
}
"""Query → what writes one of its records."""
