"""What holds for every decision, whatever two people did (docs/promises.md, the merge)."""

import re
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.reconcile.decide import decide
from counterfoil.reconcile.decision import Act, Decision, Facts, Hold, Master, Policy
from counterfoil.records import Bill, ItemLine, Kind
from tests.reconcile.strategies import bills, edited, facts, policies, tokens_of

OPEN = Facts()


@st.composite
def cases(draw: st.DrawFn):
    """A base, what each side made of it (None: deleted), the policy and the facts."""
    base = draw(bills())
    gone = st.sampled_from([False] * 7 + [True])
    there = None if draw(gone) else draw(edited(base, "theirs"))
    here = None if draw(gone) else draw(edited(base, "ours"))
    return base, there, here, draw(policies), draw(facts)


def decided(case: Any) -> Any:
    return decide(Kind.BILL, *case)


def carried_out(base, there, here, decision: Decision):
    """The three values after everything the decision says has succeeded."""
    if decision.here is not Act.NOTHING:
        here = decision.value_here
    if decision.there is not Act.NOTHING:
        there = decision.value_there
    agreed = there if decision.there is not Act.NOTHING else decision.base
    return agreed, there, here


@given(cases())
def test_a_decision_depends_on_nothing_but_its_arguments(case):
    assert decided(case) == decided(case)


@given(cases())
def test_what_waits_is_written_nowhere(case):
    base, *_ = case
    decision = decided(case)
    if decision.hold:
        assert (decision.here, decision.there, decision.base) == (Act.NOTHING, Act.NOTHING, base)


@settings(max_examples=400)
@given(cases())
def test_once_carried_out_there_is_nothing_left_to_decide(case):
    base, there, here, policy, known = case
    decision = decided(case)
    after = carried_out(base, there, here, decision)
    again = decided((*after, policy, known))
    assert again.is_nothing or again.hold == decision.hold
    assert again.conflicts == () or again.hold


@settings(max_examples=400)
@given(cases())
def test_once_carried_out_two_way_sides_are_equal_but_for_withheld_item_rows(case):
    base, there, here, policy, known = case
    decision = decided(case)
    if decision.hold or not policy.two_way or decision.here is decision.there is Act.NOTHING:
        return
    _, there, here = carried_out(base, there, here, decision)
    if known.is_order_linked and there and here:
        there, here = replace(there, item_lines=()), replace(here, item_lines=())
    assert there == here


@settings(max_examples=1000)
@given(cases())
def test_no_value_that_a_person_typed_disappears_without_a_conflict(case):
    base, there, here, _, _ = case
    decision = decided(case)
    after = carried_out(base, there, here, decision)
    kept = tokens_of(after[1]) | tokens_of(after[2])
    recorded = {word for c in decision.conflicts for word in re.findall(r"\w+", f"{c.ours} {c.theirs}")}
    assert (tokens_of(there) | tokens_of(here)) - kept - recorded == set()


@given(cases())
def test_a_deletion_never_meets_an_edit_without_a_person(case):
    base, there, here, *_ = case
    decision = decided(case)
    if (there is None and here not in (None, base)) or (here is None and there not in (None, base)):
        assert decision.hold == Hold.REVIEW


@given(bills(), st.data())
def test_edits_of_different_fields_survive_together(base: Bill, data):
    first, *others = base.expense_lines
    there = replace(base, memo="there1", expense_lines=(replace(first, memo="there2"), *others))
    here = replace(base, ref_number="here1")
    decision = decide(Kind.BILL, base, there, here, Policy(master=data.draw(st.sampled_from(Master))), OPEN)
    assert decision.value_here == decision.value_there == replace(there, ref_number="here1")
    assert decision.conflicts == ()


@given(cases())
def test_the_lines_that_quickbooks_has_keep_their_order(case):
    _, there, *_ = case
    decision = decided(case)
    if decision.there is Act.CHANGE:
        for table in ("expense_lines", "item_lines"):
            before = [line.id for line in getattr(there, table)]
            retained = [line.id for line in getattr(decision.value_there, table) if line.id in before]
            assert retained == [identity for identity in before if identity in retained]


@given(bills())
def test_identical_lines_never_become_one(base):
    same = tuple(replace(line, id=f"9{n}") for n, line in enumerate((base.expense_lines[0],) * 3))
    there = replace(base, expense_lines=(*base.expense_lines, *same))
    decision = decide(Kind.BILL, base, there, base, Policy(), OPEN)
    assert decision.value_here == there


@given(cases())
def test_no_item_value_of_an_order_linked_bill_goes_to_quickbooks(case):
    base, there, here, policy, known = case
    decision = decided((base, there, here, policy, replace(known, is_order_linked=True)))
    if decision.there is Act.CHANGE:
        assert decision.value_there.item_lines == there.item_lines


@given(cases())
def test_a_merged_item_line_is_priced_as_one_of_the_sides_priced_it(case):
    base, there, here, *_ = case
    decision = decided(case)
    priced = {_price(line) for side in (base, there, here) if side for line in side.item_lines}
    for value in (decision.value_here, decision.value_there):
        assert {_price(line) for line in value.item_lines if isinstance(line, ItemLine)} <= priced if value else True


def _price(line):
    return (getattr(line, "quantity", None), getattr(line, "cost", None), line.amount)


@given(st.lists(cases(), min_size=2, max_size=6), st.randoms())
def test_the_order_of_a_batch_makes_no_difference(batch, random):
    shuffled = batch[:]
    random.shuffle(shuffled)
    before = {id(case): decided(case) for case in batch}
    assert all(decided(case) == before[id(case)] for case in shuffled)
