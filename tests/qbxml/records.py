"""Records made by Hypothesis: whatever QuickBooks can hold, and nothing that it cannot."""

from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from counterfoil.qbxml.tables import ADDRESS, BILL, CUSTOMER, VENDOR, Table, Type
from counterfoil.records import (
    NOWHERE,
    Account,
    Address,
    Bill,
    Billable,
    Customer,
    Department,
    ExpenseLine,
    Item,
    ItemGroupLine,
    ItemLine,
    ItemType,
    Ref,
    Terms,
    Vendor,
)

patient = settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
"""Records are large; a busy machine must not fail a test for being slow."""

CODE_PAGE = "".join(bytes([each]).decode("cp1252", "ignore") for each in range(0x20, 0x100) if each != 0x7F)
"""Every character that QuickBooks can hold on one line."""


def texts(longest: int) -> st.SearchStrategy[str]:
    """One line of text, often with characters that are markup elsewhere."""
    return st.one_of(st.just(""), st.text(CODE_PAGE, max_size=min(longest, 24)), st.text("<>&\"' ;]", max_size=5))


def notes(longest: int = 4095) -> st.SearchStrategy[str]:
    """Text of several lines."""
    return st.one_of(texts(longest), st.text(CODE_PAGE + "\n\r\t", max_size=30))


def names(longest: int) -> st.SearchStrategy[str]:
    """A name: something to see, and no colon."""
    return st.text(CODE_PAGE.replace(":", ""), min_size=1, max_size=longest).filter(str.strip)


def ids() -> st.SearchStrategy[str]:
    """A ListID, TxnID or TxnLineID."""
    return st.builds(
        lambda counter, epoch: f"{counter:X}-{epoch}", st.integers(1, 2**32), st.integers(10**9, 2 * 10**9)
    )


def references(*, required: bool = False) -> st.SearchStrategy[Ref]:
    """A reference by id, with the name that QuickBooks would show."""
    there = st.builds(Ref, ids(), texts(41))
    return there if required else st.one_of(st.just(NOWHERE), there)


def amounts(least: str = "-9.99") -> st.SearchStrategy[Decimal]:
    """A whole number of cents."""
    return st.decimals(Decimal(least), Decimal("9999999.99"), places=2)


def numbers() -> st.SearchStrategy[Decimal | None]:
    """A price or quantity, with up to five places, or none."""
    return st.one_of(st.none(), st.decimals(Decimal("-9999.99999"), Decimal(9999999999), places=5))


def dates() -> st.SearchStrategy[date | None]:
    """A day of QuickBooks' calendar, or none."""
    return st.one_of(st.none(), st.dates(date(1970, 1, 1), date(2038, 1, 19)))


def _columns(table: Table) -> dict[str, st.SearchStrategy]:
    """Field → what may stand there, for the plain texts of a table."""
    kinds = {Type.TEXT: texts, Type.NOTE: notes, Type.NAME: names}
    return {row.field: kinds[row.type](row.longest) for row in table if row.type in kinds}


def addresses() -> st.SearchStrategy[Address]:
    """An address, often empty."""
    return st.one_of(st.just(Address()), st.builds(Address, **_columns(ADDRESS)))


