"""Every open question has its switch, and every setting of it a test."""

from dataclasses import fields
from pathlib import Path

import pytest

from counterfoil.simulator.person import Person
from counterfoil.simulator.switches import Switches

HERE = Path(__file__)
TESTS = "".join(
    each.read_text() for each in HERE.parent.glob("test_*.py") if each.name not in (HERE.name, "test_behaviours.py")
)
OWN = HERE.read_text().partition("# -- tests")[2]


@pytest.mark.parametrize("name", [each.name for each in fields(Switches)])
def test_every_switch_is_set_in_some_test(name):
    assert f"{name}=" in TESTS + OWN or f'"{name}":' in TESTS + OWN


# -- tests of switches that have no better place -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("switches", "code", "severity"),
    [({}, 3110, "Error"), ({"enum_error_code": 531}, 531, "Warn"), ({"enum_error_code": 3110}, 3110, "Error")],
)
def test_an_unknown_enumerated_value(make, switches, code, severity):
    answer = make(**switches).one("<BillQueryRq><PaidStatus>NotARealEnum</PaidStatus></BillQueryRq>")
    assert (answer.code, answer.severity) == (code, severity)
    assert answer.message == (
        'The enumerated value "NotARealEnum" in the field "PaidStatus" is unknown or invalid '
        "for the qbXML version in use."
    )


@pytest.mark.parametrize(("days", "remembered"), [(90, [89]), (10, []), (100, [89, 91])])
def test_how_long_deletions_are_remembered(make, clock, days, remembered):
    books = make(deleted_retention_days=days)
    person = Person(books.company)
    bills = {ago: person.enter_bill("Acme Timber", [person.expense("Rent", "1.00")]) for ago in (91, 89)}
    start = books.company.now()
    for ago, txn_id in bills.items():
        clock.advance(start + (91 - ago) * 86_400 - books.company.now())
        person.delete_bill(txn_id)
    clock.advance(start + 91 * 86_400 - books.company.now())
    found = books.one("<TxnDeletedQueryRq><TxnDelType>Bill</TxnDelType></TxnDeletedQueryRq>").all("TxnID")
    assert sorted(ago for ago, txn_id in bills.items() if txn_id in found) == remembered


@pytest.mark.parametrize(("limit", "opened"), [(4, [0, 0, 0, 0, 3390]), (1, [0, 3390])])
def test_how_many_iterators_may_be_open(make, limit, opened):
    books = make(iterator_limit=limit)
    start = '<VendorQueryRq iterator="Start"><MaxReturned>1</MaxReturned></VendorQueryRq>'
    assert books.ask(start * len(opened)).codes == opened
