"""Other names, employees and the small lists go by the rules of their kinds, and share what they share."""

# ruff: noqa: E501 - a request and its answer are read on one line

import pytest
from tests.schema import assert_valid, needs_schema
from tests.simulator.asking import Books

ADDRESS = "<Addr1>1 Quay</Addr1><City>Hull</City>"


def other_name(name: str, more: str = "") -> str:
    return f"<OtherNameAddRq><OtherNameAdd><Name>{name}</Name>{more}</OtherNameAdd></OtherNameAddRq>"


def employee(first: str, last: str, more: str = "") -> str:
    names = f"<FirstName>{first}</FirstName><LastName>{last}</LastName>"
    return f"<EmployeeAddRq><EmployeeAdd>{names}{more}</EmployeeAdd></EmployeeAddRq>"


def choice(kind: str, name: str, more: str = "") -> str:
    return f"<{kind}AddRq><{kind}Add><Name>{name}</Name>{more}</{kind}Add></{kind}AddRq>"


def test_an_other_name_is_added_changed_read_and_deleted(books, clock):
    added = books.ok(other_name("Harbour Master", f"<OtherNameAddress>{ADDRESS}</OtherNameAddress><Phone>1</Phone>"))
    assert added["OtherNameAddressBlock/Addr2"] == "Hull"
    clock.advance(5)
    head = f"<ListID>{added['ListID']}</ListID><EditSequence>{added['EditSequence']}</EditSequence>"
    changed = books.ok(f"<OtherNameModRq><OtherNameMod>{head}<Phone>2</Phone></OtherNameMod></OtherNameModRq>")
    assert (changed["Phone"], changed["OtherNameAddress/City"]) == ("2", "Hull")
    assert books.ok("<OtherNameQueryRq/>").all("Name") == ["Harbour Master"]
    gone = f"<ListDelRq><ListDelType>OtherName</ListDelType><ListID>{added['ListID']}</ListID></ListDelRq>"
    assert books.ok(gone)["FullName"] == "Harbour Master"
    assert books.one("<OtherNameQueryRq/>").code == 1


def test_vendors_customers_employees_and_other_names_share_one_space_of_names(books):
    assert books.one(other_name("acme timber")).code == 3100
    assert books.one(other_name("Quayside Ltd")).code == 3100
    books.ok(employee("Ann", "Ash"))
    assert books.one(other_name("ANN ASH")).code == 3100
    assert books.one("<VendorAddRq><VendorAdd><Name>Ann Ash</Name></VendorAdd></VendorAddRq>").code == 3100
    books.ok(other_name("Harbour Master"))
    assert books.one(employee("Harbour", "Master")).code == 3100
    assert books.one(other_name("Boathouse")).code == 0, "a job's name is only taken below its customer"


def test_an_employees_name_is_made_of_its_parts_and_follows_them(books, clock):
    added = books.ok(employee("Ann", "Ash", "<EmployeeAddress><Addr1>2 Quay</Addr1></EmployeeAddress>"))
    assert added["Name"] == "Ann Ash"
    clock.advance(5)
    head = f"<ListID>{added['ListID']}</ListID><EditSequence>{added['EditSequence']}</EditSequence>"
    change = "<MiddleName>B</MiddleName><LastName>Birch</LastName>"
    books.ok(f"<EmployeeModRq><EmployeeMod>{head}{change}</EmployeeMod></EmployeeModRq>")
    assert books.ok(f"<EmployeeQueryRq><ListID>{added['ListID']}</ListID></EmployeeQueryRq>")["Name"] == "Ann B Birch"
    assert books.one("<EmployeeAddRq><EmployeeAdd><Phone>1</Phone></EmployeeAdd></EmployeeAddRq>").code == 3150


def test_payroll_is_not_to_be_had_without_a_subscription(books):
    answer = books.one(
        employee("Ann", "Ash", "<EmployeePayrollInfo><PayPeriod>Weekly</PayPeriod></EmployeePayrollInfo>")
    )
    assert answer.code == 3262
    hours = "<EmployeePayrollInfo><SickHours><HoursUsed>8 hours</HoursUsed></SickHours></EmployeePayrollInfo>"
    assert books.one(employee("Ann", "Ash", hours)).code == 3035, "texts are judged first"


def test_an_entity_query_returns_the_mix_by_name(books):
    books.ok(other_name("Harbour Master"))
    books.ok(employee("Ann", "Ash"))
    answer = books.ok("<EntityQueryRq/>")
    assert [f"{each.tag} {each.findtext('FullName') or each.findtext('Name')}" for each in answer.rets] == [
        "VendorRet Acme Timber",
        "EmployeeRet Ann Ash",
        "VendorRet Brick Works",
        "OtherNameRet Harbour Master",
        "CustomerRet Quayside Ltd",
        "CustomerRet Quayside Ltd:Boathouse",
    ]
    start = '<EntityQueryRq iterator="Start"><MaxReturned>4</MaxReturned></EntityQueryRq>'
    assert books.ok(start).get("iteratorRemainingCount") == "2"


