"""Entering, editing, deleting and restoring bills in pages: what is typed is what is kept; nothing is lost."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.server.web.conftest import browser_of

from counterfoil.engine.books import Write
from counterfoil.reconcile.decision import Act
from counterfoil.records import BillState, ExpenseLine, ItemGroupLine, ItemLine, Kind, LinkedTransaction
from counterfoil.server.bills import services
from counterfoil.server.bills.models import Bill
from counterfoil.server.bills.records import load


def typed(lists, **changes):
    """A form as the browser sends it: one expense line, one item line, a blank line between."""
    return {
        "vendor": "Keller Lumber",
        "vendor_id": lists.vendor.id,
        "txn_date": "2026-03-02",
        "terms": lists.terms.id,
        "ref_number": "INV-9",
        "memo": "Decking",
        "ap_account": lists.payables.id,
        "expense-count": "2",
        "expense-0-account": "fuel",
        "expense-0-amount": "1,234.50",
        "expense-0-customer": "Pike, Anna:Garage",
        "expense-0-billable": "Billable",
        "item-count": "1",
        "item-0-item": "Lumber",
        "item-0-item_id": lists.item.id,
        "item-0-quantity": "3",
        "item-0-cost": "2.505",
        **changes,
    }


def kept(organization, pk):
    return load(organization, [pk])[str(pk)].record


def entered(page, organization, data):
    answer = page.post("/bills/new/", data)
    assert answer.status_code == 302, answer.context["entry"].header.errors
    return kept(organization, answer["Location"].rstrip("/").rpartition("/")[2])


def test_a_bill_is_kept_as_it_was_typed(page, organization, lists):
    bill = entered(page, organization, typed(lists))
    (expense,), (item,) = bill.expense_lines, bill.item_lines
    assert (bill.vendor, bill.txn_date, bill.ref_number, bill.memo) == (
        lists.vendor,
        date(2026, 3, 2),
        "INV-9",
        "Decking",
    )
    assert (expense.account, expense.amount, expense.customer) == (lists.fuel, Decimal("1234.50"), lists.job)
    assert (item.item, item.quantity, item.cost) == (lists.item, Decimal(3), Decimal("2.505"))
    assert item.amount == Decimal("7.52"), "quantity times cost, half a cent rounded up"
    assert bill.total == Decimal("1242.02")


def test_the_due_date_follows_from_the_terms_unless_it_is_typed(page, organization, lists):
    assert entered(page, organization, typed(lists)).due_date == date(2026, 4, 1)
    assert entered(page, organization, typed(lists, due_date="2026-03-15")).due_date == date(2026, 3, 15)
    assert entered(page, organization, typed(lists, terms="")).due_date is None


def test_while_one_types_the_form_asks_for_the_due_date(page, lists):
    assert page.get("/bills/due-date/", {"date": "2026-03-02", "terms": lists.terms.id}).content == b"2026-04-01"
    assert page.get("/bills/due-date/", {"date": "soon", "terms": "x"}).content == b""


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"vendor": "", "vendor_id": ""}, "vendor", "Choose a vendor."),
        ({"vendor": "Nobody", "vendor_id": ""}, "vendor", "There is no such entry"),
        ({"txn_date": ""}, "txn_date", "This field is required."),
        ({"memo": "Price \N{SNOWMAN}"}, "memo", ""),
        ({"ref_number": "1" * 30}, "ref_number", ""),
    ],
)
def test_an_error_stands_at_its_field_and_what_was_typed_stays(page, lists, changes, field, says):
    answer = page.post("/bills/new/", typed(lists, **changes))
    assert answer.status_code == 422
    assert says in " ".join(answer.context["entry"].header.errors[field])
    assert "1,234.50" in answer.content.decode()
    assert not Bill.objects.of(answer.context["request"].organization).exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"expense-0-account": "No such account"}, "account"),
        ({"expense-0-amount": "twelve"}, "amount"),
        ({"expense-0-amount": "1.999"}, "amount"),
        ({"expense-0-customer": ""}, "customer"),
        ({"expense-0-memo": "\N{SNOWMAN}"}, "memo"),
    ],
)
def test_an_error_of_a_line_stands_at_that_line(page, lists, changes, field):
    answer = page.post("/bills/new/", typed(lists, **changes))
    assert answer.status_code == 422
    assert field in answer.context["entry"].expenses[0].errors


def test_the_form_is_ready_for_the_vendor_one_came_from(page, lists):
    entry = page.get(f"/bills/new/?vendor={lists.vendor.id}").context["entry"]
    assert entry.header["vendor"].value() == ("Keller Lumber", lists.vendor.id)


def test_without_script_a_line_is_added_by_the_server_and_nothing_typed_is_lost(page, lists):
    answer = page.post("/bills/new/", typed(lists, more="expense"))
    assert answer.status_code == 200
    assert len(answer.context["entry"].expenses) == 3
    assert "Decking" in answer.content.decode()


def edited(page, row, **changes):
    """The edit form sent back as it was opened, with these fields changed."""
    entry = page.get(f"/bills/{row.pk}/edit/").context["entry"]
    data = {"expense-count": len(entry.expenses), "item-count": len(entry.items)}
    forms = [entry.header, *entry.expenses, *(item for item in entry.items if not hasattr(item, "group"))]
    for form in forms:
        for field in form:
            value = field.value()
            if isinstance(value, tuple):
                data[field.html_name], data[f"{field.html_name}_id"] = value
            elif value not in (None, False):
                data[field.html_name] = value
    for item in entry.items:
        if hasattr(item, "group"):
            data[f"{item.prefix}-group"] = item.group.id
    return page.post(f"/bills/{row.pk}/edit/", {**data, **changes})


def test_a_form_sent_back_unchanged_changes_nothing(page, organization, row):
    before = kept(organization, row.pk)
    assert edited(page, row).status_code == 302
    assert kept(organization, row.pk) == before
    row.refresh_from_db()
    assert row.revision == 1


def test_an_edit_keeps_the_identity_of_the_lines(page, organization, row):
    before = kept(organization, row.pk)
    edited(page, row, **{"expense-0-amount": "81.00"})
    after = kept(organization, row.pk)
    assert [line.id for line in after.lines()] == [line.id for line in before.lines()]
    assert after.expense_lines[0].amount == Decimal("81.00")


def test_lines_are_kept_in_the_order_they_were_moved_to(page, organization, row):
    first, second = (line.id for line in kept(organization, row.pk).expense_lines)
    entry = page.get(f"/bills/{row.pk}/edit/").context["entry"]
    swapped = {}
    for here, there in ((0, 1), (1, 0)):
        for name in entry.expenses[here].fields:
            value = entry.expenses[here][name].value()
            text, key = value if isinstance(value, tuple) else (value, None)
            swapped[f"expense-{there}-{name}"] = "" if text is None else text
            if key is not None:
                swapped[f"expense-{there}-{name}_id"] = key
    edited(page, row, **swapped)
    assert [line.id for line in kept(organization, row.pk).expense_lines] == [second, first]


def test_who_was_overtaken_sees_both_versions_and_nothing_is_saved(page, organization, clerk, row, lists):
    opened = page.get(f"/bills/{row.pk}/edit/").context["entry"]
    edited(browser_of(clerk), row, memo="Decking and posts")
    answer = edited(page, row, memo="Decking, paid in cash", revision=opened.header["revision"].value())
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Clerk changed this bill while you were editing it" in text
    assert [(d.label, d.mine, d.now) for d in answer.context["clash"]["differences"]] == [
        ("Memo", "Decking, paid in cash", "Decking and posts")
    ]
    assert kept(organization, row.pk).memo == "Decking and posts"
    assert 'name="revision" value="2"' in text, "saving once more replaces what was seen"


def test_a_bill_deleted_in_the_browser_can_be_restored(page, organization, row):
    page.post(f"/bills/{row.pk}/delete/", {"revision": row.revision})
    row.refresh_from_db()
    assert row.is_deleted
    assert "Restore" in page.get(f"/bills/{row.pk}/").content.decode()
    page.post(f"/bills/{row.pk}/restore/", {"revision": row.revision})
    row.refresh_from_db()
    assert not row.is_deleted


def test_a_deletion_of_something_that_was_changed_meanwhile_is_refused(page, organization, actor, row):
    services.amend(organization, actor, str(row.pk), replace(kept(organization, row.pk), memo="new"), 1)
    page.post(f"/bills/{row.pk}/delete/", {"revision": 1})
    row.refresh_from_db()
    assert not row.is_deleted


def test_nothing_is_deleted_by_following_a_link(page, row):
    assert page.get(f"/bills/{row.pk}/delete/").status_code == 405


def test_an_item_group_is_shown_and_kept_whole_whatever_is_posted(page, organization, sync, lists, bill):
    """Rule B18."""
    from counterfoil.engine.books import Write
    from counterfoil.reconcile.decision import Act
    from counterfoil.records import Kind

    inside = ItemLine(id="G-1", item=lists.item, quantity=Decimal(2), amount=Decimal("20.00"))
    group = ItemGroupLine(id="G-0", item_group=lists.item, amount=Decimal("20.00"), lines=(inside,))
    theirs = replace(bill, item_lines=(group,))
    (written,) = services.write_many(organization, sync, [Write(Act.CREATE, Kind.BILL, "1", record=theirs)])
    row = Bill.objects.of(organization).get(pk=written.record_id)
    before = kept(organization, row.pk)
    assert "it is kept whole" in page.get(f"/bills/{row.pk}/edit/").content.decode()
    edited(page, row, memo="other", **{"item-count": "0"})
    after = kept(organization, row.pk)
    assert after.memo == "other"
    assert after.item_lines == before.item_lines


def test_an_order_linked_bill_says_beforehand_what_will_not_travel(page, organization, sync, row):
    """Rule B10."""
    said = BillState(total=row.total, linked=(LinkedTransaction("4-1", "PurchaseOrder", ref_number="1023"),))
    services.write_many(organization, sync, [Write(Act.CHANGE, Kind.BILL, "1", str(row.pk), derived=said)])
    text = page.get(f"/bills/{row.pk}/edit/").content.decode()
    assert "linked to purchase order 1023" in text
    assert "Changes to its item rows stay here" in text


def test_the_history_says_who_changed_what_from_what_to_what(page, row):
    edited(page, row, memo="Decking and posts")
    text = page.get(f"/bills/{row.pk}/").content.decode()
    assert "<del>Decking</del>" in text
    assert "<ins>Decking and posts</ins>" in text
    assert "Administrator" in text


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["C", "B", "A"]),
        ("sort=number", ["A", "B", "C"]),
        ("sort=-amount", ["C", "A", "B"]),
        ("text=deck", ["A"]),
        ("text=55", ["B"]),
        ("since=2026-02-01", ["C", "B"]),
        ("until=2026-02-01", ["B", "A"]),
        ("vendor=Harrow+Electric", ["C"]),
        ("vendor=Nobody", ["C", "B", "A"]),
        ("status=paid", []),
        ("overdue=on", ["B", "A"]),
        ("since=yesterday&sort=nonsense&page=x", ["C", "B", "A"]),
    ],
)
def test_the_list_shows_what_its_address_asks_for(page, enter, lists, query, numbers):
    def fuel(amount):
        return {"expense_lines": (ExpenseLine(account=lists.fuel, amount=Decimal(amount)),), "item_lines": ()}

    enter(ref_number="A", txn_date=date(2026, 1, 1), due_date=date(2026, 1, 31), **fuel("60.00"))
    enter(ref_number="B", memo="", txn_date=date(2026, 2, 1), due_date=date(2026, 2, 2), **fuel("55.00"))
    enter(
        ref_number="C",
        memo="",
        txn_date=date(2026, 3, 1),
        due_date=date(2037, 12, 31),
        vendor=lists.other_vendor,
        **fuel("99.00"),
    )
    shown = page.get(f"/bills/?{query}").context["shown"]
    assert [line["bill"].ref_number for line in shown] == numbers


def test_what_people_typed_is_never_taken_for_markup(page, organization, enter, lists):
    enter(memo="<script>alert(1)</script>", ref_number="<b>7</b>")
    for address in ("/bills/", "/"):
        assert "<b>7</b>" not in page.get(address).content.decode()


def test_a_picker_finds_by_the_beginning_first_and_offers_only_active_records(page, organization, actor):
    from counterfoil.records import Vendor
    from counterfoil.server.vendors import services as vendors

    for name in ("Old Keller", "Keller Lumber", "Kelp Farm"):
        vendors.create(organization, actor, Vendor(name))
    vendors.create(organization, actor, Vendor("Keller Gone", is_active=False))
    text = page.get("/vendors/pick/", {"text": "KELL"}).content.decode()
    assert text.index("Keller Lumber") < text.index("Old Keller")
    assert "Keller Gone" not in text
    assert "Kelp" not in text


def test_an_account_is_found_by_its_number_and_payables_are_not_offered_on_lines(page, organization, actor):
    from counterfoil.records import Account
    from counterfoil.server.chart import services as chart

    chart.create(organization, actor, Account("Water", "Expense", number="6110"))
    chart.create(organization, actor, Account("Payables", "AccountsPayable", number="6111"))
    text = page.get("/accounts/pick/", {"text": "611"}).content.decode()
    assert "6110 \N{MIDDLE DOT} Water" in text
    assert "Payables" not in text


def test_a_reference_to_another_organizations_vendor_is_refused(page, organization, their_lists, lists):
    answer = page.post("/bills/new/", typed(lists, vendor="Keller Lumber", vendor_id=their_lists.other_vendor.id))
    assert kept(organization, answer["Location"].rstrip("/").rpartition("/")[2]).vendor == lists.vendor
    answer = page.post("/bills/new/", typed(lists, ap_account=their_lists.payables.id))
    assert "ap_account" in answer.context["entry"].header.errors


def test_a_quantity_that_was_not_touched_is_not_said_to_have_changed(page, row):
    edited(page, row, **{"item-0-description": "Studs"})
    text = page.get(f"/bills/{row.pk}/").content.decode()
    assert "Item line, description" in text
    assert "Item line, quantity" not in text
