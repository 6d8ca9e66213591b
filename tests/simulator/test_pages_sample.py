"""The pages on a company of some size: every page and record opens, lists filter and page, balances add up."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from tests.simulator.visiting import visiting, words

from counterfoil.simulator import sample, serve
from counterfoil.simulator.clock import ManualClock
from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.pages.routes import ADDRESSES

NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def contractor() -> Iterator[CompanyFile]:
    company = CompanyFile.create(":memory:", name="Harrow & Pike Builders", clock=ManualClock(NOON))
    sample.build(company)
    yield company
    company.close()


@pytest.mark.parametrize(
    "address", [address for address, _, methods in ADDRESSES if "GET" in methods and "{" not in address]
)
def test_every_page_of_the_sample_company_is_there(contractor, address):
    with visiting(serve.application(lambda: CompanyFile.copy_of(contractor))) as visitor:
        answer = visitor.get(address)
    assert answer.status_code == (404 if address.startswith("/choices") else 200)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/vendors/{}", "Vendor"), ("/vendors/{}/edit", "Vendor"), ("/accounts/{}", "Account"),
        ("/accounts/{}/edit", "Account"), ("/bills/{}", "Bill"), ("/purchase-orders/{}", "PurchaseOrder"),
        ("/payments/{}", "BillPaymentCheck"), ("/bills/new?vendor={}", "Vendor"),
        ("/bills/new?order={}", "PurchaseOrder"), ("/purchase-orders/new?vendor={}", "Vendor"),
    ],
)  # fmt: skip
def test_every_record_of_the_sample_company_can_be_opened(contractor, address, kind):
    ids = "SELECT list_id FROM list_object WHERE kind = :kind UNION SELECT txn_id FROM txn WHERE kind = :kind LIMIT 12"
    with visiting(serve.application(lambda: CompanyFile.copy_of(contractor))) as visitor:
        for (each,) in contractor.connection.execute(ids, {"kind": kind}):
            assert visitor.get(address.format(each)).status_code == 200


def test_every_field_has_a_label(contractor):
    with visiting(serve.application(lambda: CompanyFile.copy_of(contractor))) as visitor:
        for address in (
            "bills/new",
            "purchase-orders/new",
            "vendors/new",
            "accounts/new",
            "pay-bills",
            "company",
            "bills",
        ):
            fields = visitor.page(f"/{address}").all("//*[self::input or self::select or self::textarea]")
            bare = [each for each in fields if not each.xpath("@type='hidden' or @aria-label or ancestor::label")]
            assert bare == [], address


def test_the_list_of_bills_is_filtered_and_paged_by_the_address(contractor):
    with visiting(serve.application(lambda: CompanyFile.copy_of(contractor))) as visitor:
        everything, unpaid = visitor.page("/bills"), visitor.page("/bills?show=open&find=lumber")
        second = visitor.page("/bills?page=2")
        beyond = visitor.page("/bills?page=999&show=nonsense")
    assert "400 bills" in everything.text("//main")
    assert {words(each) for each in unpaid.all("//td[@data-at='who']")} == {"Millrace Lumber & Building Supply"}
    assert len(second.all("//tr[@data-key]")) == 50
    assert second.text("//nav[@class='pager']") == "Newer Page 2 of 8 Older"
    assert "Page 8 of 8" in beyond.text("//nav[@class='pager']")


def test_the_chart_adds_sub_accounts_to_their_parents(contractor):
    with visiting(serve.application(lambda: CompanyFile.copy_of(contractor))) as visitor:
        rows = {words(row[0]): words(row[-1]) for row in visitor.page("/accounts").all("//tr[@data-key]")}
    parts = [rows[name] for name in rows if name[:4] in {"1010", "1020", "1030", "1040"}]
    total = sum(float(each.replace(",", "")) for each in parts)
    assert rows["1000 · Cash"] == f"{total:,.2f}"
    assert rows["5110 · Lumber & Sheathing"] == ""
