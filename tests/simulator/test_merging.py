"""Merging lets one list object vanish, and everything that referred to it refers to the other."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from tests.schema import assert_valid, needs_schema
from tests.simulator.asking import Books
from tests.simulator.test_answers_against_schema import busy  # noqa: F401 - a fixture

from counterfoil.simulator.lists import accounts, items, store
from counterfoil.simulator.messages.parts import ENUMS
from counterfoil.simulator.person import Person
from counterfoil.simulator.status import Refusal

TYPES = {
    "Vendor": ("Acme Timber", "Brick Works"),
    "Account": ("Fuel:Diesel", "Rent"),
    "Class": ("North:Site", "North"),
    "Customer": ("Quayside Ltd:Boathouse", "Quayside Ltd"),
    "ItemService": ("Haulage", "Plank"),
}
"""ListMergeType → what goes and what stays."""


@pytest.fixture
def person(books: Books) -> Person:
    return Person(books.company)


def known(books: Books, kind: str, full_name: str) -> tuple[str, str]:
    """ListID and EditSequence of a list object."""
    record = store.find(books.company, store.KINDS[kind].family, full_name, kind)
    assert record is not None
    return record.list_id, record.edit_sequence


def merge(kind: str, gone: tuple[str, str], stays: tuple[str, str], more: str = "") -> str:
    """A ListMergeRq."""
    sides = "".join(
        f"<{side}><ListID>{list_id}</ListID><EditSequence>{sequence}</EditSequence></{side}>"
        for side, (list_id, sequence) in (("MergeFrom", gone), ("MergeTo", stays))
    )
    return f"<ListMergeRq><ListMergeType>{kind}</ListMergeType>{sides}{more}</ListMergeRq>"


@contextmanager
def refused(code: int) -> Iterator[None]:
    with pytest.raises(Refusal) as caught:
        yield
    assert caught.value.status.code == code


@pytest.mark.parametrize("kind", TYPES)
def test_what_is_merged_away_is_deleted_and_the_other_stays(books, clock, kind):
    gone, stays = (known(books, kind, name) for name in TYPES[kind])
    clock.advance(60)
    answer = books.ok(merge(kind, gone, stays))
    assert answer["ListMergeType"] == kind
    assert (answer["MergedFrom/ListID"], answer["MergedFrom/FullName"]) == (gone[0], TYPES[kind][0])
    assert (answer["MergedTo/ListID"], answer["MergedTo/FullName"]) == (stays[0], TYPES[kind][1])
    assert answer["MergedTo/EditSequence"] == known(books, kind, TYPES[kind][1])[1] != stays[1]
    assert books.one(f"<{kind}QueryRq><ListID>{gone[0]}</ListID></{kind}QueryRq>").code == 500
    deleted = books.ok(f"<ListDeletedQueryRq><ListDelType>{kind}</ListDelType></ListDeletedQueryRq>")
    assert (deleted["ListID"], deleted["FullName"]) == (gone[0], TYPES[kind][0])


@pytest.mark.schema
@needs_schema
def test_the_answer_to_a_merge_reads_as_the_schema_says(books):
    gone, stays = known(books, "Vendor", "Acme Timber"), known(books, "Vendor", "Brick Works")
    assert_valid(books.ask(merge("Vendor", gone, stays)).text)


def test_every_reference_moves_and_no_transaction_looks_changed(books, person, clock):
    order = person.enter_order("Acme Timber", [person.ordered("Plank", 2, "3.00", customer="Quayside Ltd:Boathouse")])
    fuel = person.expense("Fuel:Diesel", "80.00", class_="North:Site", customer="Quayside Ltd:Boathouse")
    bill = person.enter_bill("Acme Timber", [fuel, person.item("Plank", 1)])
    (check,) = person.pay_bills("Checking", {bill: "50.00"})
    read = f"<BillQueryRq><TxnID>{bill}</TxnID><IncludeLineItems>1</IncludeLineItems></BillQueryRq>"
    before = books.ok(read)
    clock.advance(60)
    for kind in ("Vendor", "Account", "Class", "Customer"):
        gone, stays = (known(books, kind, name) for name in TYPES[kind])
        books.ok(merge(kind, gone, stays))
    after = books.ok(read)
    assert after["VendorRef/FullName"] == "Brick Works"
    assert after["ExpenseLineRet/AccountRef/FullName"] == "Rent"
    assert after["ExpenseLineRet/ClassRef/FullName"] == "North"
    assert after["ExpenseLineRet/CustomerRef/FullName"] == "Quayside Ltd"
    assert (after["EditSequence"], after["TimeModified"]) == (before["EditSequence"], before["TimeModified"])
    paid = books.ok(f"<BillPaymentCheckQueryRq><TxnID>{check}</TxnID></BillPaymentCheckQueryRq>")
    assert paid["PayeeEntityRef/FullName"] == "Brick Works"
    ordered = books.ok(
        f"<PurchaseOrderQueryRq><TxnID>{order}</TxnID><IncludeLineItems>1</IncludeLineItems></PurchaseOrderQueryRq>"
    )
    assert (ordered["VendorRef/FullName"], ordered["CustomerRef/FullName"]) == ("Brick Works", "Quayside Ltd")
    of_vendor = "<EntityFilter><FullName>Brick Works</FullName></EntityFilter>"
    assert books.ok(f"<BillQueryRq>{of_vendor}</BillQueryRq>").all("TxnID") == [bill]


def test_balances_and_stock_are_added_up(books, person):
    person.enter_bill("Acme Timber", [person.expense("Fuel:Diesel", "80.00")])
    person.enter_bill("Brick Works", [person.expense("Rent", "20.00"), person.item("Nails", 5)])
    books.ok(merge("Vendor", known(books, "Vendor", "Acme Timber"), known(books, "Vendor", "Brick Works")))
    books.ok(merge("Account", known(books, "Account", "Fuel:Diesel"), known(books, "Account", "Rent")))
    assert books.ok("<VendorQueryRq><FullName>Brick Works</FullName></VendorQueryRq>")["Balance"] == "115.00"
    rent = accounts.find(books.company, "Rent")
    assert rent is not None
    assert str(rent.balance) == "100.00"
    bolts = (
        "<ItemInventoryAddRq><ItemInventoryAdd><Name>Bolts</Name><IncomeAccountRef><FullName>Sales</FullName>"
        "</IncomeAccountRef><COGSAccountRef><FullName>Cost of Goods Sold</FullName></COGSAccountRef><AssetAccountRef>"
        "<FullName>Stock</FullName></AssetAccountRef></ItemInventoryAdd></ItemInventoryAddRq>"
    )
    books.ok(bolts)
    person.enter_bill("Brick Works", [person.item("Bolts", 2, "1.00")])
    books.ok(merge("ItemInventory", known(books, "ItemInventory", "Nails"), known(books, "ItemInventory", "Bolts")))
    stock = books.ok("<ItemInventoryQueryRq><FullName>Bolts</FullName></ItemInventoryQueryRq>")
    assert (stock["QuantityOnHand"], stock["AverageCost"]) == ("7", "2.42857")


def test_lists_that_referred_to_what_is_gone_refer_to_the_other(books, person):
    person.edit_vendor("Acme Timber", class_="North:Site")
    gone, stays = known(books, "Class", "North:Site"), known(books, "Class", "North")
    books.ok(merge("Class", gone, stays))
    vendor = books.ok("<VendorQueryRq><FullName>Acme Timber</FullName></VendorQueryRq>")
    assert vendor["ClassRef/ListID"] == stays[0]
    assert books.one(f"<ListDelRq><ListDelType>Class</ListDelType><ListID>{stays[0]}</ListID></ListDelRq>").code == 3160


def test_either_edit_sequence_may_be_stale(books):
    gone, stays = known(books, "Vendor", "Acme Timber"), known(books, "Vendor", "Brick Works")
    assert books.one(merge("Vendor", (gone[0], "1"), stays)).code == 3200
    assert books.one(merge("Vendor", gone, (stays[0], "1"))).code == 3200


def test_what_cannot_be_merged_is_3500_and_stays(books):
    vendor = known(books, "Vendor", "Acme Timber")
    assert books.one(merge("Vendor", vendor, vendor)).code == 3500
    fuel, rent, sales = (known(books, "Account", each) for each in ("Fuel", "Rent", "Sales"))
    assert books.one(merge("Account", fuel, rent)).code == 3500, "it has Diesel below it"
    assert books.one(merge("Account", sales, rent)).code == 3500, "income is no expense"
    equity = known(books, "Account", "Opening Balance Equity")
    assert books.one(merge("Account", equity, rent)).code == 3500
    assert known(books, "Account", "Fuel") == fuel


def test_an_object_of_another_kind_or_none_is_not_found(books):
    vendor, customer = known(books, "Vendor", "Acme Timber"), known(books, "Customer", "Quayside Ltd")
    assert books.one(merge("Vendor", vendor, customer)).code == 3120
    assert books.one(merge("Vendor", ("80000FFF-1700000000", "1"), vendor)).code == 3120
    assert books.one(merge("Vendor", ("nonsense", "1"), vendor)).code == 3000


@pytest.mark.parametrize(("switches", "code"), [({}, 3500), ({"merge_multiuser": 3162}, 3162)])
def test_a_file_open_for_several_users_merges_nothing(
    make: Callable[..., Books], switches: dict[str, int], code: int
) -> None:
    books = make(**switches)
    Person(books.company).switch_to("MultiUser")
    gone, stays = known(books, "Vendor", "Acme Timber"), known(books, "Vendor", "Brick Works")
    assert books.one(merge("Vendor", gone, stays)).code == code
    with refused(code):
        Person(books.company).merge("vendor", "Acme Timber", "Brick Works")


def test_a_record_open_at_the_screen_cannot_be_merged(books, person):
    gone, stays = known(books, "Vendor", "Acme Timber"), known(books, "Vendor", "Brick Works")
    person.open_record(stays[0])
    assert books.one(merge("Vendor", gone, stays)).code == 3175
    person.close_record(stays[0])
    assert books.one(merge("Vendor", gone, stays)).code == 0


def test_customers_with_a_ship_to_address_of_one_name_need_a_word_more(books):
    for name in ("One", "Two"):
        address = "<ShipToAddress><Name>Yard</Name><City>Hull</City></ShipToAddress>"
        books.ok(f"<CustomerAddRq><CustomerAdd><Name>{name}</Name>{address}</CustomerAdd></CustomerAddRq>")
    gone, stays = known(books, "Customer", "One"), known(books, "Customer", "Two")
    assert books.one(merge("Customer", gone, stays)).code == 3500
    assert books.one(merge("Customer", gone, stays, "<SameShipAddrOk>true</SameShipAddrOk>")).code == 0


def test_renaming_onto_the_name_of_another_of_its_kind_merges(books, person):
    bill = person.enter_bill("Acme Timber", [person.expense("Fuel:Diesel", "80.00")])
    person.rename_vendor("Acme Timber", "BRICK works")
    person.rename("account", "Rent", "fuel")
    read = books.ok(f"<BillQueryRq><TxnID>{bill}</TxnID></BillQueryRq>")
    assert read["VendorRef/FullName"] == "Brick Works"
    assert books.one("<AccountQueryRq><FullName>Rent</FullName></AccountQueryRq>").code == 500
    person.rename("vendor", "Brick Works", "brick works")
    assert books.ok("<VendorQueryRq><FullName>Brick Works</FullName></VendorQueryRq>")["Name"] == "brick works"


def test_renaming_onto_the_name_of_another_kind_is_refused(person):
    with refused(3100):
        person.rename_vendor("Acme Timber", "Quayside Ltd")


MERGED = (
    ("Vendor", "Full", "Acme Timber"), ("Customer", "Quayside Ltd:Boathouse", "Quayside Ltd"),
    ("Class", "North:Site", "North"), ("Class", "North", "South"), ("Account", "Fuel:Diesel", "Fuel"),
    ("Account", "Fuel", "Rent"), ("Account", "Checking", "Till"), ("ItemService", "Plank", "Haulage"),
    ("Account", "Discounts", "Sales"),
)  # fmt: skip
"""Kind, what goes, what stays: everything that the transactions of `busy` refer to."""


@pytest.mark.schema
@needs_schema
def test_nothing_in_the_file_refers_to_what_is_gone_whatever_kind_of_transaction_it_was(busy: Books) -> None:  # noqa: F811 - the fixture
    company = busy.company
    kinds = {row[0] for row in company.connection.execute("SELECT DISTINCT kind FROM txn")}
    assert {"Bill", "VendorCredit", "Check", "JournalEntry", "Invoice", "ReceivePayment", "Deposit"} <= kinds
    gone = []
    for kind, away, into in MERGED:
        sides = known(busy, kind, away), known(busy, kind, into)
        answer = busy.one(merge(kind, *sides))
        assert answer.code == 0, (away, answer.message)
        gone.append(sides[0][0])
    tables = [row[0] for row in company.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        if table in ("deleted", "message_answer", "message_set"):
            continue
        for row in company.connection.execute(f"SELECT * FROM {table}").fetchall():
            assert not [each for each in gone if each in str(row)], (table, row)
    for list_id, cents in company.connection.execute("SELECT list_id, cents FROM balance").fetchall():
        sql = "SELECT coalesce(sum(cents), 0) FROM posting WHERE account = ? OR entity = ?"
        assert company.connection.execute(sql, [list_id, list_id]).fetchone()[0] == cents


def two_of(books: Books, kind: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Two new objects of a kind."""
    person = Person(books.company)
    expense, stock, sales, cost = (
        person.ref("account", each) for each in ("Rent", "Stock", "Sales", "Cost of Goods Sold")
    )
    side = items.SalesOrPurchase(account=expense)
    more: dict[str, dict[str, object]] = {
        "ItemNonInventory": {"sales_or_purchase": side}, "ItemOtherCharge": {"sales_or_purchase": side},
        "ItemService": {"sales_or_purchase": side}, "ItemDiscount": {"account": expense},
        "ItemInventory": {"income_account": sales, "cogs_account": cost, "asset_account": stock},
    }  # fmt: skip
    for name in ("One", "Two"):
        person.add_item(getattr(items, kind)(name, **more.get(kind, {})))
    return known(books, kind, "One"), known(books, kind, "Two")


@pytest.mark.parametrize("kind", sorted(ENUMS["ListMergeType"] - {"Account", "Class", "Customer", "Vendor"}))
def test_items_of_every_kind_merge_with_their_kind(books, kind):
    gone, stays = two_of(books, kind)
    assert books.ok(merge(kind, gone, stays))["MergedTo/ListID"] == stays[0]
    assert books.ok(f"<{kind}QueryRq><ListID>{stays[0]}</ListID></{kind}QueryRq>")["Name"] == "Two"
    assert store.get(books.company, gone[0]) is None
