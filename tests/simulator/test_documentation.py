"""What docs/simulator.md lists is what there is."""

from pathlib import Path

from counterfoil.simulator.disturbances import DISTURBANCES
from counterfoil.simulator.faults import EVERY_FAULT
from counterfoil.simulator.serve import DOORS

TEXT = (Path(__file__).parents[2] / "docs" / "simulator.md").read_text()


def listed(heading: str) -> list[str]:
    """The names in the second column of a table, in order."""
    table = TEXT[TEXT.index(heading) :].split("\n\n")[0]
    return [name.strip() for row in table.splitlines()[2:] for name in row.split("|")[2].split(",")]


def test_every_fault_is_listed_and_nothing_else() -> None:
    assert sorted(listed("| where | faults |")) == sorted(EVERY_FAULT)


def test_every_disturbance_is_listed_in_order() -> None:
    assert listed("| who | disturbances |") == list(DISTURBANCES)


def test_every_door_is_listed() -> None:
    for door in DOORS:
        assert door.path in TEXT, door.path
