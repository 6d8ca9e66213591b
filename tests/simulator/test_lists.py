"""Lists: names, parents, references, changes and deletions (docs/quickbooks.md 3)."""

# ruff: noqa: E501, ISC004 - a request and its answer are read on one line

import re
from collections.abc import Callable

import pytest
from tests.simulator.asking import Answer, Books

from counterfoil.simulator.clock import ManualClock
from counterfoil.simulator.lists import vendors


def vendor(name: str, more: str = "") -> str:
    return f"<VendorAddRq><VendorAdd><Name>{name}</Name>{more}</VendorAdd></VendorAddRq>"


def account(name: str, more: str = "", kind: str = "Expense") -> str:
    return f"<AccountAddRq><AccountAdd><Name>{name}</Name>{more.replace('|', f'<AccountType>{kind}</AccountType>') if '|' in more else f'<AccountType>{kind}</AccountType>' + more}</AccountAdd></AccountAddRq>"


def changed(books: Books, kind: str, found: Answer, inside: str, sequence: str = "") -> Answer:
    head = f"<ListID>{found['ListID']}</ListID><EditSequence>{sequence or found['EditSequence']}</EditSequence>"
    return books.one(f"<{kind}ModRq><{kind}Mod>{head}{inside}</{kind}Mod></{kind}ModRq>")


def of(books: Books, kind: str, name: str) -> Answer:
    return books.ok(f"<{kind}QueryRq><FullName>{name}</FullName></{kind}QueryRq>")


def test_ids_are_a_counter_and_the_second_of_creation(books: Books) -> None:
    first, second = (books.ok(vendor(name))["ListID"] for name in ("One", "Two"))
    assert re.fullmatch(r"8000[0-9A-F]{4}-1772474400", first)
    assert int(second.split("-")[0], 16) == int(first.split("-")[0], 16) + 1


def test_the_edit_sequence_is_the_second_of_the_last_change(books: Books, clock: ManualClock) -> None:
    added = books.ok(vendor("One"))
    clock.advance(60)
    later = changed(books, "Vendor", added, "<Phone>1</Phone>")
    assert int(later["EditSequence"]) == int(added["EditSequence"]) + 60
    assert later["TimeCreated"] == added["TimeCreated"] != later["TimeModified"]


def test_a_stale_edit_sequence_is_3200(books: Books, clock: ManualClock) -> None:
    added = books.ok(vendor("One"))
    clock.advance(1)
    vendors.modify(books.company, added["ListID"], phone="5")
    answer = changed(books, "Vendor", added, "<Phone>1</Phone>")
    assert (answer.code, answer.message) == (
        3200,
        f'The provided edit sequence "{added["EditSequence"]}" is out-of-date.',
    )


@pytest.mark.parametrize(
    ("list_id", "code", "message"),
    [
        ("BOGUS", 3000, 'The given object ID "BOGUS" in the field "list ID" is invalid.'),
        (
            "8000001B-1405768916",
            3120,
            'Object "8000001B-1405768916" specified in the request cannot be found.  QuickBooks error message: '
            "Invalid argument.  The specified record does not exist in the list.",
        ),
    ],
)
def test_changing_what_is_not_there_comes_before_the_edit_sequence(
    books: Books, list_id: str, code: int, message: str
) -> None:
    request = f"<VendorModRq><VendorMod><ListID>{list_id}</ListID><EditSequence>nonsense</EditSequence></VendorMod></VendorModRq>"
    answer = books.one(request)
    assert (answer.code, answer.message) == (code, message)


def test_a_mod_leaves_what_it_does_not_name_and_clears_what_is_empty(books: Books) -> None:
    address = "<VendorAddress><Addr1>1 Quay</Addr1><City>Hull</City></VendorAddress>"
    added = books.ok(
        vendor(
            "One",
            f"<CompanyName>One Ltd</CompanyName>{address}<Phone>12</Phone><TermsRef><FullName>Net 30</FullName></TermsRef>",
        )
    )
    answer = changed(books, "Vendor", added, "<VendorAddress><City>York</City></VendorAddress><Phone/><TermsRef/>")
    assert (answer["CompanyName"], answer["VendorAddress/Addr1"], answer["VendorAddress/City"]) == (
        "One Ltd",
        "1 Quay",
        "York",
    )
    assert not answer.has("Phone")
    assert not answer.has("TermsRef")


def test_names_are_unique_whatever_their_case_and_across_vendors_and_customers(books: Books) -> None:
    assert books.one(vendor("ACME timber")).code == 3100
    assert books.one(vendor("quayside LTD")).code == 3100
    assert books.one("<CustomerAddRq><CustomerAdd><Name>Brick Works</Name></CustomerAdd></CustomerAddRq>").code == 3100


