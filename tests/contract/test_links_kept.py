"""What every memory of the engine must do with links: kept whole, found from both sides, paired (see conftest.py)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.contract.making import bill_of

from counterfoil.engine.books import (
    Known,
    Link,
    LinkState,
)
from counterfoil.records import (
    Account,
    Bill,
    BillState,
    ExpenseLine,
    Kind,
    LinkedTransaction,
    PaymentState,
    Ref,
    Vendor,
)

# Links


def test_a_new_link_gets_an_id_and_is_found_from_both_sides(library):
    vendor = library.create(Kind.VENDOR, Vendor("Keller"))
    with library.open() as books:
        (link,) = books.keep_links(
            [Link(Kind.VENDOR, record_id=vendor, quickbooks_id="80-1", guid="{G-1}", state=LinkState.LINKED)]
        )
        assert link.id
        assert books.links(Kind.VENDOR, [vendor, "999999"]) == {vendor: link}
        assert books.links_there(Kind.VENDOR, ["80-1", "80-9"]) == {"80-1": link}
        assert books.known_there(Kind.VENDOR, ["80-1", "80-9"]) == {"80-1": Known(vendor, "")}
        assert books.links_by_id([link.id]) == {link.id: link}
        assert books.links_by_guid(["{G-1}", "{G-2}"]) == {"{G-1}": link}
        assert books.links(Kind.CUSTOMER, [vendor]) == {}


def test_everything_on_a_link_is_kept(library, clock):
    record_id = library.create(Kind.BILL, bill_of(library))
    base = Bill(vendor=Ref("1"), ref_number="A", expense_lines=(ExpenseLine("1-1", Ref("2"), Decimal("5.00")),))
    linked = (LinkedTransaction("9-9", "BillPaymentCheck", Decimal("-2.00"), "101"),)
    link = Link(
        Kind.BILL,
        record_id=record_id,
        quickbooks_id="1-1",
        guid="{A}",
        state=LinkState.HELD,
        hold="paid",
        base=base,
        theirs=replace(base, ref_number="B"),
        derived=BillState(Decimal("5.00"), txn_number=7, linked=linked),
        fingerprint="f",
        edit_sequence="1763478000",
        time_created="2026-11-18T10:00:00-05:00",
        time_modified="2026-11-18T10:00:01-05:00",
        observed_at=1763478002,
        owed=True,
        revision=3,
        retry_at=clock.now() + timedelta(seconds=5),
        attempts=2,
        waits_for=("vendor:17", "there:vendor:80-1"),
        history=("a", "b"),
        seen_in=4,
        missed_in=5,
    )
    with library.open() as books:
        (kept,) = books.keep_links([link])
    with library.open() as books:
        assert books.links_by_id([kept.id])[kept.id] == replace(link, id=kept.id)


def test_a_link_may_know_only_quickbooks_side(library):
    with library.open() as books:
        pair = [
            Link(Kind.BILL_PAYMENT, quickbooks_id=f"P-{n}", state=LinkState.INELIGIBLE, derived=PaymentState())
            for n in (1, 2)
        ]
        books.keep_links(pair)
        assert set(books.links_there(Kind.BILL_PAYMENT, ["P-1", "P-2"])) == {"P-1", "P-2"}


def test_links_come_back_in_the_order_in_which_they_were_given(library):
    with library.open() as books:
        given = [Link(Kind.BILL, quickbooks_id=f"B-{n}", state=LinkState.INELIGIBLE) for n in range(5)]
        assert [link.quickbooks_id for link in books.keep_links(given)] == [f"B-{n}" for n in range(5)]


def test_a_closed_link_is_no_longer_our_records_but_still_known_there(library):
    vendor = library.create(Kind.VENDOR, Vendor("Keller"))
    with library.open() as books:
        (link,) = books.keep_links([Link(Kind.VENDOR, record_id=vendor, quickbooks_id="80-1", state=LinkState.LINKED)])
        (closed,) = books.keep_links([replace(link, state=LinkState.CLOSED)])
        assert books.links(Kind.VENDOR, [vendor]) == {}
        assert books.links_there(Kind.VENDOR, ["80-1"]) == {"80-1": closed}


def test_a_live_link_comes_before_a_closed_one(library):
    with library.open() as books:
        link = Link(Kind.BILL, quickbooks_id="1-1", guid="{A}", fingerprint="now", state=LinkState.INELIGIBLE)
        books.keep_links([replace(link, fingerprint="then", state=LinkState.CLOSED)])
        (live,) = books.keep_links([link])
        assert books.links_there(Kind.BILL, ["1-1"]) == {"1-1": live}
        assert books.known_there(Kind.BILL, ["1-1"]) == {"1-1": Known("", "now")}
        assert books.links_by_guid(["{A}"]) == {"{A}": live}


def test_two_live_links_for_one_quickbooks_id_are_impossible(library):
    with pytest.raises(Exception, match=r"."), library.open() as books:  # noqa: PT012 - the second is the mistake
        books.keep_links([Link(Kind.BILL, quickbooks_id="1-1", state=LinkState.INELIGIBLE)])
        books.keep_links([Link(Kind.BILL, quickbooks_id="1-1", state=LinkState.INELIGIBLE)])


def test_two_live_links_for_one_record_of_ours_are_impossible(library):
    vendor = library.create(Kind.VENDOR, Vendor("Keller"))
    with pytest.raises(Exception, match=r"."), library.open() as books:  # noqa: PT012 - the second is the mistake
        books.keep_links([Link(Kind.VENDOR, record_id=vendor)])
        books.keep_links([Link(Kind.VENDOR, record_id=vendor)])


def test_what_is_owed_comes_in_order_in_pages_and_when_it_is_due(library, clock):
    with library.open() as books:
        later = clock.now() + timedelta(seconds=60)
        kept = books.keep_links(
            [
                Link(Kind.BILL, quickbooks_id="1", owed=True, state=LinkState.LINKED),
                Link(Kind.BILL, quickbooks_id="2", owed=False, state=LinkState.LINKED),
                Link(Kind.BILL, quickbooks_id="3", owed=True, state=LinkState.LINKED, retry_at=later),
                Link(Kind.BILL, quickbooks_id="4", owed=True, state=LinkState.CLOSED),
                Link(Kind.VENDOR, quickbooks_id="5", owed=True, state=LinkState.LINKED),
                Link(Kind.BILL, quickbooks_id="6", owed=True, state=LinkState.NEW),
            ]
        )
        assert [link.quickbooks_id for link in books.owed(Kind.BILL, 10)] == ["1", "6"]
        assert [link.quickbooks_id for link in books.owed(Kind.BILL, 1)] == ["1"]
        assert [link.quickbooks_id for link in books.owed(Kind.BILL, 10, kept[0].id)] == ["6"]
    clock.advance(61)
    with library.open() as books:
        assert [link.quickbooks_id for link in books.owed(Kind.BILL, 10)] == ["1", "3", "6"]


def test_links_are_watched_by_state_in_pages(library):
    with library.open() as books:
        states = [LinkState.LINKED, LinkState.INELIGIBLE, LinkState.LINKED, LinkState.REVIEW]
        kept = books.keep_links([Link(Kind.BILL, quickbooks_id=str(n), state=s) for n, s in enumerate(states)])
        wanted = (LinkState.LINKED, LinkState.REVIEW)
        assert [link.quickbooks_id for link in books.watched(Kind.BILL, wanted, 2)] == ["0", "2"]
        assert [link.quickbooks_id for link in books.watched(Kind.BILL, wanted, 2, kept[2].id)] == ["3"]


def test_what_stands_on_both_sides_is_counted_without_what_is_fully_paid(library):
    paid = BillState(total=Decimal("5.00"), is_paid=True)
    states = [("1-1", LinkState.LINKED, None), ("2-1", LinkState.CLOSED, None), ("3-1", LinkState.LINKED, paid)]
    with library.open() as books:
        assert books.count_linked(Kind.BILL, 10) == 0
    for quickbooks_id, state, derived in [*states, ("", LinkState.NEW, None), ("4-1", LinkState.HELD, None)]:
        record_id = library.create(
            Kind.BILL, bill_of(library, vendor_name=f"V{quickbooks_id}", account_name=f"A{quickbooks_id}")
        )
        link = Link(Kind.BILL, record_id=record_id, quickbooks_id=quickbooks_id, state=state, derived=derived)
        with library.open() as books:
            books.keep_links([link])
    with library.open() as books:
        books.keep_links([Link(Kind.BILL, quickbooks_id="5-1", state=LinkState.INELIGIBLE)])
        assert books.count_linked(Kind.BILL, 10) == 2
        assert books.count_linked(Kind.BILL, 1) == 1


def test_a_parked_dependant_is_found_by_what_it_waits_for(library):
    with library.open() as books:
        books.keep_links(
            [
                Link(Kind.BILL, quickbooks_id="1", waits_for=("vendor:17", "account:3")),
                Link(Kind.BILL, quickbooks_id="2", waits_for=("vendor:171",)),
                Link(Kind.BILL, quickbooks_id="3"),
            ]
        )
        assert [link.quickbooks_id for link in books.waiting_for(["vendor:17"])] == ["1"]
        assert books.waiting_for(["vendor:1"]) == []
        assert {link.quickbooks_id for link in books.waiting_for(["account:3", "vendor:171"])} == {"1", "2"}


def test_a_dependant_that_no_longer_waits_is_not_found(library):
    with library.open() as books:
        (link,) = books.keep_links([Link(Kind.BILL, quickbooks_id="1", waits_for=("vendor:17",))])
        books.keep_links([replace(link, waits_for=())])
        assert books.waiting_for(["vendor:17"]) == []


# Pairing


def test_unlinked_list_records_are_found_by_full_name_in_any_case(library):
    parent = library.create(Kind.ACCOUNT, Account("Utilities", "Expense"))
    child = library.create(Kind.ACCOUNT, Account("Gas", "Expense", Ref(parent)))
    with library.open() as books:
        assert books.unlinked(Kind.ACCOUNT, ["utilities:GAS", "Gas"]) == {"utilities:gas": [child]}


def test_a_record_counts_as_linked_once_quickbooks_knows_it(library):
    vendor = library.create(Kind.VENDOR, Vendor("Keller"))
    with library.open() as books:
        (link,) = books.keep_links([Link(Kind.VENDOR, record_id=vendor)])
        assert books.unlinked(Kind.VENDOR, ["Keller"]) == {"keller": [vendor]}
        books.keep_links([replace(link, quickbooks_id="80-1", state=LinkState.LINKED)])
        assert books.unlinked(Kind.VENDOR, ["Keller"]) == {}


def test_a_deleted_record_is_paired_with_nothing(library):
    vendor = library.create(Kind.VENDOR, Vendor("Keller"))
    library.delete(Kind.VENDOR, vendor)
    with library.open() as books:
        assert books.unlinked(Kind.VENDOR, ["Keller"]) == {}
