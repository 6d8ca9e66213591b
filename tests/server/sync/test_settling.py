"""A person settles: the choice changes what stands here or what counts as agreed, and the engine carries it on."""

from dataclasses import replace
from decimal import Decimal

import pytest

from counterfoil.engine.books import Conflict, Link, LinkState, OpenProblem, Write
from counterfoil.reconcile.decision import Act, FieldConflict, Master
from counterfoil.records import Account, Bill, ExpenseLine, Kind, Problem, Ref, Terms, Vendor
from counterfoil.server.audit.models import Entry
from counterfoil.server.people.problems import Refused
from counterfoil.server.sync import services
from counterfoil.server.sync.models import Conflict as ConflictRow
from counterfoil.server.sync.models import Problem as ProblemRow

pytestmark = pytest.mark.django_db

AGREED = Vendor("Keller Lumber", phone="555-0100")
THEIRS = replace(AGREED, phone="555-0199")


@pytest.fixture
def vendor(opened):
    """A vendor of ours, linked, that QuickBooks holds with another telephone number."""
    with opened() as books:
        (written,) = books.write([Write(Act.CREATE, Kind.VENDOR, "v", record=replace(AGREED, phone="555-0111"))])
        (link,) = books.keep_links(
            [
                Link(
                    Kind.VENDOR,
                    record_id=written.record_id,
                    quickbooks_id="80000001-1",
                    state=LinkState.REVIEW,
                    hold="review",
                    base=AGREED,
                    theirs=THEIRS,
                    fingerprint="f",
                )
            ]
        )
    return link


def problem_about(opened, link):
    found = OpenProblem(
        f"vendor:{link.id}:review", Kind.VENDOR, link.record_id, "", "Vendor", Problem("review", "Look")
    )
    with opened() as books:
        books.keep_problems([found])
    return ProblemRow.objects.everywhere().get().pk


def conflict_about(opened, kind, link, path, values, *, winner=None):
    with opened() as books:
        field = FieldConflict(path, values[0], values[1], values[2], winner)
        books.keep_conflicts([Conflict(kind, link.record_id, link.quickbooks_id, field)])
    return ConflictRow.objects.everywhere().get().pk


def standing(opened, link):
    """The link, and our record, as they stand now."""
    with opened() as books:
        return books.links_by_id([link.id])[link.id], books.records(link.kind, [link.record_id])[link.record_id].record


def test_keeping_ours_lets_theirs_count_as_agreed_so_that_ours_goes_there(opened, organization, actor, vendor):
    services.settle_problem(organization, actor, problem_about(opened, vendor), "keep_ours")
    link, ours = standing(opened, vendor)
    assert (link.base, link.state, link.hold, link.owed) == (THEIRS, LinkState.LINKED, "", True)
    assert ours.phone == "555-0111"
    assert not ProblemRow.objects.everywhere().exists()


def test_keeping_theirs_takes_it_over_here(opened, organization, actor, vendor):
    services.settle_problem(organization, actor, problem_about(opened, vendor), "keep_theirs")
    link, ours = standing(opened, vendor)
    assert (ours.phone, link.base.phone, link.owed) == ("555-0199", "555-0199", True)


def test_keeping_theirs_of_what_has_no_record_here_lets_it_come_over_as_a_new_one(opened, organization, actor, vendor):
    with opened() as books:
        books.keep_links([replace(vendor, record_id="")])
    services.settle_problem(organization, actor, problem_about(opened, vendor), "keep_theirs")
    with opened() as books:
        link = books.links_by_id([vendor.id])[vendor.id]
    assert (link.state, link.hold, link.owed) == (LinkState.INELIGIBLE, "", True)
    assert (link.base, link.theirs, link.fingerprint) == (None, None, "")


def test_what_is_gone_there_and_kept_here_is_created_there_anew_under_a_new_link(opened, organization, actor, vendor):
    with opened() as books:
        books.keep_links([replace(vendor, fingerprint="gone")])
    services.settle_problem(organization, actor, problem_about(opened, vendor), "keep_ours")
    with opened() as books:
        anew = books.links(Kind.VENDOR, [vendor.record_id])[vendor.record_id]
        old = books.links_there(Kind.VENDOR, ["80000001-1"])["80000001-1"]
    assert (anew.state, anew.quickbooks_id, anew.owed) == (LinkState.NEW, "", True)
    assert (old.id, old.state) == (vendor.id, LinkState.CLOSED)


