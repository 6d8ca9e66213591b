"""What a person does at the screen goes by the same rules as what a program does, and shows to the program."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

import pytest
from tests.simulator.asking import Books

from counterfoil.simulator.person import Person
from counterfoil.simulator.status import Refusal
from counterfoil.simulator.transactions import bills, payments, purchase_orders
from counterfoil.simulator.transactions.records import Bill, ItemLine, PurchaseOrder


@pytest.fixture
def person(books: Books) -> Person:
    return Person(books.company)


def lines_of(books: Books, txn_id: str) -> list[str]:
    """The lines of a bill as a program reads them: amounts and memos in order."""
    answer = books.ok(f"<BillQueryRq><TxnID>{txn_id}</TxnID><IncludeLineItems>true</IncludeLineItems></BillQueryRq>")
    lines = [each for each in answer.rets[0] if each.tag in {"ExpenseLineRet", "ItemLineRet"}]
    return [
        f"{each.findtext('Amount')} {each.findtext('Memo') or each.findtext('Desc') or ''}".strip() for each in lines
    ]


def bill_of(books: Books, txn_id: str) -> Bill:
    bill = bills.get(books.company, txn_id)
    assert bill is not None
    return bill


def order_of(books: Books, txn_id: str) -> PurchaseOrder:
    order = purchase_orders.get(books.company, txn_id)
    assert order is not None
    return order


def line_ids(books: Books, txn_id: str) -> list[str]:
    bill = bill_of(books, txn_id)
    return [each.txn_line_id for each in (*bill.expense_lines, *bill.item_lines)]


def amount_of(books: Books, txn_id: str) -> str:
    payment = payments.get(books.company, txn_id)
    assert payment is not None
    return str(payment.amount)


@contextmanager
def refused(code: int) -> Iterator[None]:
    """Expects a refusal with that status."""
    with pytest.raises(Refusal) as caught:
        yield
    assert caught.value.status.code == code


def test_a_bill_entered_at_the_screen_is_read_by_a_program(books, person):
    txn_id = person.enter_bill(
        "Acme Timber",
        [person.expense("Fuel:Diesel", "80.00", "two cans"), person.item("Plank", 4)],
        ref_number="A-17",
        txn_date=date(2026, 2, 10),
    )
    answer = books.ok(f"<BillQueryRq><TxnID>{txn_id}</TxnID></BillQueryRq>")
    assert answer["RefNumber"] == "A-17"
    assert answer["DueDate"] == "2026-03-12"
    assert answer["AmountDue"] == "90.00"
    assert lines_of(books, txn_id) == ["80.00 two cans", "10.00 Plank, oak"]


def test_editing_the_head_leaves_the_lines_alone(books, person):
    txn_id = person.enter_bill("Acme Timber", [person.expense("Rent", "500.00")], memo="March")
    before = line_ids(books, txn_id)
    person.edit_bill(txn_id, memo=None, ref_number="B-2", vendor="Brick Works")
    answer = books.ok(f"<BillQueryRq><TxnID>{txn_id}</TxnID></BillQueryRq>")
    assert (answer["RefNumber"], answer["VendorRef/FullName"], answer.has("Memo")) == ("B-2", "Brick Works", False)
    assert line_ids(books, txn_id) == before


def test_lines_are_edited_added_removed_and_put_in_another_order(books, person):
    txn_id = person.enter_bill(
        "Acme Timber",
        [person.expense("Rent", "1.00", "a"), person.expense("Fuel", "2.00", "b"), person.item("Nails", 1)],
    )
    first, second, _ = line_ids(books, txn_id)
    person.edit_line(txn_id, first, amount=Decimal("1.50"), account="Fuel")
    assert lines_of(books, txn_id) == ["1.50 a", "2.00 b", "3.00 Box of nails"]
    person.add_line(txn_id, person.expense("Fuel:Diesel", "9.00", "c"), at=1)
    assert lines_of(books, txn_id) == ["1.50 a", "9.00 c", "2.00 b", "3.00 Box of nails"]
    person.add_line(txn_id, person.item("Plank", "2", "2.50"))
    assert lines_of(books, txn_id)[-1] == "5.00 Plank, oak"
    person.reorder_lines(txn_id, [second, first])
    assert lines_of(books, txn_id) == ["2.00 b", "1.50 a", "9.00 c", "3.00 Box of nails", "5.00 Plank, oak"]
    person.remove_line(txn_id, second)
    assert lines_of(books, txn_id) == ["1.50 a", "9.00 c", "3.00 Box of nails", "5.00 Plank, oak"]


def test_the_screen_is_never_stale_but_makes_programs_so(books, person, clock):
    txn_id = person.enter_bill("Acme Timber", [person.expense("Rent", "10.00")])
    read = books.ok(f"<BillQueryRq><TxnID>{txn_id}</TxnID></BillQueryRq>")["EditSequence"]
    clock.advance(5)
    person.edit_bill(txn_id, memo="first")
    person.edit_bill(txn_id, memo="second")
    change = f"<TxnID>{txn_id}</TxnID><EditSequence>{read}</EditSequence><Memo>mine</Memo>"
    assert books.one(f"<BillModRq><BillMod>{change}</BillMod></BillModRq>").code == 3200


def test_paying_writes_one_check_for_each_vendor_and_undoing_it_opens_the_bills(books, person):
    one = person.enter_bill("Acme Timber", [person.expense("Rent", "100.00")])
    two = person.enter_bill("Acme Timber", [person.expense("Rent", "50.00")])
    other = person.enter_bill("Brick Works", [person.expense("Rent", "30.00")])
    checks = person.pay_bills("Checking", {one: None, two: "20.00", other: None}, ref_number="501")
    assert [amount_of(books, each) for each in checks] == ["120.00", "30.00"]
    assert [bills.open_amount_of(books.company, each) for each in (one, two, other)] == [0, 3000, 0]
    person.void_payment(checks[0])
    person.delete_payment(checks[1])
    assert [bills.open_amount_of(books.company, each) for each in (one, two, other)] == [10000, 5000, 3000]


def test_paying_is_all_or_nothing(books, person):
    one = person.enter_bill("Acme Timber", [person.expense("Rent", "100.00")])
    other = person.enter_bill("Brick Works", [person.expense("Rent", "30.00")])
    with refused(3210):
        person.pay_bills("Checking", {one: None, other: "30.01"})
    assert bills.open_amount_of(books.company, one) == 10000


def test_paying_goes_by_what_is_open_even_where_billret_tells_something_else(make):
    books = make(openamount_mode="omit")
    person = Person(books.company)
    txn_id = person.enter_bill("Acme Timber", [person.expense("Rent", "100.00")])
    person.pay_bills("Checking", {txn_id: None})
    assert bills.open_amount_of(books.company, txn_id) == 0


def test_a_bill_is_deleted_or_void(books, person):
    gone = person.enter_bill("Acme Timber", [person.expense("Rent", "1.00")])
    void = person.enter_bill("Acme Timber", [person.expense("Rent", "1.00")])
    person.delete_bill(gone)
    person.void_bill(void)
    answer = books.ok("<BillQueryRq></BillQueryRq>")
    assert answer.all("TxnID") == [void]
    assert answer["AmountDue"] == "0.00"


def test_an_order_is_received_in_parts_closed_and_reopened(books, person):
    order = person.enter_order("Acme Timber", [person.ordered("Plank", 10, "2.00"), person.ordered("Nails", 4)])
    planks, nails = (line.txn_line_id for line in order_of(books, order).lines)
    first = person.receive_order(order, {planks: 6}, ref_number="D1")
    assert bill_of(books, first).amount_due == Decimal("12.00")
    person.close_order_line(order, nails)
    rest = person.receive_order(order)
    assert [str(line.quantity) for line in bill_of(books, rest).item_lines if isinstance(line, ItemLine)] == ["4"]
    person.delete_bill(rest)
    person.close_order(order)
    assert order_of(books, order).is_manually_closed
    person.reopen_order(order)
    person.edit_order(order, memo="by phone")
    person.edit_order_line(order, planks, desc="oak, dry")
    again = order_of(books, order)
    assert (again.memo, again.is_manually_closed, [line.desc for line in again.lines]) == (
        "by phone",
        False,
        ["oak, dry", "Box of nails"],
    )


def test_an_order_that_a_bill_is_linked_to_stays(books, person):
    order = person.enter_order("Acme Timber", [person.ordered("Plank", 10)])
    bill = person.receive_order(order)
    with refused(3160):
        person.delete_order(order)
    person.delete_bill(bill)
    person.delete_order(order)
    assert purchase_orders.get(books.company, order) is None


def test_vendors_are_added_renamed_hidden_and_deleted(books, person):
    vendor = person.add_vendor("Slate & Söhne", terms="Net 30", phone="01 23")
    person.rename_vendor(vendor, "Slate Works")
    person.inactivate_vendor("Slate Works")
    starting = "<NameFilter><MatchCriterion>StartsWith</MatchCriterion><Name>Slate</Name></NameFilter>"
    assert books.one(f"<VendorQueryRq>{starting}</VendorQueryRq>").code == 1
    person.reactivate_vendor(vendor)
    assert books.ok(f"<VendorQueryRq><ListID>{vendor}</ListID></VendorQueryRq>")["Name"] == "Slate Works"
    person.delete_vendor(vendor)
    assert books.one(f"<VendorQueryRq><ListID>{vendor}</ListID></VendorQueryRq>").code == 500


def test_the_other_lists_grow_and_change(books, person):
    account = person.add_account("Tolls", parent="Fuel", number="6105")
    class_ = person.add_class("Yard", "North")
    job = person.add_customer("Jetty", "Quayside Ltd")
    person.add_terms("Net 7", 7)
    person.edit_account(account, name="Tolls & Ferries")
    person.edit_class(class_, is_active=False)
    person.edit_customer(job, name="Pier")
    assert books.company.full_name(account) == "Fuel:Tolls & Ferries"
    assert books.company.full_name(class_) == "North:Yard"
    assert books.company.full_name(job) == "Quayside Ltd:Pier"
    person.delete_account(account)


def test_a_name_that_leads_nowhere_is_refused(person):
    with refused(3140):
        person.enter_bill("Nobody", [person.expense("Rent", "1.00")])


def test_closing_the_books_refuses_what_lies_before(books, person):
    txn_id = person.enter_bill("Acme Timber", [person.expense("Rent", "1.00")], txn_date=date(2026, 1, 31))
    person.set_closing_date(date(2026, 1, 31))
    with refused(3171):
        person.edit_bill(txn_id, memo="late")
    assert books.ok("<PreferencesQueryRq></PreferencesQueryRq>")["ClosingDate"] == "2026-01-31"
    person.set_closing_date(None)
    person.edit_bill(txn_id, memo="late")


def test_a_record_open_on_the_screen_is_locked_for_programs(books, person):
    txn_id = person.enter_bill("Acme Timber", [person.expense("Rent", "1.00")])
    delete = f"<TxnDelRq><TxnDelType>Bill</TxnDelType><TxnID>{txn_id}</TxnID></TxnDelRq>"
    person.open_record(txn_id)
    assert books.one(delete).code == 3175
    person.close_record(txn_id)
    assert books.one(delete).code == 0


def test_the_company_is_renamed_and_opened_for_several_users(books, person):
    person.rename_company("Harbour & Daughters")
    person.switch_to("MultiUser")
    answers = books.ask("<HostQueryRq></HostQueryRq><CompanyQueryRq></CompanyQueryRq>").answers
    assert answers[0]["QBFileMode"] == "MultiUser"
    assert answers[1]["CompanyName"] == "Harbour & Daughters"


def test_what_the_code_page_lacks_becomes_a_question_mark(books, person):
    txn_id = person.enter_bill("Acme Timber", [person.expense("Rent", "1.00", "Łódź €")], memo="→ 漢")
    assert bill_of(books, txn_id).memo == "? ?"
    assert lines_of(books, txn_id) == ["1.00 ?ód? €"]


@pytest.mark.parametrize("act", ["edit_line", "remove_line"])
def test_a_line_that_is_not_there_is_refused(books, person, act):
    txn_id = person.enter_bill("Acme Timber", [person.expense("Rent", "1.00")])
    with refused(3120):
        getattr(person, act)(txn_id, "FF-1700000000")