def test_an_inactive_vendor_keeps_its_name(books: Books) -> None:
    changed(books, "Vendor", of(books, "Vendor", "Brick Works"), "<IsActive>false</IsActive>")
    assert books.one(vendor("Brick Works")).code == 3100


def test_a_job_may_have_the_name_of_a_vendor(books: Books) -> None:
    job = "<CustomerAddRq><CustomerAdd><Name>Brick Works</Name><ParentRef><FullName>Quayside Ltd</FullName></ParentRef></CustomerAdd></CustomerAddRq>"
    answer = books.ok(job)
    assert (answer["FullName"], answer["Sublevel"]) == ("Quayside Ltd:Brick Works", "1")


def test_a_colon_in_a_name_is_3090_in_quickbooks_words(books: Books) -> None:
    answer = books.one("<CustomerAddRq><CustomerAdd><Name>Incorrect : Name</Name></CustomerAdd></CustomerAddRq>")
    assert answer.code == 3090
    assert answer.message == (
        'There was an error when storing "Incorrect : Name" in the "customer name" field.  QuickBooks error message: '
        "Names in this list cannot contain a colon.  The colon is a special character used to indicate a parent/child relationship."
    )


def test_a_strange_parent_is_3130_in_quickbooks_words(books: Books) -> None:
    answer = books.one(
        "<CustomerAddRq><CustomerAdd><Name>x</Name><ParentRef><FullName>X</FullName></ParentRef></CustomerAdd></CustomerAddRq>"
    )
    assert (answer.code, answer.message) == (
        3130,
        'There is an invalid reference to a parent "X" in the Customers list.  QuickBooks error message: '
        "Invalid argument.  The specified record does not exist in the list.",
    )  # fmt: skip


def test_five_levels_and_no_more(books: Books) -> None:
    path = ""
    codes = []
    for name in "abcdef":
        parent = f"<ParentRef><FullName>{path}</FullName></ParentRef>" if path else ""
        codes.append(books.one(f"<ClassAddRq><ClassAdd><Name>{name}</Name>{parent}</ClassAdd></ClassAddRq>").code)
        path = f"{path}:{name}".strip(":")
    assert codes == [0, 0, 0, 0, 0, 3180]


def test_a_new_name_reaches_the_children_and_every_reference(books: Books) -> None:
    bill = books.ok(
        "<BillAddRq><BillAdd><VendorRef><FullName>Acme Timber</FullName></VendorRef><ExpenseLineAdd><AccountRef>"
        "<FullName>Fuel:Diesel</FullName></AccountRef><Amount>5.00</Amount></ExpenseLineAdd></BillAdd></BillAddRq>"
    )
    diesel = of(books, "Account", "Fuel:Diesel")
    assert changed(books, "Account", of(books, "Account", "Fuel"), "<Name>Energy</Name>").code == 0
    assert of(books, "Account", "Energy:Diesel")["ListID"] == diesel["ListID"]
    assert books.one("<AccountQueryRq><FullName>Fuel:Diesel</FullName></AccountQueryRq>").code == 500
    again = books.ok(f"<BillQueryRq><TxnID>{bill['TxnID']}</TxnID><IncludeLineItems>1</IncludeLineItems></BillQueryRq>")
    assert again["ExpenseLineRet/AccountRef/FullName"] == "Energy:Diesel"


def test_nothing_becomes_its_own_child(books: Books) -> None:
    answer = changed(
        books, "Account", of(books, "Account", "Fuel"), "<ParentRef><FullName>Fuel:Diesel</FullName></ParentRef>"
    )
    assert answer.code == 3180


def test_an_account_number_can_be_used_once(books: Books) -> None:
    numbered = "|<AccountNumber>6100</AccountNumber>"
    assert books.one(account("One", numbered)).code == 0
    answer = books.one(account("Two", numbered))
    assert (answer.code, answer.message) == (
        3180,
        'There was an error when saving a Account list, element "Two".  QuickBooks error message: The account number is already in use.',
    )


def test_accounts_come_by_type_then_name(books: Books) -> None:
    types = books.ok("<AccountQueryRq><IncludeRetElement>AccountType</IncludeRetElement></AccountQueryRq>").all(
        "AccountType"
    )
    order = [
        "Bank",
        "OtherCurrentAsset",
        "AccountsPayable",
        "Equity",
        "Income",
        "CostOfGoodsSold",
        "Expense",
        "NonPosting",
    ]
    assert list(dict.fromkeys(types)) == order


def test_an_account_of_no_posting_cannot_be_made(books: Books) -> None:
    assert books.one(account("x", kind="NonPosting")).code == 3180


