"""kill -9 of server, agent or simulator at every step of a write: nothing twice, nothing lost, nothing stuck."""

import random
import threading
from collections.abc import Iterator
from functools import partial

import pytest

from tests.journeys.conftest import furnish
from tests.journeys.house import House, new_database, until
from tests.journeys.relay import STEPS, Trap, relay_to_server, relay_to_simulator

pytestmark = pytest.mark.processes

VICTIMS = ("server", "agent", "simulator")


@pytest.fixture(scope="module")
def trapped_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Trap]]:
    """A house whose agent speaks through relays, and the trap in them."""
    folder, trap = tmp_path_factory.mktemp("trapped"), Trap()
    with new_database(folder) as url:
        house = House(folder, url, furnish=furnish)
        relays = [relay_to_server(house.server, trap), relay_to_simulator(house.simulator, trap)]
        house.agents_server, house.agents_simulator = (relay.address for relay in relays)
        try:
            house.open(two_way=True)
            yield house, trap
        finally:
            house.close()
            for relay in relays:
                relay.close()


def expect_each_once(house: House, numbers: list[str]) -> None:
    """Each bill exists exactly once on each side (`bill_here` and `bill_there` fail on two), and nothing is stuck."""
    for number in numbers:
        until(partial(house.bill_here, number), 120)
        until(partial(house.bill_there, number), 120)
    until(lambda: house.state()["is_settled"], 120)
    assert house.state()["in_doubt"] == 0


@pytest.mark.parametrize("victim", VICTIMS)
@pytest.mark.parametrize("step", STEPS)
def test_a_new_bill_survives_a_kill_at_this_step(trapped_house, step, victim):
    house, trap = trapped_house
    number = f"{STEPS.index(step)}-{victim}"
    trap.arm(step, lambda: house.kill(victim))
    house.enter_here(number)
    assert trap.sprung.wait(60), f"the write never came so far as to be {step}"
    house.start(victim)
    expect_each_once(house, [number])


@pytest.mark.parametrize("victim", VICTIMS)
@pytest.mark.parametrize("step", ["about to be called", "carried out"])
def test_an_edit_survives_a_kill_at_this_step(trapped_house, step, victim):
    house, trap = trapped_house
    number = f"e{STEPS.index(step)}-{victim}"
    house.enter_here(number)
    expect_each_once(house, [number])
    trap.arm(step, lambda: house.kill(victim))
    house.change("bills", house.the("bills", ref_number=number), memo=f"Edited before {victim} was killed")
    assert trap.sprung.wait(60), f"the write never came so far as to be {step}"
    house.start(victim)
    until(lambda: house.memo_there(number) == f"Edited before {victim} was killed", 120)
    expect_each_once(house, [number])


@pytest.mark.parametrize("victim", VICTIMS)
def test_bills_that_rain_on_both_sides_survive_kills_at_any_moment(trapped_house, victim):
    """Three rounds, each killed at a moment that the seed chooses."""
    house, _ = trapped_house
    chance, numbers = random.Random(victim), []
    for round_ in range(3):
        for number in range(4):
            here, there = f"r-{victim}-{round_}-{number}-h", f"r-{victim}-{round_}-{number}-t"
            house.enter_here(here)
            house.enter_there(there)
            numbers += [here, there]
        killer = threading.Timer(chance.uniform(0.0, 0.8), house.kill, [victim])
        killer.start()
        killer.join()
        house.start(victim)
    expect_each_once(house, numbers)
