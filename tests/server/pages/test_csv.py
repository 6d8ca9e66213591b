"""CSV files are safe to open in a spreadsheet."""

import csv
import io

import pytest

from counterfoil.server.pages.csv import answer, harmless, lines


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "\N{FULLWIDTH EQUALS SIGN}1"]
)
def test_what_a_spreadsheet_would_take_for_a_formula_becomes_text(cell):
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "Keller", "12.00", 7, None])
def test_other_cells_stay_as_they_are(cell):
    assert harmless(cell) == ("" if cell is None else str(cell))


def test_the_table_can_be_read_back():
    text = "".join(lines(("A", "B"), [("x, y", 'says "so"'), (None, 3)])).removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    assert list(csv.reader(io.StringIO(text))) == [["A", "B"], ["x, y", 'says "so"'], ["", "3"]]


def test_it_is_a_download_of_its_name():
    assert answer("run-7.csv", ("A",), [])["Content-Disposition"] == 'attachment; filename="run-7.csv"'
