"""Closed periods, an accountant's copy, and what must be compared before another write (rules S11, D8)."""

import re
from dataclasses import replace
from datetime import date

import pytest
from tests.engine.world import World

from counterfoil.reconcile.decision import ClosedPeriod


@pytest.fixture
def world():
    world = World.make()
    world.sync()
    return world


def dates_anew(world):
    world.books.policy_value = replace(world.books.policy_value, closed_period=ClosedPeriod.FIRST_OPEN_DAY)


def problems(world):
    return {each.problem.code: each.problem for each in world.books.memory.problems.values()}


def test_the_message_names_the_closing_date(world):  # rule S11
    world.person.set_closing_date(date(2026, 11, 18))
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.sync()
    assert "closed through 18 Nov 2026" in problems(world)["closed_period"].cause


def test_by_preference_the_bill_is_dated_to_the_first_open_day_on_both_sides(world):  # rule S11
    dates_anew(world)
    world.person.set_closing_date(date(2026, 11, 18))
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.sync()
    assert world.the_bill_here().txn_date == world.the_bill_there().txn_date == date(2026, 11, 19)
    assert "It was dated 18 Nov 2026 and is now dated 19 Nov 2026." in world.told()
    assert not problems(world)
    before = world.writes()
    world.sync()
    assert world.writes() == before, "promise I6"


def test_what_waits_goes_when_the_preference_is_changed(world):  # rule S11
    world.person.set_closing_date(date(2026, 11, 18))
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.sync()
    dates_anew(world)
    world.sync()
    assert world.the_bill_there().txn_date == date(2026, 11, 19)
    assert not problems(world)


def test_a_bill_that_stands_in_the_closed_period_there_is_never_forced(world):  # rule S11
    dates_anew(world)
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"), memo="old")
    world.sync()
    world.person.set_closing_date(date(2026, 11, 18))
    world.clock.advance(60)
    (bill,) = world.bills_here()
    world.edit_here(bill, memo="new")
    world.sync()
    assert world.the_bill_there().memo == "old"
    assert set(problems(world)) == {"closed_period"}


def accountants_copy(world, dividing_date):
    carry = world.carry
    part = f"<AccountantCopyExists>true</AccountantCopyExists><DividingDate>{dividing_date}</DividingDate>"
    whole = f"<AccountantCopy>{part}</AccountantCopy></CompanyRet>"

    def carried(text):
        answer = re.sub(r"(?s)<AccountantCopy>.*?</AccountantCopy>", "", carry(text))
        return answer.replace("</CompanyRet>", whole)

    world.carry = carried
    return carry


def test_while_an_accountant_has_a_copy_nothing_before_its_dividing_date_is_written(world):
    carry = accountants_copy(world, "2026-11-18")
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.sync()
    assert not world.bills_there()
    assert set(problems(world)) == {"accountants_copy"}
    world.carry = carry
    world.sync()
    assert len(world.bills_there()) == 1
    assert not problems(world)


def test_a_condensed_file_is_compared_before_anything_is_written(world):
    carry = world.carry
    stamp = "<LastCondenseTime>{}</LastCondenseTime></CompanyActivityRet>"
    world.carry = lambda text: carry(text).replace("</CompanyActivityRet>", stamp.format("2026-01-01T10:00:00-05:00"))
    world.sync()

    def condensed(text, fails):
        answer = carry(text).replace("</CompanyActivityRet>", stamp.format("2026-11-18T10:00:00-05:00"))
        if fails and "<IncludeRetElement>" in text:
            return answer.replace('statusCode="0" statusSeverity="Info"', 'statusCode="1000" statusSeverity="Error"')
        return answer

    world.carry = lambda text: condensed(text, fails=True)
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.clock.advance(10)
    world.run()
    assert not world.bills_there(), "the comparison could not be carried to its end"
    world.carry = lambda text: condensed(text, fails=False)
    world.clock.advance(60)
    world.sync()
    assert len(world.bills_there()) == 1
