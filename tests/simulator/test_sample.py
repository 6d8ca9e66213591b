"""The sample company looks alive on whatever day it is made."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from counterfoil.simulator import sample
from counterfoil.simulator.clock import ManualClock
from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.sample.tables import Row, _under_parents, names_in, table, tree

NOON = datetime(2031, 7, 4, 16, 0, tzinfo=UTC)


def built(moment: datetime = NOON) -> CompanyFile:
    company = CompanyFile.create(":memory:", name="Harrow & Pike Builders", clock=ManualClock(moment))
    sample.build(company, "contractor")
    return company


@pytest.fixture(scope="module")
def company() -> Iterator[CompanyFile]:
    made = built()
    yield made
    made.close()


def count(company: CompanyFile, sql: str) -> int:
    return int(company.connection.execute(f"SELECT count(*) FROM {sql}").fetchone()[0])


def test_it_has_the_lists_of_a_contractor_of_some_size(company):
    sizes = {
        kind: count(company, f"list_object WHERE kind = '{kind}'")
        for kind in ("Vendor", "Account", "Class", "Customer", "ItemService", "ItemNonInventory", "ItemOtherCharge")
    }
    assert sizes["Vendor"] == 64
    assert sizes["Account"] > 120
    assert sizes["Customer"] > 40
    assert min(sizes.values()) >= 5


def test_it_has_four_hundred_bills(company):
    assert count(company, "txn WHERE kind = 'Bill'") == 400


@pytest.mark.parametrize(
    ("state", "condition"),
    [
        ("unpaid", "kind = 'Bill' AND open_cents = cents AND cents > 0"),
        ("overdue", "kind = 'Bill' AND open_cents > 0 AND body ->> '$.due_date' < '2031-07-04'"),
        ("part paid", "kind = 'Bill' AND open_cents BETWEEN 1 AND cents - 1"),
        ("paid", "kind = 'Bill' AND open_cents = 0 AND cents > 0"),
        ("void", "kind = 'Bill' AND cents = 0 AND body ->> '$.memo' LIKE 'VOID:%'"),
        ("linked to an order", "kind = 'Bill' AND id IN (SELECT source FROM link WHERE type = 'QUANTYPE')"),
        ("with both kinds of lines", "id IN (SELECT txn FROM line GROUP BY txn HAVING count(DISTINCT record) = 2)"),
        ("with a long memo", "kind = 'Bill' AND length(body ->> '$.memo') > 200"),
        ("order not begun", "kind = 'PurchaseOrder' AND id NOT IN (SELECT target FROM link)"),
        ("order closed by hand", "kind = 'PurchaseOrder' AND body ->> '$.is_manually_closed'"),
        ("order partly received", "id IN (SELECT txn FROM line WHERE received > 0 AND received < units)"),
        ("order with a closed line", "id IN (SELECT txn FROM line GROUP BY txn HAVING min(closed) < max(closed))"),
        ("payment with a discount", "id IN (SELECT source FROM link WHERE discount > 0)"),
        ("check to be printed", "kind = 'BillPaymentCheck' AND body ->> '$.is_to_be_printed'"),
    ],
)  # fmt: skip
def test_transactions_are_there_in_every_state(company, state, condition):
    assert count(company, f"txn WHERE {condition}") > 0, state


def test_one_bill_has_been_deleted_so_that_the_deletion_can_be_asked_for(company):
    assert count(company, "deleted WHERE kind = 'Bill'") == 1


def test_the_books_balance_and_the_bank_is_not_overdrawn(company):
    assert company.connection.execute("SELECT sum(cents) FROM posting").fetchone()[0] == 0
    banks = (
        "SELECT min(b.cents) FROM balance b JOIN list_object o USING (list_id) WHERE o.kind = 'Account' AND o.rank = 0"
    )
    assert company.connection.execute(banks).fetchone()[0] > 0


def test_its_dates_end_today_and_transactions_are_numbered_in_the_order_of_their_dates(company):
    rows = company.connection.execute(
        "SELECT txn_date FROM txn WHERE kind != 'OpeningEntry' ORDER BY number"
    ).fetchall()
    dates = [row[0] for row in rows]
    assert max(dates) == "2031-07-04"
    assert min(dates) >= (NOON.date() - timedelta(days=280)).isoformat()
    assert all(earlier <= later for earlier, later in pairwise(dates))


def test_names_and_memos_hold_what_breaks_careless_programs(company):
    names = " ".join(row[0] for row in company.connection.execute("SELECT full_name FROM list_object"))
    memos = " ".join(row[0] or "" for row in company.connection.execute("SELECT body ->> '$.memo' FROM txn"))
    assert all(each in names for each in ("&", "'", "é", "ü", "ø"))
    assert all(each in memos for each in ("&", '"', "<", "½"))


def test_every_text_fits_the_code_page_of_quickbooks(company):
    for (body,) in company.connection.execute("SELECT body FROM list_object UNION ALL SELECT body FROM txn"):
        body.encode("cp1252")


def test_the_same_day_gives_the_same_company(company):
    again = built()
    dump = "SELECT txn_id, txn_date, ref_number, cents, open_cents, body FROM txn ORDER BY id"
    assert again.connection.execute(dump).fetchall() == company.connection.execute(dump).fetchall()
    again.close()


@pytest.mark.parametrize("moment", [datetime(2028, 2, 29, 12, tzinfo=UTC), datetime(2027, 1, 1, 6, tzinfo=UTC)])
def test_it_can_be_made_on_any_day(moment):
    made = built(moment)
    assert count(made, "txn WHERE kind = 'Bill'") == 400
    made.close()


def test_a_sample_that_does_not_exist_is_named_in_the_error():
    company = CompanyFile.create(":memory:", name="X", clock=ManualClock(NOON))
    with pytest.raises(ValueError, match=r"no sample company 'bakery'; there are contractor"):
        sample.build(company, "bakery")
    company.close()


def test_every_vendor_has_a_trade_and_every_trade_names_accounts_and_items_that_exist():
    trades = {row[0]: row for row in table("contractor", "trades")}
    known = {row[1] for row in tree("contractor", "accounts", 1)} | {row[1] for row in tree("contractor", "items", 1)}
    assert {row[1] for row in table("contractor", "vendors")} == set(trades)
    assert {name for row in trades.values() for column in (7, 8) for name in names_in(row[column])} <= known


def test_indentation_makes_parents():
    lines = ["1 | Cash", "2 |   Till", "3 |     Coins", "4 | Stock"]
    assert list(_under_parents(lines, 1)) == [
        Row(("1", "Cash")), Row(("2", "Till"), "Cash"), Row(("3", "Coins"), "Cash:Till"), Row(("4", "Stock")),
    ]  # fmt: skip
