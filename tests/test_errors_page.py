"""docs/errors.md says what the catalogue says (rule E)."""

from pathlib import Path

from click.testing import CliRunner

from counterfoil.__main__ import main
from counterfoil.errors import page
from counterfoil.records.catalogue import TABLE

PAGE = Path(__file__).parents[1] / "docs" / "errors.md"


def test_the_page_is_up_to_date():
    assert PAGE.read_text() == page(), "write it anew: make errors"


def test_every_error_has_a_place_of_its_own_on_the_page():
    headings = [line.removeprefix("### ") for line in page().splitlines() if line.startswith("### ")]
    assert headings == list(TABLE)


def test_a_command_prints_it():
    printed = CliRunner().invoke(main, ["errors"])
    assert (printed.exit_code, printed.output) == (0, page())