@pytest.mark.parametrize(
    ("reference", "code"),
    [("<FullName>Net 31</FullName>", 3140), ("<ListID>80000FFF-1</ListID>", 3140), ("<ListID>what</ListID>", 3000)],
)
def test_a_reference_that_leads_nowhere(books: Books, reference: str, code: int) -> None:
    assert books.one(vendor("x", f"<TermsRef>{reference}</TermsRef>")).code == code


def test_a_currency_is_3250_while_multicurrency_is_off(books: Books) -> None:
    answer = books.one(vendor("x", "<CurrencyRef><FullName>Euro</FullName></CurrencyRef>"))
    assert (answer.code, answer.message) == (
        3250,
        "This feature is not enabled or not available in this version of QuickBooks.",
    )


# -- items --------------------------------------------------------------------------------------------------------


def test_an_item_keeps_its_form(books: Books) -> None:
    found = of(books, "ItemService", "Haulage")
    side = "<SalesAndPurchaseMod><ExpenseAccountRef><FullName>Fuel</FullName></ExpenseAccountRef></SalesAndPurchaseMod>"
    assert changed(books, "ItemService", found, side).code == 3180
    answer = changed(books, "ItemService", found, "<SalesOrPurchaseMod><Price>41.125</Price></SalesOrPurchaseMod>")
    assert (answer["SalesOrPurchase/Price"], answer["SalesOrPurchase/Desc"]) == ("41.125", "Haulage by lorry")


def test_a_changed_account_of_an_item_leaves_old_transactions_alone(books: Books) -> None:
    rent = "<AccountRef><FullName>Rent</FullName></AccountRef><ApplyAccountRefToExistingTxns>1</ApplyAccountRefToExistingTxns>"
    changes = f"<SalesOrPurchaseMod>{rent}</SalesOrPurchaseMod>"
    answer = changed(books, "ItemService", of(books, "ItemService", "Haulage"), changes)
    assert answer["SalesOrPurchase/AccountRef/FullName"] == "Rent"


def test_a_two_sided_item_needs_an_expense_account(books: Books) -> None:
    answer = books.one(
        "<ItemNonInventoryAddRq><ItemNonInventoryAdd><Name>x</Name><SalesAndPurchase/></ItemNonInventoryAdd></ItemNonInventoryAddRq>"
    )
    assert (answer.code, answer.message.endswith("An expense account must be specified.")) == (3180, True)


def test_items_of_all_kinds_share_one_list(books: Books) -> None:
    rets = books.ok("<ItemQueryRq/>").rets
    assert [(each.tag, each.findtext("Name")) for each in rets] == [
        ("ItemGroupRet", "Deck kit"), ("ItemServiceRet", "Haulage"), ("ItemInventoryRet", "Nails"), ("ItemServiceRet", "Plank"),
    ]  # fmt: skip
    assert books.one("<ItemGroupAddRq><ItemGroupAdd><Name>PLANK</Name></ItemGroupAdd></ItemGroupAddRq>").code == 3100


def test_stock_at_the_start_is_an_asset_against_opening_equity(books: Books) -> None:
    answer = books.ok(
        "<ItemInventoryAddRq><ItemInventoryAdd><Name>Screws</Name><IncomeAccountRef><FullName>Sales</FullName></IncomeAccountRef>"
        "<COGSAccountRef><FullName>Cost of Goods Sold</FullName></COGSAccountRef><AssetAccountRef><FullName>Stock</FullName>"
        "</AssetAccountRef><QuantityOnHand>10</QuantityOnHand><TotalValue>25.00</TotalValue></ItemInventoryAdd></ItemInventoryAddRq>"
    )
    assert (answer["QuantityOnHand"], answer["AverageCost"]) == ("10", "2.50")
    assert of(books, "Account", "Stock")["Balance"] == "25.00"
    assert of(books, "Account", "Opening Balance Equity")["Balance"] == "25.00"


# -- terms ----------------------------------------------------------------------------------------------------------


def test_terms_of_both_kinds_come_together(books: Books) -> None:
    rets = books.ok("<TermsQueryRq/>").rets
    assert [each.tag for each in rets] == ["DateDrivenTermsRet", "StandardTermsRet"]
    new = "<DateDrivenTermsAddRq><DateDrivenTermsAdd><Name>net 30</Name><DayOfMonthDue>5</DayOfMonthDue></DateDrivenTermsAdd></DateDrivenTermsAddRq>"
    assert books.one(new).code == 3100


# -- deleting -------------------------------------------------------------------------------------------------------


