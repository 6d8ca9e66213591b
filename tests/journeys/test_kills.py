"""kill -9 of server, agent or simulator at any moment, then start again: nothing twice, nothing lost, nothing stuck."""

import itertools
import random
import threading

import pytest

from tests.journeys.house import House, until

pytestmark = pytest.mark.processes

VICTIMS = ("server", "agent", "simulator")


def enter_here(house: House, number: str) -> dict:
    vendor, rent = house.find("vendors", name="Keller Lumber"), house.find("accounts", name="Rent")
    lines = [{"account": {"id": rent["id"]}, "amount": "10.00"}]
    header = {"vendor": {"id": vendor["id"]}, "txn_date": "2026-11-02", "ref_number": number}
    return house.create("bills", **header, expense_lines=lines)


def enter_there(house: House, number: str) -> None:
    with house.at_quickbooks() as person:
        person.enter_bill("Novak Electric", [person.expense("Rent", "10.00")], ref_number=number)


def expect_everything(house: House, numbers: list[str]) -> None:
    """Each bill exists exactly once on each side (`bill_here` and `bill_there` fail on two)."""
    for number in numbers:
        until(lambda number=number: house.bill_here(number), 120)
        until(lambda number=number: house.bill_there(number), 120)
    until(lambda: house.state()["is_settled"], 120)
    assert house.state()["in_doubt"] == 0


@pytest.mark.parametrize("victim", VICTIMS)
def test_a_process_killed_while_bills_travel_leaves_nothing_twice_lost_or_stuck(house, victim):
    """Three rounds a victim, each killed at a moment that the seed chooses."""
    chance = random.Random(victim)
    numbers = []
    for round_ in range(3):
        for number in range(4):
            here, there = f"K-{victim}-{round_}-{number}-h", f"K-{victim}-{round_}-{number}-t"
            enter_here(house, here)
            enter_there(house, there)
            numbers += [here, there]
        killer = threading.Timer(chance.uniform(0.0, 0.8), house.kill, [victim])
        killer.start()
        killer.join()
        house.start(victim)
    expect_everything(house, numbers)


POINTS = ("sent", "answered", "applied")
"""Where the agent can be killed for certain: a write handed out, carried out, and delivered."""


@pytest.mark.parametrize("victim", VICTIMS)
@pytest.mark.parametrize("point", POINTS)
def test_a_process_killed_at_a_step_of_a_write_leaves_one_bill(house, victim, point):
    """The write is watched from outside: in doubt here, present there, and no longer in doubt."""
    number = f"P-{victim}-{point}"
    reached = {
        "sent": lambda: house.state()["in_doubt"] > 0 or house.bill_there(number),
        "answered": lambda: house.bill_there(number),
        "applied": lambda: house.bill_there(number) and house.state()["in_doubt"] == 0,
    }[point]
    enter_here(house, number)
    for _ in itertools.takewhile(lambda _: not reached(), itertools.repeat(None)):
        pass
    house.kill(victim)
    house.start(victim)
    expect_everything(house, [number])
