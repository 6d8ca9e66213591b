"""Private data and custom fields: defined first, kept on any kind of object, read by whoever names the owner."""

# ruff: noqa: E501 - a request and its answer are read on one line

from collections.abc import Callable

import pytest
from tests.schema import assert_valid, needs_schema
from tests.simulator.asking import Answer, Books

from counterfoil.simulator.person import Person
from counterfoil.simulator.transactions import bills

OWNER = "{11111111-2222-3333-4444-555555555555}"
OTHER = "{99999999-2222-3333-4444-555555555555}"


def define(*objects: str, name: str = "Note", kind: str = "STR255TYPE", owner: str = OWNER) -> str:
    """A DataExtDefAddRq for these kinds of object."""
    inside = f"<OwnerID>{owner}</OwnerID><DataExtName>{name}</DataExtName><DataExtType>{kind}</DataExtType>"
    inside += "".join(f"<AssignToObject>{each}</AssignToObject>" for each in objects)
    return f"<DataExtDefAddRq><DataExtDefAdd>{inside}</DataExtDefAdd></DataExtDefAddRq>"


def redefine(more: str, name: str = "Note") -> str:
    """A DataExtDefModRq."""
    inside = f"<OwnerID>{OWNER}</OwnerID><DataExtName>{name}</DataExtName>{more}"
    return f"<DataExtDefModRq><DataExtDefMod>{inside}</DataExtDefMod></DataExtDefModRq>"


def value(step: str, target: str, text: str | None = None, *, name: str = "Note", owner: str = OWNER) -> str:
    """A DataExtAddRq, DataExtModRq or DataExtDelRq."""
    inside = f"<OwnerID>{owner}</OwnerID><DataExtName>{name}</DataExtName>{target}"
    inside += "" if text is None else f"<DataExtValue>{text}</DataExtValue>"
    return f"<DataExt{step}Rq><DataExt{step}>{inside}</DataExt{step}></DataExt{step}Rq>"


def of_list(kind: str, full_name: str) -> str:
    return f"<ListDataExtType>{kind}</ListDataExtType><ListObjRef><FullName>{full_name}</FullName></ListObjRef>"


def read(books: Books, kind: str, full_name: str, owner: str = OWNER) -> list[str]:
    """The values that an owner keeps on a list object."""
    answer = books.ok(f"<{kind}QueryRq><FullName>{full_name}</FullName><OwnerID>{owner}</OwnerID></{kind}QueryRq>")
    return answer.all("DataExtValue")


def entered(books: Books) -> tuple[str, str]:
    """TxnID and the id of a line of a bill that was just entered."""
    person = Person(books.company)
    txn_id = person.enter_bill("Acme Timber", [person.expense("Rent", "1.00")])
    bill = bills.get(books.company, txn_id)
    assert bill is not None
    return txn_id, bill.expense_lines[0].txn_line_id


TARGETS = [
    ("Account", "Rent"), ("Customer", "Quayside Ltd"), ("Item", "Plank"), ("Vendor", "Acme Timber"),
    ("OtherName", "Harbour Master"), ("Employee", "Ann Ash"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "full_name"), TARGETS)
def test_every_kind_of_list_object_may_have_a_value(books, kind, full_name):
    books.ok("<OtherNameAddRq><OtherNameAdd><Name>Harbour Master</Name></OtherNameAdd></OtherNameAddRq>")
    books.ok(
        "<EmployeeAddRq><EmployeeAdd><FirstName>Ann</FirstName><LastName>Ash</LastName></EmployeeAdd></EmployeeAddRq>"
    )
    target = of_list(kind, full_name)
    assert books.one(value("Add", target, "v")).code == 3351, "nothing is defined yet"
    books.ok(define(kind))
    assert books.ok(value("Add", target, "v"))["DataExtValue"] == "v"
    assert books.one(value("Add", target, "again")).code == 3100
    assert books.ok(value("Mod", target, "w"))["DataExtValue"] == "w"
    assert read(books, kind, full_name) == ["w"]
    assert read(books, kind, full_name, OTHER) == []
    books.ok(value("Del", target))
    assert read(books, kind, full_name) == []
    assert books.one(value("Del", target)).code == 3120


