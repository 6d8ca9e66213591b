"""A person answers a question about identity: link, rename or skip (rule C5), merged into which (rule C7)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.server.sync.test_books import intent

from counterfoil.engine.books import OPEN_STATES, IntentState, Link, LinkState, OpenProblem, Write
from counterfoil.reconcile.decision import Act
from counterfoil.records import Account, Bill, Candidate, Choice, ExpenseLine, Kind, Problem, Ref, Vendor
from counterfoil.records.stored import problem_from_stored
from counterfoil.server.audit.models import Entry
from counterfoil.server.bills import services as bills_services
from counterfoil.server.bills.models import Bill as BillRow
from counterfoil.server.bills.status import Approval
from counterfoil.server.people.problems import Refused
from counterfoil.server.sync import parked, queries, services, shown
from counterfoil.server.sync.models import Conflict as ConflictRow
from counterfoil.server.sync.models import Connection, Preferences
from counterfoil.server.sync.models import Problem as ProblemRow
from counterfoil.server.vendors.models import Vendor as VendorRow

pytestmark = pytest.mark.django_db

LINK_OR_RENAME = (Choice.LINK, Choice.RENAME, Choice.RETRY, Choice.SKIP)


@pytest.fixture
def write(opened):
    """Creates a record as the engine does; returns its id."""

    def create(kind, record):
        with opened() as books:
            (written,) = books.write([Write(Act.CREATE, kind, "k", record=record)])
        return written.record_id

    return create


@pytest.fixture
def keep(opened):
    """Keeps a link."""

    def one(kind, record_id, quickbooks_id="", **fields):
        with opened() as books:
            return books.keep_links([Link(kind, record_id=record_id, quickbooks_id=quickbooks_id, **fields)])[0]

    return one


@pytest.fixture
def ask(opened):
    """Opens a question about a link; returns its id."""

    def about(link, code, choices, *candidates):
        problem = Problem(code, "A question", choices=choices, candidates=candidates)
        with opened() as books:
            books.keep_problems(
                [OpenProblem(f"{link.kind}:{link.id}:{code}", link.kind, link.record_id, "", "It", problem)]
            )
        return ProblemRow.objects.everywhere().get().pk

    return about


@pytest.fixture
def miller(write, keep, ask):
    """A vendor of ours whose name another has in QuickBooks, the vendor it really is, and the question."""
    mine, other = write(Kind.VENDOR, Vendor("Miller")), write(Kind.VENDOR, Vendor("Miller Supply"))
    keep(Kind.VENDOR, other, "80-2", state=LinkState.LINKED, base=Vendor("Miller Supply"), fingerprint="f")
    link = keep(Kind.VENDOR, mine, hold="name_in_use")
    return mine, other, ask(link, "name_in_use", LINK_OR_RENAME, Candidate(other, "Miller Supply"))


@pytest.mark.parametrize("answer", ["miller supply", "", "by id"])
def test_linked_its_bills_move_and_it_becomes_inactive(opened, actor, write, miller, answer):
    """Rule C5: named by its name, by its id, or not at all where there is one candidate."""
    mine, other, question = miller
    organization = VendorRow.objects.everywhere().get(pk=int(mine)).organization
    rent = write(Kind.ACCOUNT, Account("Rent", "Expense"))
    bill = write(Kind.BILL, Bill(Ref(mine), expense_lines=(ExpenseLine(account=Ref(rent), amount=Decimal(5)),)))
    services.settle_problem(organization, actor, question, "link", other if answer == "by id" else answer)
    assert BillRow.objects.everywhere().get(pk=int(bill)).vendor_id == int(other)
    gone = VendorRow.objects.everywhere().get(pk=int(mine))
    assert (gone.is_deleted, gone.is_active) == (True, False)
    with opened() as books:
        assert books.links(Kind.VENDOR, [mine]) == {}
    assert not ProblemRow.objects.everywhere().exists()
    said = Entry.objects.everywhere().get(kind="problem")
    assert (said.actor_name, said.changes["choice"]) == (actor.name, ["", "link"])


@pytest.mark.parametrize("answer", ["Nobody", "Miller", "999999999"])
def test_what_is_not_in_quickbooks_cannot_be_it(organization, actor, miller, answer):
    mine, _, question = miller
    with pytest.raises(Refused):
        services.settle_problem(organization, actor, question, "link", answer)
    assert VendorRow.objects.everywhere().get(pk=int(mine)).deleted_at is None
    assert ProblemRow.objects.everywhere().exists(), "the question stays"


def test_renamed_it_is_sent_with_the_next_run(opened, organization, actor, miller):
    """Rule C5."""
    mine, _, question = miller
    services.settle_problem(organization, actor, question, "rename", "Miller (vendor)")
    with opened() as books:
        assert books.records(Kind.VENDOR, [mine])[mine].record.name == "Miller (vendor)"
        assert books.links(Kind.VENDOR, [mine])[mine].owed
    assert Entry.objects.everywhere().filter(kind="vendor", action="changed").get().actor_name == actor.name


@pytest.mark.parametrize("name", ["Miller", "miller ", "Miller Supply", "a:b", "x" * 42, ""])
def test_a_name_that_cannot_be_is_refused_at_once(organization, actor, miller, name):
    mine, _, question = miller
    with pytest.raises(Refused):
        services.settle_problem(organization, actor, question, "rename", name)
    assert VendorRow.objects.everywhere().get(pk=int(mine)).name == "Miller"


def test_skipped_it_stays_here_only_also_when_the_name_becomes_free(opened, actor, write, keep, ask):
    """Rule C5."""
    mine, keys = write(Kind.VENDOR, Vendor("Miller")), ("customer:17",)
    organization = VendorRow.objects.everywhere().get(pk=int(mine)).organization
    question = ask(keep(Kind.VENDOR, mine, hold="name_in_use", waits_for=keys), "name_in_use", LINK_OR_RENAME)
    services.settle_problem(organization, actor, question, "skip")
    with opened() as books:
        assert books.waiting_for(keys) == []
        assert books.links(Kind.VENDOR, [mine])[mine].hold == "name_in_use"


def test_skipped_it_stays_here_only(opened, organization, actor, miller):
    """Rule C5."""
    mine, _, question = miller
    services.settle_problem(organization, actor, question, "skip")
    with opened() as books:
        link = books.links(Kind.VENDOR, [mine])[mine]
    assert (link.owed, link.quickbooks_id) == (False, "")
    assert not queries.problems(organization).exists(), "nobody is asked any more"
    (left,) = queries.problems(organization, is_left=True)
    assert (left.pk, left.left_by) == (question, actor.name)
    assert (queries.state(organization).problems, queries.state(organization).left) == (0, 1)


def test_what_was_left_is_chosen_again_later(opened, organization, actor, miller):
    """Rule C5."""
    mine, _, question = miller
    services.settle_problem(organization, actor, question, "skip")
    services.settle_problem(organization, actor, question, "skip")
    assert Entry.objects.everywhere().filter(kind="problem").count() == 1, "leaving it twice is leaving it once"
    services.settle_problem(organization, actor, question, "rename", "Miller (vendor)")
    with opened() as books:
        assert books.links(Kind.VENDOR, [mine])[mine].owed
    assert not ProblemRow.objects.everywhere().exists()


def test_what_was_left_is_asked_again_only_when_it_reads_differently(opened, organization, actor, miller, ask):
    mine, _, question = miller
    services.settle_problem(organization, actor, question, "skip")
    row = ProblemRow.objects.everywhere().get()

    def met_again(title):
        problem = replace(problem_from_stored(row.problem), title=title)
        with opened() as books:
            books.keep_problems([OpenProblem(row.key, Kind.VENDOR, mine, "", "It", problem)])
        return queries.problems(organization).count()

    assert met_again("A question") == 0
    assert met_again("Another question") == 1


def test_what_was_only_good_to_know_is_gone_once_it_was_left(organization, actor, keep, ask):
    link = keep(Kind.BILL, "7", "1-1", state=LinkState.LINKED)
    services.settle_problem(organization, actor, ask(link, "entered_twice", (Choice.SKIP,)), "skip")
    assert not ProblemRow.objects.everywhere().exists()


def test_a_bill_of_a_vendor_that_was_left_says_so(organization, actor, write, keep, miller):
    """Rules C5, S10."""
    mine, _, question = miller
    rent = write(Kind.ACCOUNT, Account("Rent", "Expense"))
    bill = write(Kind.BILL, Bill(Ref(mine), expense_lines=(ExpenseLine(account=Ref(rent), amount=Decimal(5)),)))
    keep(Kind.BILL, bill, waits_for=(f"vendor:{mine}",))
    assert parked.count(organization) == 1
    (awaited,) = parked.awaited(organization)
    assert (awaited.title, awaited.problem_id, awaited.is_left) == ("the vendor Miller", question, False)
    assert shown.of_record(organization, "bill", int(bill)).said == (
        "Waiting",
        "It waits for the vendor Miller, about which somebody has to decide first.",
    )
    services.settle_problem(organization, actor, question, "skip")
    (awaited,) = parked.awaited(organization)
    assert (awaited.number, awaited.is_left) == (1, True)
    said = "It waits for the vendor Miller, which somebody left in Counterfoil only."
    assert shown.of_record(organization, "bill", int(bill)).said == ("Waiting", said)


def test_nobody_else_hears_what_waits(organization, other_organization, keep, miller):
    keep(Kind.BILL, "7", waits_for=(f"vendor:{miller[0]}", "there:vendor:80-9"))
    assert {each.title for each in parked.awaited(organization)} == {"the vendor Miller", "a vendor in QuickBooks"}
    assert (parked.awaited(other_organization), parked.count(other_organization)) == ([], 0)


@pytest.mark.parametrize("choice", ["link", "rename"])
def test_only_what_is_offered_can_be_chosen(organization, actor, miller, choice):
    _, _, question = miller
    ProblemRow.objects.everywhere().update(problem={"code": "review", "title": "Look", "choices": ["retry"]})
    with pytest.raises(Refused):
        services.settle_problem(organization, actor, question, choice, "Miller Supply")


@pytest.fixture
def merged(write, keep, ask):
    """Account A was merged into B in QuickBooks; both ours, a linked and approved bill on A, and the question."""
    old, new = (write(Kind.ACCOUNT, Account(name, "Expense")) for name in ("Old Rent", "Rent"))
    keep(Kind.ACCOUNT, new, "80-2", state=LinkState.LINKED, base=Account("Rent", "Expense"), fingerprint="f")
    link = keep(
        Kind.ACCOUNT, old, "80-1", state=LinkState.REVIEW, hold="merged_away", fingerprint="gone",
        base=Account("Old Rent", "Expense"),
    )  # fmt: skip
    record = Bill(Ref(write(Kind.VENDOR, Vendor("K"))), expense_lines=(ExpenseLine("7", Ref(old), Decimal(5)),))
    bill = write(Kind.BILL, record)
    keep(Kind.BILL, bill, "1-1", state=LinkState.HELD, hold="unmapped_ref", base=record, fingerprint="f")
    facts = {"unmapped": {f"account:{old}": {"link": link.id, "into": new}}}
    Connection.objects.everywhere().update(facts=facts)
    return old, new, bill, ask(link, "merged_away", (Choice.LINK, Choice.KEEP_OURS), Candidate(new, "Rent"))


def test_confirmed_bills_preferences_and_what_was_agreed_move_and_approvals_stay(opened, organization, actor, merged):
    """Rule C7."""
    old, new, bill, question = merged
    bills_services.decide_approval(organization, actor, bill, Approval.APPROVED, 1)
    Preferences.objects.everywhere().create(organization=organization, unallocated_expenses_account_id=int(old))
    services.settle_problem(organization, actor, question, "link")
    with opened() as books:
        link = books.links(Kind.BILL, [bill])[bill]
        held = books.records(Kind.BILL, [bill])[bill]
        assert books.conversation().facts["unmapped"] == {}
    assert held.record.expense_lines[0].account.id == new
    assert link.base.expense_lines[0].account.id == new
    assert (link.owed, held.is_approved) == (True, True)
    assert Preferences.objects.everywhere().get().unallocated_expenses_account_id == int(new)
    (moved,) = Entry.objects.everywhere().filter(kind="bill", action="changed")
    assert (moved.actor_kind, moved.is_ours) == ("sync", False), "no edit of anybody's"


def test_entered_again_instead_it_goes_there_as_a_new_record(opened, organization, actor, merged):
    """Rule C7."""
    old, _, bill, question = merged
    services.settle_problem(organization, actor, question, "keep_ours")
    with opened() as books:
        anew = books.links(Kind.ACCOUNT, [old])[old]
        assert (anew.quickbooks_id, anew.owed, anew.state) == ("", True, LinkState.NEW)
        assert books.links(Kind.BILL, [bill])[bill].owed
        assert books.conversation().facts["unmapped"] == {}


DAY = date(2026, 11, 18)


@pytest.fixture
def doubled(write, keep, ask):
    """A bill of ours that was not sent, one of the same amount that QuickBooks has, and the question."""
    vendor, rent = write(Kind.VENDOR, Vendor("K")), write(Kind.ACCOUNT, Account("Rent", "Expense"))
    record = Bill(Ref(vendor), txn_date=DAY, expense_lines=(ExpenseLine("", Ref(rent), Decimal(5)),))
    mine = write(Kind.BILL, replace(record, memo="only ours", ref_number="1"))
    there = write(Kind.BILL, replace(record, ref_number="INV-1"))
    keep(Kind.BILL, there, "1-1", state=LinkState.LINKED, base=replace(record, ref_number="INV-1"), fingerprint="f")
    link = keep(Kind.BILL, mine, hold="possible_duplicate")
    candidate = Candidate(there, "Bill INV-1")
    return mine, there, ask(link, "possible_duplicate", (Choice.LINK, Choice.CREATE), candidate)


def test_a_bill_that_is_the_same_goes_into_the_other(opened, organization, actor, doubled):
    mine, there, question = doubled
    services.settle_problem(organization, actor, question, "link", there)
    with opened() as books:
        held = books.records(Kind.BILL, [mine, there])
        assert books.links(Kind.BILL, [there])[there].owed
    assert held[mine].record is None
    assert (held[there].record.memo, held[there].record.ref_number) == ("only ours", "INV-1")
    (lost,) = ConflictRow.objects.everywhere().filter(path="ref_number")
    assert (lost.record_id, lost.ours, lost.winner) == (int(there), "1", "quickbooks")


def test_a_bill_that_is_another_is_sent(opened, organization, actor, doubled):
    mine, _, question = doubled
    services.settle_problem(organization, actor, question, "create")
    with opened() as books:
        assert books.links(Kind.BILL, [mine])[mine].owed
        assert books.conversation().facts["told_apart"] == {mine: ["1-1"]}


@pytest.fixture
def paired(write, keep, ask):
    """A bill that was linked because it looked like one of QuickBooks', and what is said about that."""
    bill = write(Kind.BILL, Bill(Ref(write(Kind.VENDOR, Vendor("K"))), txn_date=DAY))
    link = keep(Kind.BILL, bill, "1-1", state=LinkState.LINKED, fingerprint="f")
    return bill, link, ask(link, "entered_twice", (Choice.SEPARATE, Choice.SKIP))


