"""The list of what is known of QuickBooks is whole, and docs/behaviours.md shows it."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner

from counterfoil.simulator.behaviours import BEHAVIOURS, CHAPTERS, page
from counterfoil.simulator.command import simulator
from counterfoil.simulator.messages.absent import ABSENT
from counterfoil.simulator.switches import Switches

DOCS = Path(__file__).parents[2] / "docs"
SOURCE = Path(__file__).parents[2] / "src" / "counterfoil" / "simulator"
FACTS = (DOCS / "quickbooks.md").read_text()
SECTIONS = dict(re.findall(r"^##+ ([\d.]+) (.+)$", FACTS, re.MULTILINE))


def printed(*arguments: str) -> str:
    return CliRunner().invoke(simulator, ["behaviours", *arguments]).output


def test_every_switch_is_listed_as_open_and_nothing_else_is() -> None:
    assert [each.name for each in BEHAVIOURS if each.known == "open"] == [each.name for each in fields(Switches)]


def test_every_behaviour_says_what_happens_how_it_is_known_and_where_that_is_written() -> None:
    assert len({each.name for each in BEHAVIOURS}) == len(BEHAVIOURS)
    for each in BEHAVIOURS:
        assert each.known in ("official", "seen", "reported", "assumed", "open"), each
        assert each.sentence.endswith("."), each
        assert each.where in SECTIONS, each


def test_what_the_source_cites_of_the_facts_is_there() -> None:
    cited = {
        section
        for path in SOURCE.rglob("*.py")
        for citation in re.findall(r"docs/quickbooks\.md ((?:\d+(?:\.\d+)?(?:, | and )?)+)", path.read_text())
        for section in re.findall(r"\d+(?:\.\d+)?", citation)
    }
    assert cited <= set(SECTIONS)


@pytest.mark.parametrize("code", ["1030", "3250", "3262", "3264"])
def test_every_status_of_a_feature_that_is_not_there_is_listed(code: str) -> None:
    assert code in {str(refusal().status.code) for refusal, _ in ABSENT}
    assert any(code in each.sentence for each in BEHAVIOURS if each.known != "open")


def test_chapters_are_called_as_those_of_the_facts() -> None:
    assert {number: SECTIONS[number] for number in CHAPTERS} == CHAPTERS


def test_a_command_prints_the_list_and_the_page_is_up_to_date() -> None:
    assert len(printed().splitlines()) == len(BEHAVIOURS)
    assert "[switch mod_lines_scope]" in printed()
    assert printed("--page") == page() == (DOCS / "behaviours.md").read_text(), "write it anew: make behaviours"
