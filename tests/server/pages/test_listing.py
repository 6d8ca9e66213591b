"""Pages of a list: page numbers, sort orders and what an address may ask for."""

import pytest
from django.test import RequestFactory

from counterfoil.server.pages.listing import Listing, ordering, page_number, sort_key

SORTS = {"date": ("txn_date",), "vendor": ("vendor__name", "-txn_date")}


def asks(query):
    return RequestFactory().get(f"/?{query}")


@pytest.mark.parametrize(
    ("query", "page"),
    [
        ("", 1),
        ("page=3", 3),
        ("page=0", 1),
        ("page=-2", 1),
        ("page=x", 1),
        ("page=\N{SUPERSCRIPT TWO}", 1),
        ("page=99999999", 1),
    ],
)
def test_what_is_no_page_number_means_the_first_page(query, page):
    assert page_number(asks(query)) == page


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("", "-date"),
        ("sort=vendor", "vendor"),
        ("sort=-vendor", "-vendor"),
        ("sort=password", "-date"),
        ("sort=--date", "-date"),
    ],
)
def test_only_orders_from_the_table_are_taken(query, key):
    assert sort_key(asks(query), SORTS, "-date") == key


def test_turning_an_order_round_turns_every_column_round_and_the_id_comes_last():
    assert ordering("vendor", SORTS) == ["vendor__name", "-txn_date", "pk"]
    assert ordering("-vendor", SORTS) == ["-vendor__name", "txn_date", "-pk"]


@pytest.mark.parametrize(
    ("total", "page", "first", "last", "pages"),
    [(0, 1, 0, 0, 1), (1, 1, 1, 1, 1), (50, 1, 1, 50, 1), (51, 2, 51, 51, 2)],
)
def test_a_page_says_where_it_stands(total, page, first, last, pages):
    listing: Listing[str] = Listing([], total, page, 50, "date")
    assert (listing.first, listing.last, listing.pages) == (first, last, pages)