@pytest.mark.parametrize("state", OPEN_STATES)
def test_nothing_is_answered_while_a_write_is_on_its_way(opened, organization, actor, paired, state):
    """The link would be closed while its write is still to be settled, and a second one made for the same bill."""
    _, link, question = paired
    with opened() as books:
        books.keep_intents([intent("one", link.id, state)])
    with pytest.raises(Refused) as refused:
        services.settle_problem(organization, actor, question, "separate")
    assert refused.value.problems[0].code == "on_its_way"
    with opened() as books:
        assert books.links_by_id([link.id])[link.id] == link
        books.keep_intents([intent("one", link.id, IntentState.DONE)])
    services.settle_problem(organization, actor, question, "separate")


def test_linked_bills_are_separated_and_that_is_in_the_log(opened, organization, actor, paired):
    bill, link, question = paired
    services.settle_problem(organization, actor, question, "separate")
    with opened() as books:
        here, there = books.links(Kind.BILL, [bill])[bill], books.links_there(Kind.BILL, ["1-1"])["1-1"]
        assert books.links_by_id([link.id])[link.id].state is LinkState.CLOSED
    assert (here.quickbooks_id, here.owed, here.state) == ("", True, LinkState.NEW)
    assert (there.record_id, there.owed, there.state) == ("", True, LinkState.INELIGIBLE)
    assert Entry.objects.everywhere().get(kind="problem").changes["choice"] == ["", "separate"]
