"""The list of what is known of QuickBooks is whole."""

from dataclasses import fields

from click.testing import CliRunner

from counterfoil.simulator.behaviours import BEHAVIOURS
from counterfoil.simulator.command import simulator
from counterfoil.simulator.switches import Switches


def test_every_switch_is_listed_as_open_and_nothing_else_is() -> None:
    assert [each.name for each in BEHAVIOURS if each.known == "open"] == [each.name for each in fields(Switches)]


def test_every_behaviour_says_what_happens_how_it_is_known_and_where_that_is_written() -> None:
    assert len({each.name for each in BEHAVIOURS}) == len(BEHAVIOURS)
    for each in BEHAVIOURS:
        assert each.known in ("official", "seen", "reported", "assumed", "open"), each
        assert each.sentence.endswith("."), each
        assert each.where[0].isdigit(), each


def test_a_command_prints_the_list() -> None:
    printed = CliRunner().invoke(simulator, ["behaviours"]).output
    assert len(printed.splitlines()) == len(BEHAVIOURS)
    assert "[switch mod_lines_scope]" in printed
