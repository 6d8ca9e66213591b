"""Bills in the browser: what is typed arrives in the books, and what changed meanwhile is not overwritten."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.simulator.visiting import Page, Visitor

from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.lists import items
from counterfoil.simulator.pages import names
from counterfoil.simulator.transactions import bills, purchase_orders
from counterfoil.simulator.transactions.records import Bill, GroupLine, ItemLine
from counterfoil.simulator.values import Ref


def last_bill(company: CompanyFile) -> Bill:
    sql = "SELECT txn_id FROM txn WHERE kind = 'Bill' ORDER BY number DESC"
    bill = bills.get(company, company.connection.execute(sql).fetchone()[0])
    assert bill is not None
    return bill


def count(company: CompanyFile, kind: str) -> int:
    return int(company.connection.execute("SELECT count(*) FROM txn WHERE kind = ?", [kind]).fetchone()[0])


def new_bill(visitor: Visitor, **changes: Any) -> Page:
    """Fill in the form for a new bill and send it; the page that comes back where it was refused."""
    typed: dict[str, Any] = {
        "vendor": "Acme Timber", "txn_date": "2026-03-01", "ref_number": "A-1", "terms": "Net 30", "due_date": "",
        "expense.account": ["Rent", "Fuel:Diesel"], "expense.amount": ["1,200.50", "80"], "expense.memo": ["March", ""],
        "expense.customer": ["Quayside Ltd:Boathouse", ""], "expense.billable": ["Billable", ""],
        "expense.class": ["North:Site", ""], "expense.line": ["", ""], **changes,
    }  # fmt: skip
    answer = visitor.submit(visitor.page("/bills/new"), **typed)
    return Page(answer.text) if answer.status_code != 303 else visitor.page(answer.headers["location"])


def test_a_bill_is_entered_with_expense_lines(visitor, company):
    page = new_bill(visitor)
    bill = last_bill(company)
    assert page.text("//*[@class='message done']") == "Saved."
    assert (bill.ref_number, str(bill.amount_due), str(bill.due_date)) == ("A-1", "1280.50", "2026-03-31")
    first = bill.expense_lines[0]
    assert first.customer is not None
    assert (first.memo, first.customer.full_name, first.billable_status) == (
        "March",
        "Quayside Ltd:Boathouse",
        "Billable",
    )


def test_the_item_list_shows_items_of_every_kind_and_forms_offer_those_that_are_bought(visitor, company, person):
    stock, sales, cost = (person.ref("account", name) for name in ("Stock", "Sales", "Cost of Goods Sold"))
    lorry = items.ItemFixedAsset("Lorry", acquired_as="New", purchase_desc="Lorry", asset_account=stock)
    gate = items.ItemInventoryAssembly("Gate", income_account=sales, cogs_account=cost, asset_account=stock)
    for item in (
        replace(lorry, purchase_date=date(2026, 1, 5)), gate, items.ItemSubtotal("So far", item_desc="so far"),
        items.ItemDiscount("Early", account=sales), items.ItemPayment("Down"), items.ItemSalesTax("County"),
        items.ItemSalesTaxGroup("Both", item_sales_taxes=(Ref(full_name="County"),)),
    ):  # fmt: skip
        person.add_item(item)
    text = visitor.get("/items").text
    for kind in ("Fixed Asset", "Inventory Assembly", "Subtotal", "Discount", "Sales Tax Item", "Sales Tax Group"):
        assert kind in text
    assert {"Lorry", "Gate"} < set(names.offered(company, "item"))
    assert "So far" not in names.offered(company, "item")


def test_a_bill_is_entered_with_item_lines_that_take_words_and_cost_from_the_item(visitor, company):
    page = visitor.page("/bills/new")
    columns = ("line", "order", "order_line", "description", "cost", "amount", "customer", "billable", "class")
    cells = {f"item.{column}": "" for column in columns} | {"item.item": "Plank", "item.quantity": "4"}
    assert visitor.submit(page, vendor="Acme Timber", **cells).status_code == 303
    (line,) = last_bill(company).item_lines
    assert isinstance(line, ItemLine)
    assert (line.desc, str(line.cost), str(line.amount)) == ("Plank, oak", "2.5", "10.00")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"vendor": "Nobody"}, "Nobody is not in the Vendor List. Choose a name from the list, or add it first."),
        ({"vendor": ""}, "Please choose a vendor."),
        ({"txn_date": ""}, "Please enter the date of the bill."),
        ({"txn_date": "soon"}, 'Date: "soon" is not a date.'),
        ({"expense.amount": ["12x", "80"]}, 'Amount: "12x" is not a number.'),
        ({"expense.amount": ["1.005", "80"]}, 'Amount: "1.005" has more than two decimal places.'),
        ({"expense.account": ["", "Rent"]}, "Please choose an account for each line with an amount."),
        ({"expense.amount": ["-2000", "80"]}, "The transaction amount must be positive. (3180)"),
        ({"ref_number": "9" * 21}, "Ref number: at most 20 characters fit."),
        ({"expense.memo": ["short one"]}, "The lines did not arrive whole. Please try again."),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_a_bill_that_cannot_be_entered_is_explained_and_what_was_typed_is_kept(visitor, company, changes, said):
    page = new_bill(visitor, **changes)
    assert page.problem == said
    assert count(company, "Bill") == 0
    assert page.value("ref_number") == changes.get("ref_number", "A-1")
    if "expense.memo" not in changes:
        assert page.values("expense.amount") == changes.get("expense.amount", ["1,200.50", "80"])


def test_saving_a_bill_as_it_stands_changes_nothing(visitor, company, entered):
    before = bills.get(company, entered)
    answer = visitor.submit(visitor.page(f"/bills/{entered}"))
    assert answer.status_code == 303
    after = bills.get(company, entered)
    assert before is not None
    assert after is not None
    assert (after.expense_lines, after.item_lines, after.memo) == (before.expense_lines, before.item_lines, before.memo)


def test_a_bill_is_changed_in_its_head_and_its_lines(visitor, company, entered):
    page = visitor.page(f"/bills/{entered}")
    visitor.submit(
        page, memo="", ref_number="B-8", **{"expense.amount": "510", "item.quantity": "3", "item.amount": "9.00"}
    )
    bill = last_bill(company)
    assert (bill.memo, bill.ref_number, str(bill.amount_due)) == ("", "B-8", "519.00")
    assert bill.expense_lines[0].txn_line_id == page.value("expense.line")


def test_a_line_that_was_taken_out_of_the_form_is_gone(visitor, company, entered):
    page = visitor.page(f"/bills/{entered}")
    gone = {name: None for name, _ in page.fields if name.startswith("item.")}
    visitor.submit(page, **gone)
    bill = last_bill(company)
    assert (len(bill.expense_lines), bill.item_lines) == (1, ())


def test_a_bill_that_changed_under_an_open_form_is_not_overwritten_at_the_first_try(visitor, company, person, entered):
    page = visitor.page(f"/bills/{entered}")
    person.edit_bill(entered, memo="changed by someone else")
    answer = visitor.submit(page, ref_number="mine")
    assert answer.status_code == 422
    again = Page(answer.text)
    assert "changed by someone else while you had it open" in again.problem
    assert again.value("ref_number") == "mine"
    assert last_bill(company).memo == "changed by someone else"
    assert visitor.submit(again).status_code == 303
    assert last_bill(company).ref_number == "mine"


def test_a_bill_of_a_closed_period_says_why_it_cannot_change(visitor, company, person, entered):
    person.set_closing_date(company.today())
    answer = visitor.submit(visitor.page(f"/bills/{entered}"), memo="late")
    assert "closing date" in Page(answer.text).problem
    assert "(3171)" in Page(answer.text).problem


def test_a_bill_is_deleted_and_another_void(visitor, company, person, entered):
    other = person.enter_bill("Brick Works", [person.expense("Rent", "1.00")])
    page = visitor.page(f"/bills/{entered}")
    assert visitor.submit(page, f"/bills/{entered}/delete").status_code == 303
    assert visitor.submit(page, f"/bills/{other}/void").status_code == 303
    assert visitor.get(f"/bills/{entered}").status_code == 404
    assert last_bill(company).memo == "VOID:"


def test_a_group_on_a_bill_survives_a_change_elsewhere_and_is_not_changed_itself(visitor, company):
    kit = GroupLine(item_group=Ref(full_name="Deck kit"))
    txn_id = bills.add(company, Bill(vendor=Ref(full_name="Acme Timber"), item_lines=(kit,))).txn_id
    page = visitor.page(f"/bills/{txn_id}")
    assert visitor.submit(page, memo="two decks").status_code == 303
    (line,) = last_bill(company).item_lines
    assert isinstance(line, GroupLine)
    assert len(line.lines) == 2
    refused = visitor.submit(visitor.page(f"/bills/{txn_id}"), **{"item.quantity": "5"})
    assert "is a group" in Page(refused.text).problem


def test_a_purchase_order_is_received_into_a_bill(visitor, company, person):
    order = person.enter_order("Acme Timber", [person.ordered("Plank", 10, "2.00"), person.ordered("Nails", 4)])
    page = visitor.page(f"/bills/new?order={order}")
    assert page.value("vendor") == "Acme Timber"
    assert page.values("item.quantity") == ["10", "4"]
    answer = visitor.submit(page, **{"item.quantity": ["6", "4"], "item.amount": ["12.00", "12.00"]})
    assert answer.status_code == 303
    received = purchase_orders.get(company, order)
    assert received is not None
    assert [str(line.received_quantity) for line in received.lines if hasattr(line, "received_quantity")] == ["6", "4"]
    linked = visitor.page(f"/bills/{last_bill(company).txn_id}")
    assert "Purchase Order" in linked.text("//section")
    rest = Page(f"<table>{visitor.get(f'/purchase-orders/{order}/receive').text}</table>")
    assert [each.get("value") for each in rest.all("//input[@name='item.quantity']")] == ["4"]
