"""Pages of answers as QuickBooks writes them: one element a line, no indentation, ASCII with character references.

Everything is invented and follows from the seed. A bill has two or three expense lines, two item lines, up to two
payments, and texts with accents, ampersands and line breaks: about 3.4 kB.
"""

import random
from collections.abc import Iterator
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


def bills(count: int, *, seed: int = 7, start: int = 0) -> Iterator[str]:
    """The BillRet elements of `count` bills."""
    source = random.Random(f"bills {seed} {start}")
    for number in range(start, start + count):
        yield bill(source, number)


def answer(records: Iterator[str] | list[str], message: str = "BillQuery") -> str:
    """A document with one response that holds the records."""
    content = "".join(records)
    status = 'requestID="1" statusCode="0" statusSeverity="Info" statusMessage="Status OK"'
    iterator = 'iteratorRemainingCount="0" iteratorID="{2c8a3c5e-7d0f-4b6e-9d1c-0f5b8a7e6d43}"'
    return (
        f'<?xml version="1.0" ?>\n<QBXML>\n<QBXMLMsgsRs>\n<{message}Rs {status} {iterator}>\n'
        f"{content}</{message}Rs>\n</QBXMLMsgsRs>\n</QBXML>\n"
    )


def bill(source: random.Random, number: int) -> str:
    """One BillRet."""
    lines, cents = [], 0
    for place in range(source.randint(2, 3)):
        amount = source.randint(500, 900_000)
        lines.append(_expense_line(source, number * 8 + place, amount))
        cents += amount
    for place in range(2):
        quantity, cost = source.randint(1, 60), source.randint(95, 40_000)
        lines.append(_item_line(source, number * 8 + 4 + place, quantity, cost))
        cents += quantity * cost
    payments = source.choice((0, 0, 1, 2))
    day = FIRST_DAY + timedelta(days=source.randint(0, 1300))
    vendor = source.randint(0, 9_999)
    return (
        "<BillRet>\n"
        + _leaf("TxnID", _id(number))
        + _leaf("TimeCreated", f"{day}T09:{number % 60:02d}:00-05:00")
        + _leaf("TimeModified", f"{day + timedelta(days=3)}T16:{number % 60:02d}:11-05:00")
        + _leaf("EditSequence", str(FIRST_SECOND + source.randint(0, 10**8)))
        + _leaf("TxnNumber", str(number + 1))
        + _reference("VendorRef", vendor, f"{FIRMS[vendor % 9]} {TRADES[vendor % 7]} {vendor}")
        + _vendor_address(source, vendor)
        + _reference("APAccountRef", 33, "Accounts Payable")
        + _leaf("TxnDate", str(day))
        + _leaf("DueDate", str(day + timedelta(days=30)))
        + _leaf("AmountDue", _money(cents))
        + _leaf("RefNumber", f"{vendor:04d}/{number}")
        + _reference("TermsRef", vendor % 3, TERMS[vendor % 3])
        + _leaf("Memo", f"{source.choice(WORDS)}, {source.choice(WORDS)}")
        + _leaf("IsPaid", "true" if payments else "false")
        + "".join(_payment(source, number * 2 + each, cents // payments) for each in range(payments))
        + "".join(lines)
        + _leaf("OpenAmount", _money(0 if payments else cents))
        + "</BillRet>\n"
    )


def _vendor_address(source: random.Random, vendor: int) -> str:
    lines = _leaf("Addr1", f"{FIRMS[vendor % 9]} Ltd") + _leaf("Addr2", f"{vendor % 90 + 1} {source.choice(PLACES)}")
    return f"<VendorAddress>\n{lines}{_leaf('City', 'Barrow')}{_leaf('PostalCode', '06268')}</VendorAddress>\n"


def _expense_line(source: random.Random, number: int, cents: int) -> str:
    account = source.randrange(6)
    return (
        "<ExpenseLineRet>\n"
        + _leaf("TxnLineID", _id(number))
        + _reference("AccountRef", account, ACCOUNTS[account])
        + _leaf("Amount", _money(cents))
        + _leaf("Memo", source.choice(WORDS))
        + _job_and_class(source)
        + "</ExpenseLineRet>\n"
    )


def _item_line(source: random.Random, number: int, quantity: int, cost: int) -> str:
    item = source.randrange(6)
    return (
        "<ItemLineRet>\n"
        + _leaf("TxnLineID", _id(number))
        + _reference("ItemRef", item, ITEMS[item])
        + _leaf("Desc", f"{ITEMS[item]}: {source.choice(WORDS)}")
        + _leaf("Quantity", str(quantity))
        + _leaf("Cost", _money(cost))
        + _leaf("Amount", _money(quantity * cost))
        + _job_and_class(source)
        + "</ItemLineRet>\n"
    )


def _job_and_class(source: random.Random) -> str:
    job, class_ = source.randrange(4_000), source.randrange(3)
    status = source.choice(("Billable", "NotBillable", "HasBeenBilled"))
    return (
        _reference("CustomerRef", job, f"{FIRMS[job % 9]} Estates:{PLACES[job % 6]} {job}")
        + _reference("ClassRef", class_, CLASSES[class_])
        + _leaf("BillableStatus", status)
    )


def _payment(source: random.Random, number: int, cents: int) -> str:
    return (
        "<LinkedTxn>\n"
        + _leaf("TxnID", _id(4_000_000 + number))
        + _leaf("TxnType", source.choice(("BillPaymentCheck", "BillPaymentCreditCard")))
        + _leaf("TxnDate", str(FIRST_DAY + timedelta(days=source.randint(30, 1400))))
        + _leaf("RefNumber", str(source.randint(100, 99_999)))
        + _leaf("LinkType", "AMTTYPE")
        + _leaf("Amount", f"-{_money(cents)}")
        + "</LinkedTxn>\n"
    )


def _reference(element: str, number: int, name: str) -> str:
    list_id = f"8{len(element):03X}{number:04X}-{FIRST_SECOND + number * 41}"
    return f"<{element}>\n{_leaf('ListID', list_id)}{_leaf('FullName', name)}</{element}>\n"


def _leaf(element: str, text: str) -> str:
    content = escape(text).encode("ascii", "xmlcharrefreplace").decode()
    return f"<{element}>{content}</{element}>\n"


def _id(number: int) -> str:
    return f"{number:X}-{FIRST_SECOND + number * 53}"


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