def test_a_transaction_and_its_lines_may_have_values(books):
    txn_id, line_id = entered(books)
    books.ok(define("Bill"))
    head = f"<TxnDataExtType>Bill</TxnDataExtType><TxnID>{txn_id}</TxnID>"
    books.ok(value("Add", head, "of the bill"))
    books.ok(value("Add", f"{head}<TxnLineID>{line_id}</TxnLineID>", "of the line"))
    shown = books.ok(f"<BillQueryRq><TxnID>{txn_id}</TxnID><OwnerID>{OWNER}</OwnerID></BillQueryRq>")
    assert shown.all("DataExtValue") == ["of the bill"]
    assert books.one(value("Add", f"{head}<TxnLineID>FF-1700000000</TxnLineID>", "x")).code == 3120
    assert books.one(value("Add", head.replace("Bill<", "Check<"), "x")).code == 3120


def test_a_record_open_at_the_screen_takes_no_value(books):
    txn_id, _ = entered(books)
    books.ok(define("Bill", "Vendor"))
    person = Person(books.company)
    vendor = person.ref("vendor", "Acme Timber").list_id
    for held, target in (
        (txn_id, f"<TxnDataExtType>Bill</TxnDataExtType><TxnID>{txn_id}</TxnID>"),
        (vendor, of_list("Vendor", "Acme Timber")),
    ):
        person.open_record(held)
        assert books.one(value("Add", target, "v")).code == 3175
        assert books.one(value("Mod", target, "v")).code == 3175
        person.close_record(held)
        books.ok(value("Add", target, "v"))


def test_a_value_goes_with_its_line(books):
    txn_id, line_id = entered(books)
    person = Person(books.company)
    person.add_line(txn_id, person.expense("Fuel", "2.00"))
    books.ok(define("Bill"))
    target = f"<TxnDataExtType>Bill</TxnDataExtType><TxnID>{txn_id}</TxnID><TxnLineID>{line_id}</TxnLineID>"
    books.ok(value("Add", target, "v"))
    person.edit_line(txn_id, line_id, memo="kept")
    assert books.company.connection.execute("SELECT count(*) FROM data_value").fetchone() == (1,)
    person.remove_line(txn_id, line_id)
    assert books.company.connection.execute("SELECT count(*) FROM data_value").fetchone() == (0,)


def test_a_value_goes_with_its_object(books):
    txn_id, line_id = entered(books)
    books.ok(define("Bill", "Vendor"))
    head = f"<TxnDataExtType>Bill</TxnDataExtType><TxnID>{txn_id}</TxnID>"
    books.ok(value("Add", f"{head}<TxnLineID>{line_id}</TxnLineID>", "of the line"))
    books.ok(value("Add", of_list("Vendor", "Brick Works"), "v"))
    Person(books.company).delete_bill(txn_id)
    Person(books.company).delete_vendor("Brick Works")
    assert books.company.connection.execute("SELECT count(*) FROM data_value").fetchone() == (0,)


@pytest.mark.parametrize(
    ("kind", "good", "bad", "code"),
    [
        ("AMTTYPE", "1.50", "1.5", 3040),
        ("INTTYPE", "7", "seven", 3085),
        ("PERCENTTYPE", "2.5", "x", 3050),
        ("PRICETYPE", "1.12345", "1.123456", 3045),
        ("QUANTYPE", "3", "x", 3060),
        ("DATETIMETYPE", "2026-03-02T12:00:00", "Monday", 3020),
        ("STR255TYPE", "x" * 255, "x" * 256, 3070),
        ("STR1024TYPE", "x" * 1024, "x" * 1025, 3070),
    ],
)
def test_a_value_must_be_of_its_type(books, kind, good, bad, code):
    books.ok(define("Vendor", kind=kind))
    target = of_list("Vendor", "Acme Timber")
    assert books.one(value("Add", target, bad)).code == code
    assert books.ok(value("Add", target, good))["DataExtType"] == kind


