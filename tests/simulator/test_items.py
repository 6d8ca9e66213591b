"""Items of every kind are added, changed and read, and those that are bought post where they should."""

# ruff: noqa: E501 - a request and its answer are read on one line

import pytest
from tests.schema import assert_valid, needs_schema
from tests.simulator.asking import Answer, Books

from counterfoil.simulator.lists import accounts
from counterfoil.simulator.person import Person

ADD = {
    "ItemDiscount": "<ItemDesc>off</ItemDesc><DiscountRatePercent>2.5</DiscountRatePercent><AccountRef><FullName>Discounts</FullName></AccountRef>",
    "ItemSubtotal": "<ItemDesc>so far</ItemDesc>",
    "ItemPayment": "<ItemDesc>down</ItemDesc><DepositToAccountRef><FullName>Checking</FullName></DepositToAccountRef>",
    "ItemSalesTax": "<ItemDesc>county</ItemDesc><TaxRate>7.5</TaxRate><TaxVendorRef><FullName>Acme Timber</FullName></TaxVendorRef>",
    "ItemSalesTaxGroup": "<ItemDesc>both</ItemDesc><ItemSalesTaxRef><FullName>An ItemSalesTax</FullName></ItemSalesTaxRef>",
    "ItemFixedAsset": "<AcquiredAs>New</AcquiredAs><PurchaseDesc>Lorry</PurchaseDesc><PurchaseDate>2026-01-05</PurchaseDate><PurchaseCost>9000</PurchaseCost><AssetAccountRef><FullName>Stock</FullName></AssetAccountRef><FixedAssetSalesInfo><SalesDesc>gone</SalesDesc><SalesDate>2026-02-01</SalesDate></FixedAssetSalesInfo><Location>Yard</Location><CostBasis>9000.00</CostBasis>",
    "ItemInventoryAssembly": "<IncomeAccountRef><FullName>Sales</FullName></IncomeAccountRef><PurchaseDesc>Gate</PurchaseDesc><PurchaseCost>12.5</PurchaseCost><COGSAccountRef><FullName>Cost of Goods Sold</FullName></COGSAccountRef><AssetAccountRef><FullName>Stock</FullName></AssetAccountRef><BuildPoint>2</BuildPoint><QuantityOnHand>3</QuantityOnHand><TotalValue>30.00</TotalValue><ItemInventoryAssemblyLine><ItemInventoryRef><FullName>Nails</FullName></ItemInventoryRef><Quantity>4</Quantity></ItemInventoryAssemblyLine>",
}  # fmt: skip
"""Kind → everything of an Add but the name."""


def add(books: Books, kind: str, body: str | None = None) -> Answer:
    """Add an item called after its kind."""
    inside = ADD[kind] if body is None else body
    return books.one(f"<{kind}AddRq><{kind}Add><Name>An {kind}</Name>{inside}</{kind}Add></{kind}AddRq>")


@pytest.fixture
def stocked(books: Books) -> Books:
    """Books with one item of each of these kinds."""
    for kind in ADD:
        answer = add(books, kind)
        assert answer.code == 0, answer.message
    return books


@pytest.mark.parametrize("kind", ADD)
def test_an_item_of_any_kind_is_renamed_and_described_anew(stocked, clock, kind):
    clock.advance(5)
    read = stocked.ok(f"<{kind}QueryRq><FullName>An {kind}</FullName></{kind}QueryRq>")
    head = f"<ListID>{read['ListID']}</ListID><EditSequence>{read['EditSequence']}</EditSequence><Name>Another</Name>"
    changed = stocked.ok(f"<{kind}ModRq><{kind}Mod>{head}</{kind}Mod></{kind}ModRq>")
    assert changed["Name"] == "Another"
    for before, after in zip(read.rets[0], changed.rets[0], strict=True):
        if before.tag not in ("TimeModified", "EditSequence", "Name", "FullName"):
            assert before.tag == after.tag
            assert ["".join(each.itertext()) for each in (before, after)] == ["".join(before.itertext())] * 2


@pytest.mark.parametrize(
    ("first", "then", "kept"),
    [
        ("<Price>5.00</Price>", "<PricePercent>2.5</PricePercent>", (None, "2.5")),
        ("<PricePercent>2.5</PricePercent>", "<Price>5.00</Price>", ("5.00", None)),
        ("<Price>5.00</Price>", "<Desc>again</Desc>", ("5.00", None)),
    ],
)
def test_a_price_and_a_percentage_take_each_others_place(books, first, then, kept):
    account = "<AccountRef><FullName>Sales</FullName></AccountRef>"
    made = add(books, "ItemService", f"<SalesOrPurchase>{first}{account}</SalesOrPurchase>")
    head = f"<ListID>{made['ListID']}</ListID><EditSequence>{made['EditSequence']}</EditSequence>"
    change = f"<SalesOrPurchaseMod>{then}</SalesOrPurchaseMod>"
    changed = books.ok(f"<ItemServiceModRq><ItemServiceMod>{head}{change}</ItemServiceMod></ItemServiceModRq>").rets[0]
    assert tuple(changed.findtext(f"SalesOrPurchase/{name}") for name in ("Price", "PricePercent")) == kept