@pytest.mark.parametrize("kind", ["VendorType", "CustomerType", "JobType"])
def test_types_form_trees_and_have_no_mod(books, kind):
    books.ok(choice(kind, "Trade"))
    child = books.ok(choice(kind, "Roofing", "<ParentRef><FullName>Trade</FullName></ParentRef>"))
    assert (child["FullName"], child["Sublevel"]) == ("Trade:Roofing", "1")
    assert [each.findtext("FullName") for each in books.ok(f"<{kind}QueryRq/>").rets] == ["Trade", "Trade:Roofing"]


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (choice("VendorType", "Trade"), 3100),
        (choice("CustomerType", "Trade"), 3100),
        (choice("ShipMethod", "Boat"), 3100),
        (choice("CustomerMsg", "Thank you"), 3100),
        (choice("SalesTaxCode", "Tax", "<IsTaxable>true</IsTaxable>"), 3100),
        (choice("JobType", "Trade"), 3180),
        (choice("PaymentMethod", "Cash", "<PaymentMethodType>Cash</PaymentMethodType>"), 3180),
    ],
)
def test_a_name_that_is_taken_has_the_status_of_its_list(books, request_, code):
    books.ok(request_)
    assert books.one(request_).code == code


def test_vendors_and_customers_refer_to_types_codes_and_sellers(books):
    books.ok(choice("VendorType", "Trade"))
    books.ok(choice("JobType", "Roof"))
    books.ok(choice("SalesTaxCode", "Tax", "<IsTaxable>true</IsTaxable>"))
    books.ok(employee("Ann", "Ash"))
    entity = "<SalesRepEntityRef><FullName>Ann Ash</FullName></SalesRepEntityRef>"
    rep = f"<SalesRepAddRq><SalesRepAdd><Initial>AA</Initial>{entity}</SalesRepAdd></SalesRepAddRq>"
    assert books.ok(rep)["Initial"] == "AA"
    assert books.one(rep).code == 3180
    by_customer = entity.replace("Ann Ash", "Quayside Ltd")
    assert books.one(rep.replace("AA", "QL").replace(entity, by_customer)).code == 3140
    vendor = "<Name>Roofer</Name><VendorTypeRef><FullName>trade</FullName></VendorTypeRef>"
    answer = books.ok(f"<VendorAddRq><VendorAdd>{vendor}</VendorAdd></VendorAddRq>")
    assert answer["VendorTypeRef/FullName"] == "Trade"
    refs = "".join(
        f"<{each}Ref><FullName>{name}</FullName></{each}Ref>"
        for each, name in (("SalesRep", "AA"), ("SalesTaxCode", "Tax"), ("JobType", "Roof"))
    )
    customer = books.ok(f"<CustomerAddRq><CustomerAdd><Name>Pier</Name>{refs}</CustomerAdd></CustomerAddRq>")
    assert [customer[f"{each}Ref/FullName"] for each in ("SalesRep", "SalesTaxCode", "JobType")] == [
        "AA",
        "Tax",
        "Roof",
    ]
    types = books.ok("<VendorTypeQueryRq/>")
    delete = f"<ListDelRq><ListDelType>VendorType</ListDelType><ListID>{types['ListID']}</ListID></ListDelRq>"
    assert books.one(delete).code == 3160


def test_payment_methods_are_found_by_what_kind_they_are(books):
    books.ok(choice("PaymentMethod", "Cash", "<PaymentMethodType>Cash</PaymentMethodType>"))
    books.ok(choice("PaymentMethod", "Visa", "<PaymentMethodType>Visa</PaymentMethodType>"))
    only = "<PaymentMethodType>Visa</PaymentMethodType>"
    assert books.ok(f"<PaymentMethodQueryRq>{only}</PaymentMethodQueryRq>").all("Name") == ["Visa"]


@pytest.mark.schema
@needs_schema
def test_names_and_choices_read_as_the_schema_says(books: Books) -> None:
    emergency = "<PrimaryContact><ContactName>Al</ContactName><ContactValue>1</ContactValue><Relation>Friend</Relation></PrimaryContact>"
    full = (
        f"<JobTitle>Mate</JobTitle><EmployeeAddress>{ADDRESS}</EmployeeAddress><Phone>1</Phone><EmergencyContacts>{emergency}"
        "</EmergencyContacts><EmployeeType>Regular</EmployeeType><HiredDate>2026-01-01</HiredDate><Notes>n</Notes>"
        "<AdditionalNotes><Note>first</Note></AdditionalNotes>"
    )
    requests = [
        other_name("Harbour Master", f"<OtherNameAddress>{ADDRESS}</OtherNameAddress>"), employee("Ann", "Ash", full),
        choice("VendorType", "T"), choice("CustomerType", "T"), choice("JobType", "T"), choice("ShipMethod", "Boat"),
        choice("CustomerMsg", "Thank you"), choice("PaymentMethod", "Cash", "<PaymentMethodType>Cash</PaymentMethodType>"),
        choice("SalesTaxCode", "Tax", "<IsTaxable>true</IsTaxable><Desc>d</Desc>"),
        "<SalesRepAddRq><SalesRepAdd><Initial>AA</Initial><SalesRepEntityRef><FullName>Ann Ash</FullName></SalesRepEntityRef></SalesRepAdd></SalesRepAddRq>",
    ]  # fmt: skip
    added = books.ask("".join(requests))
    assert set(added.codes) == {0}, added.text
    assert_valid(added.text)
    kinds = (
        "OtherName", "Employee", "Entity", "VendorType", "CustomerType", "JobType", "ShipMethod", "CustomerMsg",
        "PaymentMethod", "SalesTaxCode", "SalesRep",
    )  # fmt: skip
    read = books.ask("".join(f"<{kind}QueryRq/>" for kind in kinds))
    assert set(read.codes) == {0}
    assert_valid(read.text)
