"""What only the database's books promise beside the contract: few statements, small rows, indexes that are used."""

from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from counterfoil.engine.books import (
    Conflict,
    Detail,
    DetailKind,
    Intent,
    IntentState,
    Link,
    LinkState,
    OpenProblem,
    Tombstone,
    Write,
)
from counterfoil.reconcile.decision import Act, FieldConflict, Master
from counterfoil.records import Account, BillState, Kind, Problem, Vendor
from counterfoil.server.sync import models

pytestmark = pytest.mark.django_db

PAGE = 500


@contextmanager
def at_most(count):
    """The number of statements, whatever the size of the page; executemany counts as one, as it is prepared once."""
    with CaptureQueriesContext(connection) as captured:
        yield
    said = [query["sql"][:90] for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(said) <= count, "\n".join(said)


def page_of_links(count=PAGE):
    value = Vendor("Keller Lumber", phone="555-0100")
    return [
        Link(
            Kind.VENDOR,
            record_id=str(number),
            quickbooks_id=f"8000{number:04}-1",
            state=LinkState.LINKED,
            base=value,
            fingerprint="f" * 64,
            waits_for=("vendor:1",) if number % 10 == 0 else (),
        )
        for number in range(1, count + 1)
    ]


def intent(key, link_id="", state=IntentState.SENT):
    return Intent(
        key, Kind.VENDOR, Act.CREATE, link_id, "", "", "", "set", "<QBXML/>", "0" * 64, None, None, (), 1, "", state
    )


def test_a_page_of_links_is_stored_read_and_stored_again_in_a_handful_of_statements(opened):
    with opened() as books, at_most(5):
        kept = books.keep_links(page_of_links())
    with opened() as books, at_most(6):
        books.keep_links([replace(link, edit_sequence="2") for link in kept])
    for read in (
        lambda books: books.links(Kind.VENDOR, [link.record_id for link in kept]),
        lambda books: books.links_there(Kind.VENDOR, [link.quickbooks_id for link in kept]),
        lambda books: books.known_there(Kind.VENDOR, [link.quickbooks_id for link in kept]),
        lambda books: books.links_by_id([link.id for link in kept]),
    ):
        with opened() as books, at_most(1):
            assert len(read(books)) == PAGE
    with opened() as books, at_most(1):
        assert len(books.waiting_for(["vendor:1"])) == PAGE // 10


def test_records_and_their_writes_cost_a_handful_of_statements_a_page(opened):
    new = [Write(Act.CREATE, Kind.VENDOR, str(n), record=Vendor(f"Vendor {n}")) for n in range(PAGE)]
    with opened() as books, at_most(9):
        written = books.write(new)
    assert not any(each.problem for each in written)
    with opened() as books, at_most(3):
        assert len(books.records(Kind.VENDOR, [each.record_id for each in written])) == PAGE
    with opened() as books, at_most(1):
        assert len(books.unlinked(Kind.VENDOR, [f"VENDOR {n}" for n in range(PAGE)])) == PAGE


def test_a_page_of_reports_costs_a_handful_of_statements(opened):
    problem = Problem("text_too_long", "Too long")
    with opened() as books:
        run_id = books.start_run("person")
        conversation = books.conversation()
        with at_most(2):
            books.keep_details(run_id, [Detail(DetailKind.CREATED, Kind.BILL, f"Bill {n}", "") for n in range(PAGE)])
        with at_most(3):
            field = FieldConflict("memo", "", "a", "b", Master.QUICKBOOKS)
            books.keep_conflicts([Conflict(Kind.BILL, str(n), "", field) for n in range(1, PAGE)])
        with at_most(2):
            books.keep_tombstones([Tombstone(Kind.BILL, str(n), "", None, "quickbooks", "") for n in range(PAGE)])
        with at_most(6):
            found = [OpenProblem(f"bill:{n}:x", Kind.BILL, str(n), "", "Bill", problem) for n in range(1, PAGE)]
            books.keep_problems(found, settled=["bill:0:x"])
        with at_most(1):
            books.keep_conversation(conversation)


def test_with_nothing_to_do_a_look_costs_a_few_statements(opened):
    from counterfoil.engine.exchange import wants

    with opened() as books, at_most(10):
        assert not wants(books)


def test_what_quickbooks_holds_is_stored_only_where_it_differs_from_the_base(opened):
    agreed, changed = Vendor("Keller"), Vendor("Keller Lumber")
    with opened() as books:
        books.keep_links([Link(Kind.VENDOR, quickbooks_id="1", base=agreed, theirs=agreed)])
        books.keep_links([Link(Kind.VENDOR, quickbooks_id="2", base=agreed, theirs=changed)])
    rows = models.Link.objects.everywhere().order_by("id")
    assert [row.theirs for row in rows] == [None, {"name": "Keller Lumber"}]


def test_how_far_a_bill_is_paid_stands_beside_what_quickbooks_derives(opened):
    with opened() as books:
        books.keep_links([Link(Kind.BILL, quickbooks_id="1", derived=BillState(total=Decimal("5.00"), linked=()))])
        books.keep_links([Link(Kind.BILL, quickbooks_id="2", derived=BillState(total=Decimal("5.00"), is_paid=True))])
    assert list(models.Link.objects.everywhere().order_by("id").values_list("paid", flat=True)) == ["unpaid", "fully"]


def test_a_conflict_that_is_met_again_is_not_told_again(opened):
    found = Conflict(Kind.BILL, "7", "T-1", FieldConflict("memo", "", "ours", "theirs", None))
    with opened() as books:
        books.keep_conflicts([found])
        books.keep_conflicts([found])
    assert models.Conflict.objects.everywhere().count() == 1


def test_a_conflict_is_over_once_the_record_is_in_agreement(opened):
    with opened() as books:
        books.keep_conflicts([Conflict(Kind.BILL, "7", "T-1", FieldConflict("memo", "", "a", "b", None))])
        (link,) = books.keep_links([Link(Kind.BILL, record_id="7", quickbooks_id="T-1", state=LinkState.CONFLICT)])
        assert models.Conflict.objects.everywhere().get().settled_at is None
        books.keep_links([replace(link, state=LinkState.LINKED)])
    assert models.Conflict.objects.everywhere().get().settled_at is not None


def test_two_writes_about_one_record_are_never_under_way_at_once(opened):
    from django.db import IntegrityError

    with opened() as books:
        (link,) = books.keep_links([Link(Kind.VENDOR, record_id="1")])
        books.keep_intents([intent("one", link.id)])
    with pytest.raises(IntegrityError), opened() as books:
        books.keep_intents([intent("two", link.id)])
    with opened() as books:
        books.keep_intents([intent("one", link.id, IntentState.DONE), intent("two", link.id)])


def test_a_live_run_that_found_nothing_leaves_no_row_and_one_by_hand_does(opened):
    with opened() as books:
        for trigger in ("live", "person"):
            books.finish_run(books.start_run(trigger), "done", "")
    assert [run.trigger for run in models.Run.objects.everywhere()] == ["person"]


def test_the_same_trouble_again_and_again_is_one_row(opened):
    with opened() as books:
        for _ in range(3):
            books.finish_run(books.start_run("live"), "stopped", "QuickBooks is not running.")
    assert models.Run.objects.everywhere().count() == 1


def test_after_the_first_sync_the_accounts_are_filled_in(opened, organization):
    names = [("Accounts Payable", "AccountsPayable"), ("Rent", "Expense"), ("Ask My Accountant", "Expense")]
    with opened() as books:
        accounts = [*names, ("Savings", "Bank"), ("Operating Checking", "Bank")]
        books.write([Write(Act.CREATE, Kind.ACCOUNT, name, record=Account(name, type_)) for name, type_ in accounts])
        books.finish_run(books.start_run("first"), "done", "")
    kept = models.Preferences.objects.of(organization).get()
    guessed = [kept.accounts_payable_account, kept.unallocated_expenses_account, kept.default_bank_account]
    assert [account and account.name for account in guessed] == [
        "Accounts Payable",
        "Ask My Accountant",
        "Operating Checking",
    ]
    assert not kept.move_transactions


def plan_of(query):
    """How the database goes about it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
    return query.explain()


def fill_with_links(organization):
    """So many links, none of them owed, that a plan says what it would be among very many."""
    links = [
        models.Link(
            organization=organization, kind="bill", record_id=number, quickbooks_id=f"{number:X}-1", state="linked"
        )
        for number in range(3000)
    ]
    models.Link.objects.everywhere().bulk_create(links)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.parametrize(
    ("filters", "index"),
    [
        ({"owed": True}, "sync_link_owed"),
        ({"quickbooks_id__in": ["1", "2"]}, "sync_link_"),
        ({"record_id__in": [1, 2], "state__in": ["new", "linked"]}, "sync_link_one_live_here"),
    ],
)
def test_links_are_found_by_an_index(organization, filters, index):
    fill_with_links(organization)
    if "record_id__in" in filters:
        links = models.Link.objects.of(organization).filter(kind="bill", record_id__in=[1, 2]).exclude(state="closed")
    else:
        links = models.Link.objects.of(organization).filter(kind="bill", **filters)
    assert index in plan_of(links.order_by("id") if "owed" in filters else links)