def test_all_items_share_one_list_and_one_query(stocked):
    answer = stocked.ok("<ItemQueryRq/>")
    assert {each.tag for each in answer.rets} == {
        f"{kind}Ret" for kind in (*ADD, "ItemService", "ItemInventory", "ItemGroup")
    }
    names = [each.findtext("Name") for each in answer.rets]
    assert names == sorted(names, key=lambda name: str(name).lower())
    assert add(stocked, "ItemSubtotal").code == 3100


def test_a_discount_is_in_money_or_per_cent_and_needs_an_account(books):
    assert add(books, "ItemDiscount", "<DiscountRate>5</DiscountRate>").code == 3180
    read = add(books, "ItemDiscount")
    assert read["DiscountRatePercent"] == "2.5"
    head = f"<ListID>{read['ListID']}</ListID><EditSequence>{read['EditSequence']}</EditSequence>"
    rate = "<DiscountRate>5</DiscountRate>"
    changed = books.ok(f"<ItemDiscountModRq><ItemDiscountMod>{head}{rate}</ItemDiscountMod></ItemDiscountModRq>")
    assert (changed["DiscountRate"], changed.has("DiscountRatePercent")) == ("5.00", False)


def test_a_tax_group_holds_sales_taxes_and_nothing_else(books):
    of_service = "<ItemSalesTaxRef><FullName>Plank</FullName></ItemSalesTaxRef>"
    assert add(books, "ItemSalesTaxGroup", of_service).code == 3140
    add(books, "ItemSalesTax")
    group = add(books, "ItemSalesTaxGroup")
    assert group["ItemSalesTaxRef/FullName"] == "An ItemSalesTax"
    tax = books.ok("<ItemSalesTaxQueryRq/>")["ListID"]
    assert (
        books.one(f"<ListDelRq><ListDelType>ItemSalesTax</ListDelType><ListID>{tax}</ListID></ListDelRq>").code == 3160
    )


def test_a_fixed_asset_needs_an_account_and_is_bought_to_it(books):
    without = ADD["ItemFixedAsset"].replace("<AssetAccountRef><FullName>Stock</FullName></AssetAccountRef>", "")
    assert add(books, "ItemFixedAsset", without).code == 3180
    add(books, "ItemFixedAsset")
    person = Person(books.company)
    person.enter_bill("Acme Timber", [person.item("An ItemFixedAsset", 1)])
    stock = accounts.find(books.company, "Stock")
    assert stock is not None
    assert str(stock.balance) == "9000.00"


def test_an_assembly_is_counted_bought_and_made_of_counted_parts(books):
    of_service = ADD["ItemInventoryAssembly"].replace("Nails", "Plank")
    assert add(books, "ItemInventoryAssembly", of_service).code == 3140
    read = add(books, "ItemInventoryAssembly")
    assert (read["QuantityOnHand"], read["AverageCost"]) == ("3", "10.00")
    person = Person(books.company)
    person.enter_bill("Acme Timber", [person.item("An ItemInventoryAssembly", 2)])
    kind = "ItemInventoryAssembly"
    again = books.ok(f"<{kind}QueryRq/>")
    assert (again["QuantityOnHand"], again["AverageCost"]) == ("5", "11.00")
    head = f"<ListID>{again['ListID']}</ListID><EditSequence>{again['EditSequence']}</EditSequence>"
    cleared = books.ok(
        f"<{kind}ModRq><{kind}Mod>{head}<ClearItemsInGroup>1</ClearItemsInGroup></{kind}Mod></{kind}ModRq>"
    )
    assert not cleared.has("ItemInventoryAssemblyLine")


@pytest.mark.parametrize("kind", ["ItemSubtotal", "ItemDiscount", "ItemPayment", "ItemSalesTax", "ItemSalesTaxGroup"])
def test_what_only_a_sale_knows_cannot_stand_on_a_bill(stocked, kind):
    line = f"<ItemLineAdd><ItemRef><FullName>An {kind}</FullName></ItemRef></ItemLineAdd>"
    vendor = "<VendorRef><FullName>Acme Timber</FullName></VendorRef>"
    assert stocked.one(f"<BillAddRq><BillAdd>{vendor}{line}</BillAdd></BillAddRq>").code == 3140


@pytest.mark.schema
@needs_schema
def test_items_read_as_the_schema_says(stocked):
    for kind in ("Item", *ADD):
        answer = stocked.ask(f"<{kind}QueryRq/>")
        assert answer.codes == [0]
        assert_valid(answer.text)
