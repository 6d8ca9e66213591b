"""Reading the text tables of a sample company: cells divided by `|`, children indented under their parent."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its cells, and the full name of the parent that the indentation gives it."""

    cells: tuple[str, ...]
    parent: str = ""

    def __getitem__(self, column: int) -> str:
        return self.cells[column]


@cache
def table(sample: str, name: str) -> tuple[Row, ...]:
    """The rows of a sample company's table without hierarchy, comments left out."""
    return tuple(Row(tuple(cell.strip() for cell in line.split("|"))) for line in _lines(sample, name))


@cache
def tree(sample: str, name: str, column: int = 0) -> tuple[Row, ...]:
    """The rows of a table whose names, in that column, are indented two blanks a level under their parents."""
    return tuple(_under_parents(_lines(sample, name), column))


def names_in(cell: str) -> list[str]:
    """The parts of a cell that lists several names, divided by `;`."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def _lines(sample: str, name: str) -> list[str]:
    text = (files(__package__) / sample / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _under_parents(lines: list[str], column: int) -> Iterator[Row]:
    above: list[str] = []
    for line in lines:
        cells = line.split("|")
        name = cells[column].removeprefix(" " if column else "").rstrip()
        level = (len(name) - len(name.lstrip())) // 2
        del above[level:]
        yield Row(tuple(cell.strip() for cell in cells), ":".join(above))
        above.append(name.strip())
