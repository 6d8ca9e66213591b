"""What every memory of the engine must do, whichever implementation it is (see conftest.py)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from counterfoil.engine.books import (
    Conflict,
    Detail,
    DetailKind,
    Finding,
    Intent,
    IntentState,
    Known,
    Link,
    LinkState,
    OpenProblem,
    Tombstone,
    Write,
)
from counterfoil.reconcile.comparison import Standing
from counterfoil.reconcile.decision import Act, FieldConflict, Master
from counterfoil.records import (
    Account,
    AccountState,
    Bill,
    BillState,
    ExpenseLine,
    Kind,
    LinkedTransaction,
    PaymentState,
    Problem,
    Ref,
    Vendor,
)

RENT = Account("Rent", "Expense")


def bill_of(library, **fields):
    """A bill of a new vendor with one line of 100.00 on a new account."""
    vendor = library.create(Kind.VENDOR, Vendor(fields.pop("vendor_name", "Keller Lumber")))
    account = library.create(Kind.ACCOUNT, replace(RENT, name=fields.pop("account_name", "Rent")))
    line = ExpenseLine(account=Ref(account), amount=Decimal("100.00"), memo="May")
    return Bill(vendor=Ref(vendor), expense_lines=(line,), **fields)


def only(mapping):
    (value,) = mapping.values()
    return value


# Records of ours


def test_a_record_that_a_person_entered_is_read_back_as_it_was_entered(library):
    bill_id = library.create(Kind.BILL, bill_of(library, ref_number="INV-1", memo="for May"))
    with library.open() as books:
        held = books.records(Kind.BILL, [bill_id])[bill_id]
    assert (held.id, held.record.ref_number, held.record.memo) == (bill_id, "INV-1", "for May")
    assert held.record.expense_lines[0].amount == Decimal("100.00")


def test_a_line_that_is_known_nowhere_else_has_a_key_of_ours(library):
    bill_id = library.create(Kind.BILL, bill_of(library))
    with library.open() as books:
        held = books.records(Kind.BILL, [bill_id])[bill_id]
    assert held.record.expense_lines[0].id.startswith("#")


def test_only_the_records_that_were_asked_for_come(library):
    one = library.create(Kind.VENDOR, Vendor("One"))
    library.create(Kind.VENDOR, Vendor("Two"))
    with library.open() as books:
        assert set(books.records(Kind.VENDOR, [one, "999999"])) == {one}


def test_a_deleted_record_is_still_told_but_holds_nothing(library):
    vendor = library.create(Kind.VENDOR, Vendor("Keller"))
    library.delete(Kind.VENDOR, vendor)
    with library.open() as books:
        assert books.records(Kind.VENDOR, [vendor])[vendor].record is None


def test_every_change_raises_the_revision(library):
    vendor = library.create(Kind.VENDOR, Vendor("Keller"))
    revisions = []
    for name in ("Keller A", "Keller B"):
        library.edit(Kind.VENDOR, vendor, name=name)
        with library.open() as books:
            revisions.append(books.records(Kind.VENDOR, [vendor])[vendor].revision)
    assert revisions[0] < revisions[1]


# Who refers to whom


def linked(library, kind, record, quickbooks_id, **link):
    """A record of ours that stands in QuickBooks too."""
    record_id = library.create(kind, record)
    with library.open() as books:
        (kept,) = books.keep_links(
            [Link(kind, record_id=record_id, quickbooks_id=quickbooks_id, state=LinkState.LINKED, **link)]
        )
    return record_id, kept


def test_bills_are_found_by_vendor_and_total(library):
    bill = bill_of(library)
    first = library.create(Kind.BILL, bill)
    sent = linked(library, Kind.BILL, replace(bill, ref_number="2"), "1-1")[0]
    deleted = library.create(Kind.BILL, bill)
    library.delete(Kind.BILL, deleted)
    other = library.create(Kind.BILL, bill_of(library, vendor_name="Novak", account_name="Fuel"))
    block, nothing = (bill.vendor.id, Decimal("100.00")), (bill.vendor.id, Decimal("100.01"))
    with library.open() as books:
        assert books.bills_of([block, nothing]) == {block: [first, sent]}
        assert books.bills_of([block], only_unsent=True) == {block: [first]}
        assert books.bills_of([]) == {}
        assert other not in books.bills_of([block])[block]


def test_names_that_begin_alike_are_found_among_what_stands_on_both_sides(library):
    for number, name in enumerate(("Keller Stone", "Novak", "keller lumber", "Keller")):
        linked(library, Kind.VENDOR, Vendor(name), f"80-{number}")
    library.create(Kind.VENDOR, Vendor("Keller, only here"))
    with library.open() as books:
        found = books.named_like(Kind.VENDOR, "KELLER LUMBER", 9)
        assert [name for _, name in found] == ["keller lumber", "Keller", "Keller Stone"]
        assert len(books.named_like(Kind.VENDOR, "Keller", 2)) == 2
        assert books.named_like(Kind.CUSTOMER, "Keller", 2) == []


def test_records_that_refer_to_a_record_are_found_once_each_and_deleted_ones_are_not(library):
    bill = bill_of(library)
    line = bill.expense_lines[0]
    twice = library.create(Kind.BILL, replace(bill, expense_lines=(line, replace(line, memo="again"))))
    deleted = library.create(Kind.BILL, bill)
    library.delete(Kind.BILL, deleted)
    below = library.create(Kind.ACCOUNT, Account("Office", "Expense", parent=line.account))
    with library.open() as books:
        assert set(books.referring(Kind.ACCOUNT, line.account.id, 9)) == {(Kind.BILL, twice), (Kind.ACCOUNT, below)}
        assert books.referring(Kind.VENDOR, bill.vendor.id, 9) == [(Kind.BILL, twice)]
        assert len(books.referring(Kind.ACCOUNT, line.account.id, 1)) == 1
        assert books.referring(Kind.VENDOR, "999999", 9) == []


def test_links_that_hold_a_reference_on_either_side_are_found(library):
    bill = bill_of(library, vendor_name="Old")
    other = replace(bill, vendor=Ref(library.create(Kind.VENDOR, Vendor("New"))))
    amount_of_that_id = replace(other, ref_number=bill.vendor.id)
    in_base = linked(library, Kind.BILL, other, "1-1", base=bill, theirs=other)[1]
    in_theirs = linked(library, Kind.BILL, other, "1-2", base=other, theirs=bill)[1]
    linked(library, Kind.BILL, other, "1-3", base=amount_of_that_id)
    with library.open() as books:
        (_closed,) = books.keep_links([Link(Kind.BILL, quickbooks_id="1-4", state=LinkState.CLOSED, base=bill)])
        found = books.mentioning(Kind.VENDOR, bill.vendor.id, 9)
        assert [link.id for link in found] == [in_base.id, in_theirs.id]
        assert [link.id for link in books.mentioning(Kind.VENDOR, bill.vendor.id, 9, in_base.id)] == [in_theirs.id]
        assert [link.id for link in books.mentioning(Kind.VENDOR, bill.vendor.id, 1)] == [in_base.id]


# What the engine writes


def test_a_record_that_the_engine_creates_is_there_with_its_new_id(library):
    with library.open() as books:
        (written,) = books.write([Write(Act.CREATE, Kind.VENDOR, "k", record=Vendor("Keller"), quickbooks_id="80-1")])
        assert written.key == "k"
        assert written.problem is None
        held = books.records(Kind.VENDOR, [written.record_id])[written.record_id]
        assert (held.record, held.revision) == (Vendor("Keller"), written.revision)


def test_a_change_replaces_the_record_and_raises_its_revision(library):
    vendor = library.create(Kind.VENDOR, Vendor("Keller"))
    with library.open() as books:
        before = books.records(Kind.VENDOR, [vendor])[vendor]
        write = Write(Act.CHANGE, Kind.VENDOR, "k", vendor, Vendor("Keller", phone="555"), revision=before.revision)
        (written,) = books.write([write])
        after = books.records(Kind.VENDOR, [vendor])[vendor]
    assert after.record == Vendor("Keller", phone="555")
    assert before.revision < after.revision == written.revision


def test_a_change_of_another_revision_than_the_current_one_is_refused_and_changes_nothing(library):
    vendor = library.create(Kind.VENDOR, Vendor("Keller"))
    with library.open() as books:
        read = books.records(Kind.VENDOR, [vendor])[vendor]
    library.edit(Kind.VENDOR, vendor, phone="777")
    with library.open() as books:
        (written,) = books.write([Write(Act.CHANGE, Kind.VENDOR, "k", vendor, Vendor("Other"), revision=read.revision)])
        assert written.problem is not None
        assert books.records(Kind.VENDOR, [vendor])[vendor].record.name == "Keller"


def test_one_refused_write_does_not_stop_the_others(library):
    vendor = library.create(Kind.VENDOR, Vendor("Keller"))
    with library.open() as books:
        bad = Write(Act.CHANGE, Kind.VENDOR, "bad", vendor, Vendor("Other"), revision=-1)
        good = Write(Act.CREATE, Kind.VENDOR, "good", record=Vendor("Novak"), quickbooks_id="80-2")
        written = {each.key: each for each in books.write([bad, good])}
    assert written["bad"].problem is not None
    assert written["good"].problem is None


def test_what_the_engine_deletes_is_gone_but_its_row_stays(library):
    vendor = library.create(Kind.VENDOR, Vendor("Keller"))
    with library.open() as books:
        books.write([Write(Act.DELETE, Kind.VENDOR, "k", vendor)])
        assert books.records(Kind.VENDOR, [vendor])[vendor].record is None


def test_lines_are_told_their_ids(library):
    bill_id = library.create(Kind.BILL, bill_of(library))
    with library.open() as books:
        line = books.records(Kind.BILL, [bill_id])[bill_id].record.expense_lines[0]
        books.write([Write(Act.CHANGE, Kind.BILL, "k", bill_id, line_ids={line.id: "1A-1"})])
        after = books.records(Kind.BILL, [bill_id])[bill_id].record.expense_lines
    assert after == (replace(line, id="1A-1"),)


def test_what_quickbooks_derives_may_come_alone(library):
    account = library.create(Kind.ACCOUNT, RENT)
    with library.open() as books:
        state = AccountState(full_name="Rent", balance=Decimal("12.50"), total_balance=Decimal("12.50"))
        (written,) = books.write([Write(Act.CHANGE, Kind.ACCOUNT, "k", account, derived=state)])
        assert written.problem is None
        assert books.records(Kind.ACCOUNT, [account])[account].record == RENT


# Our change log


def test_the_change_log_tells_what_people_did_in_order(library):
    with library.open() as books:
        start = max((change.position for change in books.changes_after(0, 1000)), default=0)
    one = library.create(Kind.VENDOR, Vendor("One"))
    two = library.create(Kind.VENDOR, Vendor("Two"))
    library.edit(Kind.VENDOR, one, phone="1")
    library.delete(Kind.VENDOR, two)
    with library.open() as books:
        changes = books.changes_after(start, 100)
        assert [(change.kind, change.record_id) for change in changes] == [
            (Kind.VENDOR, one),
            (Kind.VENDOR, two),
            (Kind.VENDOR, one),
            (Kind.VENDOR, two),
        ]
        assert [change.position for change in changes] == sorted({change.position for change in changes})
        assert books.changes_after(changes[1].position, 1) == [changes[2]]


def test_the_change_log_is_silent_about_what_the_engine_wrote(library):
    with library.open() as books:
        start = max((change.position for change in books.changes_after(0, 1000)), default=0)
        books.write([Write(Act.CREATE, Kind.VENDOR, "k", record=Vendor("Keller"), quickbooks_id="80-1")])
        assert books.changes_after(start, 10) == []


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


# Intents


def intent_of(link, intent_id="a" * 32, **fields):
    values = {
        "id": intent_id,
        "kind": Kind.BILL,
        "act": Act.CREATE,
        "link_id": link.id,
        "record_id": link.record_id,
        "quickbooks_id": "",
        "guid": "{G}",
        "set_id": "s" * 22,
        "text": "<QBXML/>",
        "sha256": "0" * 64,
        "before": None,
        "after": Bill(vendor=Ref("80-1"), expense_lines=(ExpenseLine("#1", Ref("80-2"), Decimal("1.00")),)),
        "line_keys": ("#1",),
        "revision": 2,
        "edit_sequence": "",
    }
    return Intent(**(values | fields))


def test_an_intent_is_kept_whole_and_found_by_its_state(library, clock):
    with library.open() as books:
        (link,) = books.keep_links([Link(Kind.BILL, quickbooks_id="1")])
        sent = intent_of(
            link,
            state=IntentState.SENT,
            attempts=1,
            sent_at=clock.now(),
            sent_quickbooks_time=1763478000,
            carrier="agent",
            evidence="journal",
        )
        books.keep_intents([sent])
    with library.open() as books:
        assert books.intents([IntentState.SENT]) == [sent]
        assert books.intents([IntentState.UNKNOWN, IntentState.READY]) == []
        books.keep_intents([replace(sent, state=IntentState.DONE, evidence="acknowledged")])
        assert books.intents([IntentState.SENT]) == []


def test_intents_come_oldest_first(library):
    with library.open() as books:
        links = books.keep_links([Link(Kind.BILL, quickbooks_id=str(n)) for n in range(3)])
        for number, link in zip("cab", links, strict=True):
            books.keep_intents([intent_of(link, number * 32)])
        assert [intent.id[0] for intent in books.intents([IntentState.READY])] == ["c", "a", "b"]


def test_the_intent_of_the_companys_mark_has_no_record(library):
    with library.open() as books:
        mark = intent_of(Link(Kind.BILL), kind=None, after=None, line_keys=(), state=IntentState.UNKNOWN)
        books.keep_intents([mark])
        assert books.intents([IntentState.UNKNOWN]) == [mark]


# The conversation, and what people are told


def test_the_conversation_is_kept_only_when_it_is_said_so(library):
    with library.open() as books:
        conversation = books.conversation()
        conversation.step = "pull"
        conversation.data["page"] = {"n": [1, 2]}
        assert books.conversation().step == ""
        books.keep_conversation(conversation)
    with library.open() as books:
        kept = books.conversation()
        assert (kept.step, kept.data["page"]) == ("pull", {"n": [1, 2]})


def test_the_whole_conversation_is_kept(library):
    with library.open() as books:
        conversation = books.conversation()
        conversation.file_guid, conversation.company_name, conversation.marker, conversation.marker_sent = (
            "{F}",
            "K",
            3,
            4,
        )
        conversation.mode, conversation.mode_reason = "suspended", "another file"
        conversation.watermarks = {"Bill": "2026-11-18T10:00:00"}
        conversation.horizon_ok_until, conversation.position = "1763478000", 17
        conversation.awaiting = {"writes": True, "seconds": 60, "intent": "a", "names": ["BillAddRq"], "step": "push"}
        conversation.again_after_seconds, conversation.last_sweep = 2.5, "2026-11-18T15:00:00+00:00"
        conversation.last_restore, conversation.last_condense = "2026-01-01T00:00:00", "2026-01-02T00:00:00"
        conversation.facts = {"closing_date": "2025-12-31", "versions": ["13.0"]}
        books.keep_conversation(conversation)
    with library.open() as books:
        assert books.conversation() == conversation


def test_what_is_raised_leaves_nothing_behind(library):
    with pytest.raises(RuntimeError), library.open() as books:  # noqa: PT012 - the crash comes after the work
        books.keep_links([Link(Kind.BILL, quickbooks_id="1-1", state=LinkState.INELIGIBLE)])
        books.write([Write(Act.CREATE, Kind.VENDOR, "k", record=Vendor("Keller"), quickbooks_id="80-1")])
        conversation = books.conversation()
        conversation.step = "pull"
        books.keep_conversation(conversation)
        raise RuntimeError("power cut")
    with library.open() as books:
        assert books.links_there(Kind.BILL, ["1-1"]) == {}
        assert books.unlinked(Kind.VENDOR, ["Keller"]) == {}
        assert books.conversation().step == ""


def test_a_run_takes_reports_progress_conflicts_tombstones_and_problems(library):
    problem = Problem("name_in_use", "The name is already in use", status_code=3100)
    disputed = FieldConflict("memo", "a", "b", "c", Master.QUICKBOOKS)
    with library.open() as books:
        run = books.start_run("person")
        books.keep_progress(run, "Reading", 10, None)
        books.keep_details(
            run, [Detail(DetailKind.CREATED, Kind.BILL, "Bill 1", "Created.", "counterfoil", "1", "1-1")]
        )
        books.keep_details(run, [Detail(DetailKind.ERROR, None, "Company", "Refused.", problem=problem)])
        books.keep_conflicts([Conflict(Kind.BILL, "1", "1-1", disputed)])
        books.keep_tombstones([Tombstone(Kind.VENDOR, "1", "80-1", Vendor("Keller"), "counterfoil", "deleted there")])
        opened = OpenProblem("vendor:1:name_in_use", Kind.VENDOR, "1", "80-1", "Vendor Keller", problem)
        books.keep_problems([opened])
        books.keep_problems([opened])
        books.keep_problems([], ["vendor:1:name_in_use", "vendor:9:unknown"])
        books.finish_run(run, "done", "")


def test_a_guid_is_new_each_time_and_in_quickbooks_form(library):
    with library.open() as books:
        guids = {books.new_guid() for _ in range(20)}
    assert len(guids) == 20
    assert all(guid[0] + guid[9] + guid[14] + guid[19] + guid[24] + guid[37] == "{----}" for guid in guids)


# What a comparison found


def found(quickbooks_id, standing=Standing.MISSING, **values):
    return Finding(Kind.BILL, standing, quickbooks_id, **values)


def numbered(findings):
    return [replace(each, id="") for each in findings]


def test_everything_about_a_finding_is_kept(library):
    bill = bill_of(library, ref_number="INV-1")
    record_id = library.create(Kind.BILL, bill)
    with library.open() as books:
        (link,) = books.keep_links([Link(Kind.BILL, record_id=record_id, quickbooks_id="1-1")])
        finding = found(
            "1-1",
            Standing.ROLLED_BACK,
            link_id=link.id,
            record_id=record_id,
            title="Bill INV-1",
            told="memo: new → old",
            fingerprint="f" * 32,
            theirs=bill,
        )
        books.keep_findings([finding])
    with library.open() as books:
        assert numbered(books.findings(10)) == [finding]


def test_findings_come_in_order_in_pages(library):
    with library.open() as books:
        books.keep_findings([found("1-1"), found("2-1"), found("3-1")])
        first = books.findings(2)
        assert [each.quickbooks_id for each in first] == ["1-1", "2-1"]
        assert [each.quickbooks_id for each in books.findings(2, first[-1].id)] == ["3-1"]


def test_a_finding_about_the_same_record_takes_the_earlier_ones_place(library):
    with library.open() as books:
        books.keep_findings([found("1-1"), found("2-1")])
        books.keep_findings([found("1-1", Standing.EDITED)])
        assert {(each.quickbooks_id, each.standing) for each in books.findings(10)} == {
            ("2-1", Standing.MISSING),
            ("1-1", Standing.EDITED),
        }


def test_findings_are_forgotten_all_at_once(library):
    with library.open() as books:
        books.keep_findings([found("1-1")])
        books.drop_findings()
        assert books.findings(10) == []
