"""Fields, values and histories in the words that people read."""

import pytest

from counterfoil.server.pages.words import path_label, value_words


@pytest.mark.parametrize(
    ("path", "label"),
    [
        ("memo", "Memo"),
        ("txn_date", "Bill date"),
        ("expense_lines[#4]", "Expense line"),
        ("expense_lines[12-1].amount", "Expense line, amount"),
        ("item_lines[7].customer", "Item line, customer:job"),
        ("expense_lines.order", "Expense line, order of the lines"),
    ],
)
def test_a_path_is_read_as_words(path, label):
    assert path_label(path) == label


@pytest.mark.parametrize(
    ("value", "field", "words"),
    [
        (None, "memo", ""),
        ("", "memo", ""),
        (True, "is_active", "yes"),
        (["5", "Keller Lumber"], "vendor", "Keller Lumber"),
        ("-1234.50", "amount", "\N{MINUS SIGN}1,234.50"),
        ("2026-03-02", "txn_date", "2 Mar 2026"),
        ("soon", "due_date", "soon"),
        ("40.00000", "quantity", "40"),
        ("1000", "cost", "1,000"),
        (["a", "b"], "order", "2 lines"),
        ({"line1": "12 Mill Road", "city": "Harbor"}, "address", "12 Mill Road, Harbor"),
        ({"id": "4", "account": ["7", "Fuel"], "amount": "30.00"}, "expense_lines", "Fuel, 30.00"),
    ],
)
def test_a_stored_value_is_read_as_words(value, field, words):
    assert value_words(value, field) == words
