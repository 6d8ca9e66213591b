"""The best guess at the accounts of the preferences (rule S6)."""

import pytest

from counterfoil.server.sync.guesses import ACCOUNT_TYPES, SIGNS, Known, guess

CHART = """
 1 | 1000 savings              | Bank               |
 2 | 1010 checking             | Bank               |
 3 | 1020 payroll clearing     | Bank               |
 4 | 1200 accounts receivable  | AccountsReceivable | AccountsReceivable
 5 | 1499 undeposited funds    | OtherCurrentAsset  | UndepositedFunds
 6 | 2000 accounts payable     | AccountsPayable    | AccountsPayable
 7 | 6100 rent                 | Expense            |
 8 | 6900 ask my accountant    | Expense            |
 9 | 6990 uncategorized        | Expense            | UncategorizedExpenses
"""


def chart(text=CHART, without=()):
    rows = ([cell.strip() for cell in line.split("|")] for line in text.strip().splitlines())
    return [Known(int(id_), *rest) for id_, *rest in rows if int(id_) not in without]


def test_each_preference_gets_the_account_that_its_signs_name():
    assert guess(chart()) == {
        "accounts_payable_account": 6,
        "unallocated_expenses_account": 9,
        "default_bank_account": 2,
        "accounts_receivable_account": 4,
        "deposit_to_account": 5,
        "clearing_account": 3,
    }


@pytest.mark.parametrize(
    ("without", "name", "account"),
    [
        ({9}, "unallocated_expenses_account", 8),
        ({9, 8}, "unallocated_expenses_account", 7),
        ({2}, "default_bank_account", 1),
        ({5}, "deposit_to_account", None),
        ({3}, "clearing_account", None),
        ({6}, "accounts_payable_account", None),
    ],
)
def test_without_the_likeliest_the_next_is_taken_or_none(without, name, account):
    assert guess(chart(without=without)).get(name) == account


def test_an_account_that_is_called_like_the_preference_beats_the_one_that_every_company_file_has():
    called = [*chart(), Known(10, "6999 unallocated expenses", "Expense")]
    assert guess(called)["unallocated_expenses_account"] == 10


def test_one_of_several_expense_accounts_is_not_guessed_without_a_sign():
    assert "unallocated_expenses_account" not in guess([Known(1, "rent", "Expense"), Known(2, "fuel", "Expense")])


def test_no_account_of_another_type_is_ever_guessed():
    named = [Known(n, key, "Equity") for n, key in enumerate(("checking", "clearing", "undeposited funds"))]
    assert guess(named) == {}


def test_an_empty_chart_gives_no_guess_and_every_preference_has_signs_and_types():
    assert guess([]) == {}
    assert set(SIGNS) == set(ACCOUNT_TYPES)