def deletion(kind: str, list_id: str) -> str:
    return f"<ListDelRq><ListDelType>{kind}</ListDelType><ListID>{list_id}</ListID></ListDelRq>"


def test_a_deleted_vendor_is_gone_and_remembered(books: Books) -> None:
    found = of(books, "Vendor", "Brick Works")
    answer = books.ok(deletion("Vendor", found["ListID"]))
    assert (answer["ListDelType"], answer["FullName"]) == ("Vendor", "Brick Works")
    assert books.one(f"<VendorQueryRq><ListID>{found['ListID']}</ListID></VendorQueryRq>").code == 500
    listed = books.ok("<ListDeletedQueryRq><ListDelType>Vendor</ListDelType></ListDeletedQueryRq>")
    assert (listed["ListID"], listed["TimeDeleted"]) == (found["ListID"], answer["TimeDeleted"])


def test_what_is_used_stays(books: Books) -> None:
    for kind, name in (
        ("StandardTerms", "Net 30"),
        ("Account", "Fuel"),
        ("Customer", "Quayside Ltd"),
        ("ItemService", "Plank"),
    ):
        answer = books.one(deletion(kind, of(books, kind, name)["ListID"]))
        assert answer.code == 3160, name


def test_deletions_are_forgotten_after_90_days(books: Books, clock: ManualClock) -> None:
    books.ok(deletion("Vendor", of(books, "Vendor", "Brick Works")["ListID"]))
    query = "<ListDeletedQueryRq><ListDelType>Vendor</ListDelType></ListDeletedQueryRq>"
    clock.advance(89 * 86400)
    assert books.one(query).code == 0
    clock.advance(2 * 86400)
    assert books.one(query).code == 1


def test_in_multi_user_mode_a_deletion_only_makes_inactive(make: Callable[..., Books]) -> None:
    books = make()
    books.company.change_settings(file_mode="MultiUser")
    found = of(books, "Vendor", "Brick Works")
    assert books.one(deletion("Vendor", found["ListID"])).code == 0
    assert of(books, "Vendor", "Brick Works")["IsActive"] == "false"
    refusing = make(listdel_multiuser="refuse")
    refusing.company.change_settings(file_mode="MultiUser")
    assert refusing.one(deletion("Vendor", found["ListID"])).code == 3162


def test_a_vendor_open_at_the_screen_is_locked(books: Books) -> None:
    found = of(books, "Vendor", "Brick Works")
    books.company.locks.add(found["ListID"])
    answer = changed(books, "Vendor", found, "<Phone>1</Phone>")
    assert answer.code == 3175
    assert answer.message.endswith(
        "because it is already in use.  QuickBooks error message: The list element is in use."
    )
    books.company.locks.clear()
    assert changed(books, "Vendor", found, "<Phone>1</Phone>").code == 0


# -- private data -----------------------------------------------------------------------------------------------------

OWNER = "{11111111-2222-3333-4444-555555555555}"
NAMED = f"<OwnerID>{OWNER}</OwnerID><DataExtName>Marker</DataExtName>"


def company_data(step: str, value: str = "") -> str:
    inside = (
        f"{NAMED}<OtherDataExtType>Company</OtherDataExtType>{f'<DataExtValue>{value}</DataExtValue>' if value else ''}"
    )
    return f"<DataExt{step}Rq><DataExt{step}>{inside}</DataExt{step}></DataExt{step}Rq>"


def test_private_data_of_the_company_is_seen_by_whoever_names_its_owner(books: Books) -> None:
    assert books.one(company_data("Add", "1")).code == 3351
    definition = f"<DataExtDefAddRq><DataExtDefAdd>{NAMED}<DataExtType>STR255TYPE</DataExtType><AssignToObject>Company</AssignToObject></DataExtDefAdd></DataExtDefAddRq>"
    assert books.ok(definition)["DataExtName"] == "Marker"
    assert books.one(definition).code == 3100
    assert [books.one(company_data("Add", "1")).code, books.one(company_data("Add", "2")).code] == [0, 3100]
    assert books.ok(company_data("Mod", "2"))["DataExtValue"] == "2"
    assert books.ok(f"<CompanyQueryRq><OwnerID>{OWNER}</OwnerID></CompanyQueryRq>")["DataExtRet/DataExtValue"] == "2"
    assert not books.ok("<CompanyQueryRq/>").has("DataExtRet")
    assert not books.ok("<CompanyQueryRq><OwnerID>0</OwnerID></CompanyQueryRq>").has("DataExtRet")
    assert books.one(company_data("Mod", "x" * 256)).code == 3070
    assert [books.one(company_data("Del")).code, books.one(company_data("Del")).code] == [0, 3120]
