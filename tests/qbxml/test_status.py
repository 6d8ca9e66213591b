"""What an outcome asks of us (docs/quickbooks.md 2 and 6.3)."""

import pytest

from counterfoil.qbxml.answers import Status
from counterfoil.qbxml.status import HRESULTS, STATUSES, Reaction, outcome_of, outcome_of_hresult, reaction_to

PASSING = [
    (3170, "QuickBooks error message: This list has been modified by another user."),
    (3170, "The internals could not be locked. They are in use by another user."),
    (3180, "There was an error when saving a Customers list.  This list has been MODIFIED by another user."),
    (3175, "it is already in use.  The transaction could not be locked."),
    (3176, "A related object is in use."),
]
FINAL = [
    (3100, 'The name "X" of the list element is already in use.', Reaction.NAME_TAKEN),
    (3180, "QuickBooks error message: The account number is already in use.", Reaction.FIX),
    (3170, "There was an error when modifying.", Reaction.FIX),
    (3200, 'The provided edit sequence "1" is out-of-date.', Reaction.REREAD),
    (3120, "cannot be found", Reaction.GONE),
    (3231, "The request has not been processed.", Reaction.RESEND),
    (3161, "", Reaction.HOLD),
    (3171, "", Reaction.HOLD),
    (3391, "", Reaction.RESTART),
    (570, "saved, not linked", Reaction.PARTIAL),
    (0, "Status OK", Reaction.OK),
    (1, "", Reaction.EMPTY),
    (500, "", Reaction.PARTIAL),
    (600, "", Reaction.UNKNOWN),
    (9002, "", Reaction.UNKNOWN),
    (-1, "", Reaction.UNKNOWN),
]


@pytest.mark.parametrize(("code", "message"), PASSING)
def test_a_passing_refusal_is_tried_again(code, message):
    assert reaction_to(Status(code, "Error", message)) is Reaction.RETRY


@pytest.mark.parametrize(("code", "message", "reaction"), FINAL)
def test_everything_else_is_not_blindly_repeated(code, message, reaction):
    assert reaction_to(Status(code, "", message)) is reaction


@pytest.mark.parametrize(
    ("code", "reaction"),
    [(7, Reaction.OK), (777, Reaction.PARTIAL), (3999, Reaction.FIX), (9150, Reaction.BUG)],
)
def test_a_code_that_we_do_not_know_is_judged_by_its_range(code, reaction):
    assert reaction_to(Status(code, "", "words")) is reaction


def test_only_locks_are_retried_by_code_alone():
    assert {code for code, outcome in STATUSES.items() if outcome.reaction is Reaction.RETRY} == {
        1010,
        3175,
        3176,
        3177,
    }


def test_every_meaning_is_a_sentence():
    for outcome in (*STATUSES.values(), *HRESULTS.values()):
        assert outcome.meaning[0].isupper()
        assert outcome.meaning.endswith(".")


@pytest.mark.parametrize(
    ("hresult", "reaction"),
    [
        (0x80040400, Reaction.BUG),
        (0x80040402, Reaction.UNKNOWN),
        (0x80040414, Reaction.LATER),
        (0x80040418, Reaction.STOP),
        (0x8004040D, Reaction.RETRY),
        (-0x7FFBFC00, Reaction.BUG),
        (0x80049999, Reaction.UNKNOWN),
    ],
)
def test_an_hresult_of_either_sign_is_known(hresult, reaction):
    assert outcome_of_hresult(hresult).reaction is reaction


def test_an_unknown_hresult_is_named():
    assert outcome_of_hresult(0x80049999).meaning == "QuickBooks failed with 0x80049999."


def test_a_refusal_that_we_do_not_know_keeps_quickbooks_words():
    assert outcome_of(Status(3999, "Error", "No more paper.")).meaning == "No more paper."