def expense_lines(line_ids: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[ExpenseLine]:
    """A line that posts to an account."""
    return st.builds(
        ExpenseLine,
        id=ids() if line_ids is None else line_ids,
        account=references(),
        amount=amounts(),
        memo=notes(),
        customer=references(),
        department=references(),
        billable=st.sampled_from(Billable),
    )


def item_lines(line_ids: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[ItemLine]:
    """A line that buys an item."""
    return st.builds(
        ItemLine,
        id=ids() if line_ids is None else line_ids,
        item=references(),
        description=notes(),
        quantity=numbers(),
        unit_of_measure=texts(31),
        cost=numbers(),
        amount=amounts(),
        customer=references(),
        department=references(),
        billable=st.sampled_from(Billable),
    )


def group_lines() -> st.SearchStrategy[ItemGroupLine]:
    """An item group with its members."""
    return st.builds(
        ItemGroupLine,
        id=ids(),
        item_group=references(required=True),
        description=notes(),
        quantity=numbers(),
        unit_of_measure=texts(31),
        amount=amounts(),
        lines=st.lists(item_lines(), max_size=2).map(tuple),
    )


def bills() -> st.SearchStrategy[Bill]:
    """A bill with at least one line and a total that is not negative."""
    several = st.lists(st.one_of(item_lines(), group_lines()), max_size=3, unique_by=lambda line: line.id)
    expenses = st.lists(expense_lines(), max_size=3, unique_by=lambda line: line.id)
    made = st.builds(
        Bill,
        vendor=references(required=True),
        vendor_address=addresses(),
        ap_account=references(),
        txn_date=dates(),
        due_date=dates(),
        terms=references(),
        expense_lines=expenses.map(tuple),
        item_lines=several.map(tuple),
        **_columns(BILL),
    )
    return made.filter(lambda bill: bool(bill.expense_lines or bill.item_lines) and bill.total >= 0)


def vendors() -> st.SearchStrategy[Vendor]:
    """A vendor."""
    booleans = {"is_1099": st.booleans(), "is_active": st.booleans()}
    return st.builds(Vendor, address=addresses(), terms=references(), **booleans, **_columns(VENDOR))


def customers() -> st.SearchStrategy[Customer]:
    """A customer or a job."""
    return st.builds(Customer, parent=references(), address=addresses(), is_active=st.booleans(), **_columns(CUSTOMER))


def accounts() -> st.SearchStrategy[Account]:
    """A ledger account."""
    return st.builds(
        Account,
        name=names(31),
        account_type=st.sampled_from(("Bank", "Expense", "AccountsPayable", "CostOfGoodsSold", "Income")),
        parent=references(),
        number=texts(7).filter(lambda text: len(text) <= 7),
        bank_number=texts(25),
        description=texts(200),
        is_active=st.booleans(),
    )


def departments() -> st.SearchStrategy[Department]:
    """A department: QuickBooks' Class."""
    return st.builds(Department, names(31), references(), st.booleans())


def items() -> st.SearchStrategy[Item]:
    """An item of a type that may be written, in its form."""
    return st.one_of(*item_forms())


def item_forms() -> tuple[st.SearchStrategy[Item], ...]:
    """Items of each form; an item never changes from one to another."""
    simple = (ItemType.SERVICE, ItemType.NON_INVENTORY, ItemType.OTHER_CHARGE)
    common = {"name": names(31), "parent": references(), "is_active": st.booleans()}
    both_ways = common | {
        "is_both_sold_and_purchased": st.just(True),
        "sales_description": notes(),
        "sales_price": numbers(),
        "income_account": references(required=True),
        "purchase_description": notes(),
        "purchase_cost": numbers(),
        "expense_account": references(required=True),
        "preferred_vendor": references(),
    }
    one_way = common | {"description": notes(), "account": references(required=True)}
    return (
        st.builds(Item, item_type=st.sampled_from(simple), price=numbers(), **one_way),
        st.builds(Item, item_type=st.sampled_from(simple), price_percent=numbers(), **one_way),
        st.builds(Item, item_type=st.sampled_from(simple), **both_ways),
        st.builds(Item, item_type=st.just(ItemType.INVENTORY), asset_account=references(required=True), **both_ways),
    )


def terms() -> st.SearchStrategy[Terms]:
    """Standard or date-driven terms."""
    days = st.one_of(st.none(), st.integers(0, 99))
    percent = st.one_of(st.none(), st.decimals(0, 100, places=3))
    standard = st.builds(Terms, names(31), due_days=days, discount_days=days, discount_percent=percent)
    by_date = st.builds(
        Terms,
        names(31),
        is_date_driven=st.just(True),
        day_of_month_due=st.integers(1, 31),
        due_next_month_days=days,
        discount_day_of_month=st.one_of(st.none(), st.integers(1, 31)),
        discount_percent=percent,
        is_active=st.booleans(),
    )
    return st.one_of(standard, by_date)
