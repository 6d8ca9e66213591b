"""docs/rules.md states every rule of the product, and lists tests that really hold those that are built."""

import pytest

from tests.rules import MARK, PAGE, ROOT, citations, cited_in, listed, section, stated

PAGE_TEXT = PAGE.read_text()
NUMBERS = {"D": 17, "B": 18, "C": 8, "P": 10, "S": 13}
RULES = [*(f"{letter}{number}" for letter, last in NUMBERS.items() for number in range(1, last + 1)), "E"]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("Deleted there, edited here (rule C3).", {"C3"}),
        ("(rules B10, B11 and S9)", {"B10", "B11", "S9"}),
        ("rules D1 to D4", {"D1", "D2", "D3", "D4"}),
        ("# 3200, rules S10,\n    # S11, E", {"S10", "S11", "E"}),
        ("test_that_rule_B7_holds", {"B7"}),
        ("a rule E of thumb is E", {"E"}),
        ("rules of the house; rule B1x; D4", set()),
    ],
)
def test_what_a_test_cites_is_read_from_its_words(text, rules):
    assert cited_in(text) == rules


def test_the_page_states_every_rule_in_order():
    assert list(stated(PAGE_TEXT)) == RULES


def test_every_rule_that_is_built_lists_a_test():
    tests = listed(PAGE_TEXT)
    assert list(tests) == RULES
    built = [rule for rule, is_built in stated(PAGE_TEXT).items() if is_built]
    assert len(built) > 40, "the page is not read any more"
    assert not [rule for rule in built if not tests[rule]], "cite the rule in the test that holds it; then: make rules"


def test_every_test_that_is_listed_is_there_and_cites_the_rule():
    known = citations()
    wrong = [
        (rule, name)
        for rule, names in listed(PAGE_TEXT).items()
        for name in names
        if name not in known.get(rule, []) or not (ROOT / "tests" / name).is_file()
    ]
    assert not wrong, "make rules"


def test_writing_the_list_anew_finds_every_test_that_cites_a_rule():
    anew = listed(PAGE_TEXT.split(MARK, maxsplit=1)[0] + section(PAGE_TEXT))
    assert {name for names in anew.values() for name in names} == {
        name for names in citations().values() for name in names
    }