def test_custom_fields_are_those_of_owner_nought(books):
    books.ok(define("Vendor", name="Region", owner="0"))
    books.ok(value("Mod", of_list("Vendor", "Acme Timber"), "North", name="region", owner="0"))
    assert read(books, "Vendor", "Acme Timber", "0") == ["North"]


def test_a_definition_is_renamed_and_given_other_objects(books):
    books.ok(define("Vendor", "Item"))
    for kind, name in (("Vendor", "Acme Timber"), ("Item", "Plank")):
        books.ok(value("Add", of_list(kind, name), "v"))
    change = "<DataExtNewName>Mark</DataExtNewName><AssignToObject>Customer</AssignToObject><RemoveFromObject>Item</RemoveFromObject>"
    changed = books.ok(redefine(change))
    assert (changed["DataExtName"], changed.all("AssignToObject")) == ("Mark", ["Vendor", "Customer"])
    assert read(books, "Vendor", "Acme Timber") == ["v"]
    assert read(books, "Item", "Plank") == []
    assert books.one(value("Mod", of_list("Item", "Plank"), "w", name="Mark")).code == 3351
    assert books.one(redefine("")).code == 3120, "that was its name"
    books.ok(define("Vendor", name="Second"))
    assert books.one(redefine("<DataExtNewName>mark</DataExtNewName>", "Second")).code == 3100


def test_a_definition_takes_its_values_with_it(books):
    books.ok(define("Vendor"))
    books.ok(value("Add", of_list("Vendor", "Acme Timber"), "v"))
    delete = f"<DataExtDefDelRq><OwnerID>{OWNER}</OwnerID><DataExtName>Note</DataExtName></DataExtDefDelRq>"
    books.ok(delete)
    assert read(books, "Vendor", "Acme Timber") == []
    assert books.one(delete).code == 3120


def test_definitions_are_found_by_owner_or_by_object(books: Books) -> None:
    books.ok(define("Vendor"))
    books.ok(define("Bill", name="Region", owner="0"))

    def named(filters: str) -> Answer:
        return books.one(f"<DataExtDefQueryRq>{filters}</DataExtDefQueryRq>")

    assert named(f"<OwnerID>{OWNER}</OwnerID>").all("DataExtName") == ["Note"]
    assert named("<AssignToObject>Bill</AssignToObject>").all("DataExtName") == ["Region"]
    assert named("").all("DataExtName") == ["Note", "Region"]
    assert named(f"<OwnerID>{OTHER}</OwnerID>").code == 1


@pytest.mark.parametrize(("switches", "code"), [({}, 3162), ({"data_ext_def_multiuser": "allow"}, 0)])
def test_whether_several_users_keep_definitions_as_they_are_is_a_switch(
    make: Callable[..., Books], switches: dict[str, str], code: int
) -> None:
    books = make(**switches)
    books.ok(define("Vendor", name="Before"))
    Person(books.company).switch_to("MultiUser")
    assert books.one(define("Vendor")).code == code
    assert books.one(redefine("<DataExtNewName>After</DataExtNewName>", "Before")).code == code
    books.ok(value("Add", of_list("Vendor", "Acme Timber"), "v", name="Before" if code else "After"))


@pytest.mark.schema
@needs_schema
def test_a_changed_definition_reads_as_the_schema_says(books: Books) -> None:
    books.ok(define("Vendor"))
    assert_valid(books.ask(redefine("<DataExtNewName>Mark</DataExtNewName>")).text)


# -- with lines ----------------------------------------------------------------------------------------------------


def data(text: str) -> str:
    """A value that a line brings."""
    return f"<DataExt><OwnerID>{OWNER}</OwnerID><DataExtName>Note</DataExtName><DataExtValue>{text}</DataExtValue></DataExt>"


