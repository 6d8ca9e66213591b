"""Pages of answers as QuickBooks writes them: one element a line, no indentation, ASCII with character references.

Everything is invented and follows from the seed. A bill has two or three expense lines, two item lines, up to two
payments, and texts with accents, ampersands and line breaks: about 3.4 kB.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from xml.sax.saxutils import escape

TRADES = ("Masonry", "Roofing", "Glazing", "Joinery", "Plumbing", "Électricité", "Paving", "Scaffolding", "Drainage")
FIRMS = ("Ashdown", "Bramley & Sons", "Corrigan", "Dürer", "Eastgate", "Fairweather", "Gantry", "Holloway", "Inglis")
PLACES = ("Mill Lane", "Quay House", "Chapel Hill", "Station Yard", "Orchard Row", "Weir Cottage")
ACCOUNTS = ("Job costs:Materials", "Job costs:Subcontract", "Vehicles:Fuel", "Premises:Rent", "Tools", "Insurance")
ITEMS = ("Timber:Joists", "Timber:Sheet", "Fixings:Screws", "Stone:Lintel", "Labour:Day", "Glass:Sealed unit")
CLASSES = ("Refurbishment", "New build", "Overheads")
TERMS = ("Net 30", "Net 14", "1% 10 Net 30")
WORDS = ("as quoted", "second delivery", "site & yard", "réparation", "gate < 3 m", "stage 2", "20 £ credit")
FIRST_SECOND = 1_650_000_000
FIRST_DAY = date(2023, 1, 2)


@dataclass(frozen=True, slots=True)
class Among:
    """Among how many vendors and jobs bills are made up, and whether some of them have payments."""

    vendors: int = 10_000
    jobs: int = 4_000
    pays: bool = True


def bills(count: int, *, seed: int = 7, start: int = 0, among: Among = Among()) -> Iterator[str]:
    """The BillRet elements of `count` bills."""
    source = random.Random(f"bills {seed} {start}")
    for number in range(start, start + count):
        yield bill(source, number, among)


def answer(records: Iterator[str] | list[str], message: str = "BillQuery") -> str:
    """A document with one response that holds the records."""
    content = "".join(records)
    status = 'requestID="1" statusCode="0" statusSeverity="Info" statusMessage="Status OK"'
    iterator = 'iteratorRemainingCount="0" iteratorID="{2c8a3c5e-7d0f-4b6e-9d1c-0f5b8a7e6d43}"'
    return (
        f'<?xml version="1.0" ?>\n<QBXML>\n<QBXMLMsgsRs>\n<{message}Rs {status} {iterator}>\n'
        f"{content}</{message}Rs>\n</QBXMLMsgsRs>\n</QBXML>\n"
    )


def bill(source: random.Random, number: int, among: Among = Among()) -> str:
    """One BillRet."""
    lines, cents = [], 0
    for place in range(source.randint(2, 3)):
        amount = source.randint(500, 900_000)
        lines.append(_expense_line(source, number * 8 + place, amount, among.jobs))
        cents += amount
    for place in range(2):
        quantity, cost = source.randint(1, 60), source.randint(95, 40_000)
        lines.append(_item_line(source, number * 8 + 4 + place, quantity, cost, among.jobs))
        cents += quantity * cost
    payments = source.choice((0, 0, 1, 2)) if among.pays else 0
    day = FIRST_DAY + timedelta(days=source.randint(0, 1300))
    vendor = source.randint(0, among.vendors - 1)
    return (
        "<BillRet>\n"
        + leaf("TxnID", id_of(number))
        + leaf("TimeCreated", f"{day}T09:{number % 60:02d}:00-05:00")
        + leaf("TimeModified", f"{day + timedelta(days=3)}T16:{number % 60:02d}:11-05:00")
        + leaf("EditSequence", str(FIRST_SECOND + source.randint(0, 10**8)))
        + leaf("TxnNumber", str(number + 1))
        + reference("VendorRef", vendor, f"{FIRMS[vendor % 9]} {TRADES[vendor % 7]} {vendor}")
        + _vendor_address(source, vendor)
        + reference("APAccountRef", 33, "Accounts Payable")
        + leaf("TxnDate", str(day))
        + leaf("DueDate", str(day + timedelta(days=30)))
        + leaf("AmountDue", _money(cents))
        + leaf("RefNumber", f"{vendor:04d}/{number}")
        + reference("TermsRef", vendor % 3, TERMS[vendor % 3])
        + leaf("Memo", f"{source.choice(WORDS)}, {source.choice(WORDS)}")
        + leaf("IsPaid", "true" if payments else "false")
        + "".join(_payment(source, number * 2 + each, cents // payments) for each in range(payments))
        + "".join(lines)
        + leaf("OpenAmount", _money(0 if payments else cents))
        + "</BillRet>\n"
    )


def _vendor_address(source: random.Random, vendor: int) -> str:
    lines = leaf("Addr1", f"{FIRMS[vendor % 9]} Ltd") + leaf("Addr2", f"{vendor % 90 + 1} {source.choice(PLACES)}")
    return f"<VendorAddress>\n{lines}{leaf('City', 'Barrow')}{leaf('PostalCode', '06268')}</VendorAddress>\n"


def _expense_line(source: random.Random, number: int, cents: int, jobs: int) -> str:
    account = source.randrange(6)
    return (
        "<ExpenseLineRet>\n"
        + leaf("TxnLineID", id_of(number))
        + reference("AccountRef", account, ACCOUNTS[account])
        + leaf("Amount", _money(cents))
        + leaf("Memo", source.choice(WORDS))
        + _job_and_class(source, jobs)
        + "</ExpenseLineRet>\n"
    )


def _item_line(source: random.Random, number: int, quantity: int, cost: int, jobs: int) -> str:
    item = source.randrange(6)
    return (
        "<ItemLineRet>\n"
        + leaf("TxnLineID", id_of(number))
        + reference("ItemRef", item, ITEMS[item])
        + leaf("Desc", f"{ITEMS[item]}: {source.choice(WORDS)}")
        + leaf("Quantity", str(quantity))
        + leaf("Cost", _money(cost))
        + leaf("Amount", _money(quantity * cost))
        + _job_and_class(source, jobs)
        + "</ItemLineRet>\n"
    )


def _job_and_class(source: random.Random, jobs: int) -> str:
    job, class_ = source.randrange(jobs), source.randrange(3)
    status = source.choice(("Billable", "NotBillable", "HasBeenBilled"))
    return (
        reference("CustomerRef", job, f"{FIRMS[job % 9]} Estates:{PLACES[job % 6]} {job}")
        + reference("ClassRef", class_, CLASSES[class_])
        + leaf("BillableStatus", status)
    )


def _payment(source: random.Random, number: int, cents: int) -> str:
    return (
        "<LinkedTxn>\n"
        + leaf("TxnID", id_of(4_000_000 + number))
        + leaf("TxnType", source.choice(("BillPaymentCheck", "BillPaymentCreditCard")))
        + leaf("TxnDate", str(FIRST_DAY + timedelta(days=source.randint(30, 1400))))
        + leaf("RefNumber", str(source.randint(100, 99_999)))
        + leaf("LinkType", "AMTTYPE")
        + leaf("Amount", f"-{_money(cents)}")
        + "</LinkedTxn>\n"
    )


def reference(element: str, number: int, name: str) -> str:
    """A reference to a list record: its ListID follows from the element and the number."""
    return f"<{element}>\n{leaf('ListID', list_id(element, number))}{leaf('FullName', name)}</{element}>\n"


def list_id(element: str, number: int) -> str:
    """The ListID under which that element refers to a record."""
    return f"8{len(element):03X}{number:04X}-{FIRST_SECOND + number * 41}"


def leaf(element: str, text: str) -> str:
    """An element that holds text."""
    content = escape(text).encode("ascii", "xmlcharrefreplace").decode()
    return f"<{element}>{content}</{element}>\n"


def id_of(number: int) -> str:
    return f"{number:X}-{FIRST_SECOND + number * 53}"


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
