"""The quick way to read bills says what the reference decoder says, or nothing."""

import os
import random

import pytest
from bench import pages

from counterfoil.qbxml import decode, swift
from counterfoil.qbxml.envelope import Run, parse
from counterfoil.qbxml.fingerprint import identify
from counterfoil.records import Kind

DOCUMENTS = int(os.environ.get("COUNTERFOIL_MUTANTS", "2000"))
"""How many damaged documents; 20 000 take a minute."""

PIECES = [
    *(
        "<",
        ">",
        "&",
        "]]>",
        "&#38;",
        "&#xE9;",
        "&#0;",
        "&#55296;",
        "&#13;",
        "&quot;",
        "&x;",
        "\r",
        "\x0b",
        "\x7f",
        "é",
        " ",
    ),
    *(
        "\n",
        "</Memo>",
        "<Memo>x</Memo>\n",
        "<Memo/>",
        "<!-- x -->",
        "<![CDATA[x]]>",
        "<?x?>",
        "<New>1</New>\n",
        "NaN",
        "1e5",
    ),
    *(
        "-0.00",
        "1_0.00",
        "+1.00",
        ".5",
        "true",
        "1",
        "2026-02-30",
        "20260101",
        "<LinkType>QUANTYPE</LinkType>\n",
        "\u0661",
    ),
    *(
        "<ListID></ListID>\n",
        "<VendorRef/>\n",
        "<FullName> </FullName>\n",
        "<OpenAmount>x</OpenAmount>\n",
        'a="b"',
        "\t",
    ),
]


def damaged(source: random.Random, raw: str) -> str:
    """The bill with one to three accidents: characters, pieces or whole lines lost, doubled, moved or put in."""
    for _ in range(source.randint(1, 3)):
        lines = raw.split("\n")
        here, there = source.randrange(6, len(lines)), source.randrange(6, len(lines))
        accident = source.randrange(6)
        if accident == 0:
            lines.insert(here, lines[there])
        elif accident == 1:
            del lines[here]
        elif accident == 2:
            lines[here], lines[there] = lines[there], lines[here]
        elif accident == 3:
            lines.insert(here, source.choice(PIECES).rstrip("\n"))
        raw = "\n".join(lines)
        if accident > 3:
            place = source.randrange(200, len(raw))
            raw = raw[:place] + source.choice(PIECES) + raw[place + source.randint(0, 2) :]
    return raw


def by_reference(raw: bytes):
    try:
        return decode.read_bill(parse(raw), speaks_of_links=True)
    except ValueError:
        return None


def quickly(raw: bytes):
    ((header, _),) = identify(Run("BillRet", raw, 0, [len(raw)]), Kind.BILL)
    return swift.read_bill(raw, speaks_of_links=True) if header else None


@pytest.mark.parametrize("seed", range(4))
def test_the_two_never_differ_over_damaged_documents(seed):
    source = random.Random(f"damage {seed}")
    whole = [each.rstrip("\n") for each in pages.bills(25, seed=seed)]
    answered = 0
    for _ in range(DOCUMENTS // 4):
        raw = damaged(source, source.choice(whole)).encode()
        if (quick := quickly(raw)) is not None:
            answered += 1
            assert quick == by_reference(raw), raw.decode()
    assert 0 < answered < DOCUMENTS // 4, "some damage must be seen, and some be harmless"


def test_bills_in_quickbooks_layout_are_read_quickly():
    for bill in pages.bills(50):
        raw = bill.rstrip("\n").encode()
        assert quickly(raw) == by_reference(raw)
        assert quickly(raw) is not None


def test_what_it_does_not_know_it_leaves_to_the_reference():
    raw = next(pages.bills(1)).rstrip("\n")
    for other in (
        raw.replace("<Memo>", "<IsPending>false</IsPending>\n<Memo>", 1),
        raw.replace(">\n<", "><"),
        raw.replace("<Memo>", "<Memo>é", 1),
        raw.replace("<IsPaid>", "<IsPaid>perhaps", 1),
        raw.replace("<Amount>", "<Amount>1,", 1),
        raw.replace("<TxnLineID>", "<TxnLineID></TxnLineID><X>", 1),
    ):
        assert quickly(other.encode()) is None