def test_deleting_both_deletes_here_and_lets_the_rest_follow(opened, organization, actor, vendor):
    services.settle_problem(organization, actor, problem_about(opened, vendor), "delete_both")
    link, ours = standing(opened, vendor)
    assert ours is None
    assert (link.base, link.owed, link.hold) == (THEIRS, True, "")


def test_what_was_deleted_here_comes_back_as_quickbooks_has_it(opened, organization, actor, vendor):
    with opened() as books:
        books.write([Write(Act.DELETE, Kind.VENDOR, "v", vendor.record_id)])
    services.settle_problem(organization, actor, problem_about(opened, vendor), "keep_theirs")
    _, ours = standing(opened, vendor)
    assert ours == THEIRS


def test_trying_again_is_decided_anew_and_leaving_it_changes_nothing(opened, organization, actor, vendor):
    services.settle_problem(organization, actor, problem_about(opened, vendor), "skip")
    assert standing(opened, vendor)[0] == vendor
    services.settle_problem(organization, actor, problem_about(opened, vendor), "retry")
    assert standing(opened, vendor)[0].owed


@pytest.mark.parametrize("choice", ["burn", "edit", ""])
def test_a_choice_that_there_is_not_is_refused(opened, organization, actor, vendor, choice):
    with pytest.raises(Refused):
        services.settle_problem(organization, actor, problem_about(opened, vendor), choice)


def test_another_organizations_problem_is_not_there(opened, other_organization, actor, vendor):
    with pytest.raises(Refused):
        services.settle_problem(other_organization, actor, problem_about(opened, vendor), "keep_ours")


def test_the_losing_value_of_a_decided_conflict_holds_with_one_click(opened, organization, actor, vendor):
    values = ("555-0100", "555-0150", "555-0111")
    pk = conflict_about(opened, Kind.VENDOR, vendor, "phone", values, winner=Master.QUICKBOOKS)
    services.choose_conflict_value(organization, actor, pk, "counterfoil")
    assert standing(opened, vendor)[1].phone == "555-0150"
    row = ConflictRow.objects.everywhere().get()
    assert (row.chosen, row.chosen_by, row.winner) == ("counterfoil", actor.name, "quickbooks")


def test_the_value_that_holds_cannot_be_chosen(opened, organization, actor, vendor):
    pk = conflict_about(opened, Kind.VENDOR, vendor, "phone", ("", "a", "b"), winner=Master.QUICKBOOKS)
    with pytest.raises(Refused):
        services.choose_conflict_value(organization, actor, pk, "quickbooks")


def test_choosing_ours_in_an_open_conflict_lets_theirs_count_as_agreed(opened, organization, actor, vendor):
    pk = conflict_about(opened, Kind.VENDOR, vendor, "phone", ("555-0100", "555-0111", "555-0199"))
    services.choose_conflict_value(organization, actor, pk, "counterfoil")
    link, ours = standing(opened, vendor)
    assert (link.base.phone, ours.phone, link.owed) == ("555-0199", "555-0111", True)


def test_choosing_theirs_in_an_open_conflict_takes_it_over_here(opened, organization, actor, vendor):
    pk = conflict_about(opened, Kind.VENDOR, vendor, "phone", ("555-0100", "555-0111", "555-0199"))
    services.choose_conflict_value(organization, actor, pk, "quickbooks")
    assert standing(opened, vendor)[1].phone == "555-0199"


@pytest.fixture
def bill(opened):
    """A linked bill with one line, its vendor, and payment terms."""
    with opened() as books:
        records = [
            Write(Act.CREATE, Kind.VENDOR, "v", record=Vendor("Brandt & Sons")),
            Write(Act.CREATE, Kind.ACCOUNT, "a", record=Account("Rent", "Expense")),
            Write(Act.CREATE, Kind.TERMS, "t", record=Terms("Net 30", due_days=30)),
        ]
        vendor, account, _ = books.write(records)
        line = ExpenseLine("L-1", Ref(account.record_id), Decimal("100.00"), "May")
        value = Bill(vendor=Ref(vendor.record_id), expense_lines=(line,))
        (written,) = books.write([Write(Act.CREATE, Kind.BILL, "b", record=value, quickbooks_id="T-1")])
        link = Link(Kind.BILL, record_id=written.record_id, quickbooks_id="T-1", state=LinkState.LINKED, base=value)
        (link,) = books.keep_links([link])
    return link


