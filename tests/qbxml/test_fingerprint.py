"""Equal fingerprints mean that nothing a person could see has changed; layout and encoding do not matter."""

import re
from typing import Any

import pytest
from bench import pages

from counterfoil.qbxml.read import read_answer

PAGE = pages.answer(pages.bills(3))


def prints(text: str | bytes) -> list[str]:
    found = read_answer(text).responses[0]
    assert found.unreadable == ()
    return [each.fingerprint for each in found.observations]


KNOWN = prints(PAGE)


def test_every_record_has_another():
    assert len(set(KNOWN)) == 3
    assert all(re.fullmatch("[0-9a-f]{32}", each) for each in KNOWN)


SAME = {
    "time modified": lambda text: re.sub("<TimeModified>.*?<", "<TimeModified>2026-11-22T00:00:00-05:00<", text),
    "edit sequence": lambda text: re.sub("<EditSequence>.*?<", "<EditSequence>17<", text),
    "open amount": lambda text: re.sub("<OpenAmount>.*?<", "<OpenAmount>1.23<", text),
    "open amount left out": lambda text: re.sub("<OpenAmount>.*?</OpenAmount>\n", "", text),
    "no line breaks": lambda text: text.replace(">\n<", "><"),
    "indented": lambda text: text.replace(">\n<", ">\n    <"),
    "Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "hexadecimal references": lambda text: text.replace(">\n<", "><").replace("&#233;", "&#xE9;"),
    "characters as they are": lambda text: re.sub("&#([0-9]{3,});", lambda found: chr(int(found[1])), text),
    "declared Latin-1": lambda text: (
        re.sub("&#([0-9]{3});", lambda found: chr(int(found[1])), text)
        .replace('version="1.0"', 'version="1.0" encoding="ISO-8859-1"')
        .encode("latin-1")
    ),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-8 with a mark": lambda text: text.encode("utf-8-sig"),
    "bytes": lambda text: text.encode(),
}


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_what_nobody_sees_does_not_change_it(change):
    changed = change(PAGE)
    assert changed != PAGE
    assert prints(changed) == KNOWN


ELSE = {
    "a memo": ("<Memo>", "<Memo>x"),
    "a line break in a memo": ("<Memo>", "<Memo>\n"),
    "a blank in a memo": ("<Memo>", "<Memo> "),
    "a cost": ("<Cost>", "<Cost>1"),
    "the total": ("<AmountDue>", "<AmountDue>1"),
    "paid": ("<IsPaid>", "<IsPaid> "),
    "a line's identity": ("<TxnLineID>", "<TxnLineID>A"),
    "a name": ("<FullName>", "<FullName>x"),
    "a new custom field": ("</BillRet>", "<DataExtRet><DataExtName>x</DataExtName></DataExtRet>\n</BillRet>"),
    "the bill's identity": ("<TxnID>", "<TxnID>F"),
    "the transaction number": ("<TxnNumber>", "<TxnNumber>1"),
}


@pytest.mark.parametrize(("old", "new"), ELSE.values(), ids=ELSE)
@pytest.mark.parametrize("layout", ["\n", "", "\n  "], ids=["QuickBooks' layout", "no line breaks", "indented"])
def test_what_somebody_could_see_changes_it(old, new, layout):
    changed = prints(PAGE.replace(old, new).replace(">\n<", f">{layout}<"))
    assert all(now != before for now, before in zip(changed, KNOWN, strict=True))


def test_a_lost_link_changes_it():
    states: list[Any] = [each.derived for each in read_answer(PAGE).responses[0].observations]
    with_links = [place for place, state in enumerate(states) if state.linked]
    assert with_links, "the page has a bill with a payment"
    changed = prints(re.sub("<LinkedTxn>.*?</LinkedTxn>\n", "", PAGE, flags=re.DOTALL))
    assert [place for place in range(3) if changed[place] != KNOWN[place]] == with_links


def test_its_neighbours_and_its_place_do_not_change_it():
    first, second, third = (each for each in pages.bills(3))
    assert prints(pages.answer([third, first])) == [KNOWN[2], KNOWN[0]]
    assert prints(pages.answer([first.replace("<Memo>", "<Memo>\u00fc"), second, third]))[1:] == KNOWN[1:]
    assert prints(pages.answer([first.replace(">\n<", "><"), second, third])) == KNOWN


def test_an_open_amount_that_does_not_end_is_not_taken_for_the_end_of_the_page():
    broken = next(pages.bills(1)).replace("</OpenAmount>", "")
    alone, last = (read_answer(pages.answer(page)).responses[0] for page in ([broken], [*pages.bills(3), broken]))
    assert [each.id for each in alone.unreadable] == [each.id for each in last.unreadable] != []
    assert [each.fingerprint for each in last.observations] == KNOWN