def bill_with(*texts: str, group: str = "") -> str:
    """A BillAddRq with an expense line, an item line and perhaps a group, each bringing a value unless it is empty."""
    first, second = (data(each) if each else "" for each in texts)
    lines = f"<ExpenseLineAdd><AccountRef><FullName>Rent</FullName></AccountRef><Amount>1.00</Amount>{first}</ExpenseLineAdd>"
    lines += f"<ItemLineAdd><ItemRef><FullName>Plank</FullName></ItemRef>{second}</ItemLineAdd>"
    if group:
        kit = "<ItemGroupRef><FullName>Deck kit</FullName></ItemGroupRef>"
        lines += f"<ItemGroupLineAdd>{kit}{data(group)}</ItemGroupLineAdd>"
    vendor = "<VendorRef><FullName>Acme Timber</FullName></VendorRef>"
    return f"<BillAddRq><BillAdd>{vendor}{lines}</BillAdd></BillAddRq>"


def lines_read(books: Books, kind: str = "Bill", owner: str = OWNER) -> Answer:
    return books.ok(f"<{kind}QueryRq><IncludeLineItems>1</IncludeLineItems><OwnerID>{owner}</OwnerID></{kind}QueryRq>")


def test_a_line_may_bring_a_value_when_it_is_added(books):
    assert books.one(bill_with("a", "b")).code == 3351
    assert books.one("<BillQueryRq/>").code == 1, "nothing of the bill stayed"
    books.ok(define("Bill"))
    books.ok(bill_with("", "b", group="c"))
    answer = lines_read(books)
    assert answer.all("ExpenseLineRet/DataExtRet/DataExtValue") == []
    assert answer.all("ItemLineRet/DataExtRet/DataExtValue") == ["b"]
    assert answer.all("ItemGroupLineRet/DataExt/DataExtValue") == ["c"]
    assert not lines_read(books, owner=OTHER).has("DataExtValue")
    assert books.one(bill_with("x" * 256, "")).code == 3070


def test_values_of_lines_stand_beside_lines_taken_from_an_order(books):
    books.ok(define("Bill", "PurchaseOrder"))
    line = f"<PurchaseOrderLineAdd><ItemRef><FullName>Nails</FullName></ItemRef><Quantity>2</Quantity>{data('o')}</PurchaseOrderLineAdd>"
    vendor = "<VendorRef><FullName>Acme Timber</FullName></VendorRef>"
    order = books.ok(f"<PurchaseOrderAddRq><PurchaseOrderAdd>{vendor}{line}</PurchaseOrderAdd></PurchaseOrderAddRq>")
    assert lines_read(books, "PurchaseOrder").all("PurchaseOrderLineRet/DataExtRet/DataExtValue") == ["o"]
    link = f"<LinkToTxnID>{order['TxnID']}</LinkToTxnID>"
    books.ok(bill_with("a", "b").replace("<ExpenseLineAdd>", f"{link}<ExpenseLineAdd>", 1))
    answer = lines_read(books)
    found = {
        each.findtext("ItemRef/FullName"): each.findtext("DataExtRet/DataExtValue")
        for each in answer.rets[0].iterfind("ItemLineRet")
    }
    assert found == {"Nails": None, "Plank": "b"}


def test_a_value_set_on_a_line_later_is_read_with_it(books):
    txn_id, line_id = entered(books)
    books.ok(define("Bill"))
    target = f"<TxnDataExtType>Bill</TxnDataExtType><TxnID>{txn_id}</TxnID><TxnLineID>{line_id}</TxnLineID>"
    books.ok(value("Add", target, "v"))
    assert lines_read(books)["ExpenseLineRet/DataExtRet/DataExtValue"] == "v"


@pytest.mark.schema
@needs_schema
def test_values_of_lines_read_as_the_schema_says(books: Books) -> None:
    books.ok(define("Bill"))
    books.ok(bill_with("a", "b", group="c"))
    read_ = f"<BillQueryRq><IncludeLineItems>1</IncludeLineItems><OwnerID>{OWNER}</OwnerID></BillQueryRq>"
    assert_valid(books.ask(read_).text)