@pytest.mark.parametrize(
    ("path", "agreed"),
    [
        ("expense_lines[L-1].amount", [("L-1", "120.00", "May"), ("L-2", "5.00", "Fuel")]),
        ("expense_lines[L-1]", [("L-1", "120.00", "theirs"), ("L-2", "5.00", "Fuel")]),
        ("expense_lines[L-2]", [("L-1", "100.00", "May"), ("L-2", "6.00", "Fuel")]),
        ("expense_lines[L-3]", [("L-1", "100.00", "May"), ("L-2", "5.00", "Fuel"), ("L-3", "7.00", "new there")]),
    ],
)
def test_choosing_ours_in_one_line_leaves_what_quickbooks_changed_in_others(
    opened, organization, actor, bill, *, path, agreed
):
    (line,) = bill.base.expense_lines
    fuel = ExpenseLine("L-2", line.account, Decimal("5.00"), "Fuel")
    base = replace(bill.base, expense_lines=(line, fuel))
    there = (
        replace(line, amount=Decimal("120.00"), memo="theirs"),
        replace(fuel, amount=Decimal("6.00")),
        ExpenseLine("L-3", line.account, Decimal("7.00"), "new there"),
    )
    with opened() as books:
        books.keep_links([replace(bill, base=base, theirs=replace(base, expense_lines=there), fingerprint="f")])
    pk = conflict_about(opened, Kind.BILL, bill, path, ("", "a", "b"))
    services.choose_conflict_value(organization, actor, pk, "counterfoil")
    kept = standing(opened, bill)[0].base.expense_lines
    assert [(each.id, str(each.amount), each.memo) for each in kept] == agreed


def test_what_was_chosen_stands_in_the_audit_log(opened, organization, actor, vendor):
    pk = conflict_about(opened, Kind.VENDOR, vendor, "phone", ("555-0100", "555-0111", "555-0199"))
    services.choose_conflict_value(organization, actor, pk, "counterfoil")
    assert Entry.objects.of(organization).get(kind="conflict").changes == {"phone": ["", "counterfoil"]}


@pytest.mark.parametrize(
    ("path", "losing", "read"),
    [
        ("memo", "for May", lambda bill: bill.memo == "for May"),
        ("due_date", "2026-12-31", lambda bill: bill.due_date.isoformat() == "2026-12-31"),
        ("terms", "Net 30", lambda bill: bool(bill.terms)),
        ("terms", "", lambda bill: not bill.terms),
        ("expense_lines[L-1].amount", "120.00", lambda bill: bill.expense_lines[0].amount == Decimal("120.00")),
    ],
)
def test_fields_of_every_type_and_of_lines_can_be_chosen(opened, organization, actor, bill, *, path, losing, read):
    pk = conflict_about(opened, Kind.BILL, bill, path, ("", losing, "something else"), winner=Master.QUICKBOOKS)
    services.choose_conflict_value(organization, actor, pk, "counterfoil")
    assert read(standing(opened, bill)[1])


@pytest.mark.parametrize(
    ("path", "losing"),
    [
        ("terms", "Net 31"),
        ("due_date", "soon"),
        ("vendor_address", "12 High Street, Springfield"),
        ("expense_lines[gone].amount", "120.00"),
        ("expense_lines[L-1]", "Rent | 100.00 | May"),
    ],
)
def test_what_the_words_do_not_say_is_left_to_be_entered_by_hand(opened, organization, actor, bill, *, path, losing):
    pk = conflict_about(opened, Kind.BILL, bill, path, ("", losing, "something else"), winner=Master.QUICKBOOKS)
    before = standing(opened, bill)
    with pytest.raises(Refused):
        services.choose_conflict_value(organization, actor, pk, "counterfoil")
    assert standing(opened, bill) == before
    assert ConflictRow.objects.everywhere().get().chosen == ""
