"""Closed periods, an accountant's copy, and what must be compared before another write (rules S11, D8)."""

from dataclasses import replace
from datetime import date

from tests.engine.world import World

from counterfoil.engine.exchange import Failure
from counterfoil.reconcile.decision import ClosedPeriod
from counterfoil.records import Kind


def dates_anew(world):
    world.books.policy_value = replace(world.books.policy_value, closed_period=ClosedPeriod.FIRST_OPEN_DAY)


def problems(world):
    return {each.problem.code: each.problem for each in world.books.memory.problems.values()}


def test_the_message_names_the_closing_date(world):  # rule S11
    world.person.set_closing_date(date(2026, 11, 18))
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.sync()
    assert "closed through 18 Nov 2026" in problems(world)["closed_period"].cause


def test_a_bill_that_was_about_to_go_again_waits_when_the_books_were_closed_meanwhile():
    """Promise I27: QuickBooks lets it through, as for a user who may change closed periods."""
    world = World.make(closing_date="allow")
    world.sync()
    bill = world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.on_request = lambda text: (
        Failure(0x80010001, "QuickBooks was busy.", executed=False) if "<BillAddRq " in text else world.carry(text)
    )
    world.clock.advance(10)
    world.run()
    world.on_request = None
    world.person.set_closing_date(date(2026, 11, 18))
    world.sync()
    assert (world.sent("BillAddRq"), world.link(Kind.BILL, bill).hold) == (0, "closed_period")


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


def test_while_an_accountant_has_a_copy_nothing_before_its_dividing_date_is_written(world):  # rule S11
    world.person.give_to_accountant(date(2026, 11, 18))
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.sync()
    assert not world.bills_there()
    assert set(problems(world)) == {"accountants_copy"}
    world.person.end_accountants_copy()
    world.sync()
    assert len(world.bills_there()) == 1
    assert not problems(world)


def test_a_condensed_file_is_compared_before_anything_is_written(world):
    carry = world.carry

    def failing(text):
        answer = carry(text)
        if "<IncludeRetElement>" in text:
            return answer.replace('statusCode="0" statusSeverity="Info"', 'statusCode="1000" statusSeverity="Error"')
        return answer

    world.person.condense(date(2026, 6, 30))
    world.carry = failing
    world.enter_bill_here("Keller Lumber", world.line("Rent", "1.00"))
    world.clock.advance(10)
    world.run()
    assert not world.bills_there(), "the comparison could not be carried to its end"
    world.carry = carry
    world.clock.advance(60)
    world.sync()
    assert len(world.bills_there()) == 1


HUNDRED_DAYS = 100 * 24 * 3600


def test_after_the_horizon_nothing_is_written_before_the_comparison_is_done_and_a_deletion_is_noticed(world):
    """The agent was away for longer than the deletion log reaches back (promises I18, I20)."""
    for number in ("kept", "deleted"):
        world.enter_bill_there("Keller Lumber", ("Rent", "1.00"), ref_number=number)
    world.sync()
    gone = next(seen.id for seen in world.bills_there() if "deleted" in str(seen.record))
    world.person.delete_bill(gone)
    world.clock.advance(HUNDRED_DAYS)
    world.enter_bill_here("Keller Lumber", world.line("Rent", "2.00"), ref_number="new")
    carry = world.carry

    def failing(text):
        answer = carry(text)
        if "<IncludeRetElement>" in text:
            return answer.replace('statusCode="0" statusSeverity="Info"', 'statusCode="1000" statusSeverity="Error"')
        return answer

    world.carry = failing
    for _ in range(3):
        world.clock.advance(60)
        world.run()
    assert world.sent("BillAddRq") == 0, "the comparison could not be carried to its end"
    assert not problems(world)
    world.carry = carry
    world.requests.clear()
    world.clock.advance(60)
    world.run()
    asked = [place for place, text in enumerate(world.requests) if "<IncludeRetElement>" in text]
    sent = [place for place, text in enumerate(world.requests) if "<BillAddRq " in text]
    assert max(asked) < min(sent), "first everything is compared, then written"
    world.sync()
    assert set(problems(world)) == {"vanished"}, "no log tells of it any more, so somebody is asked"
    assert len(world.bills_here()) == 3
    assert len(world.bills_there()) == 2
