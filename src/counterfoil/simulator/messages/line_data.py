"""Private data and custom fields that come with the lines of an Add (docs/quickbooks.md 3.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import data_ext
from .data_values import TABLES

if TYPE_CHECKING:
    from counterfoil.simulator.company import CompanyFile
    from counterfoil.simulator.parsing import Tree
    from counterfoil.simulator.reading import Reader

Given = dict[str, list[list[dict[str, Any]]]]
"""Table of lines → for each line that is sent, the values it brings."""


def given(tree: Tree, reader: Reader) -> Given:
    """The values that the lines of a request bring; nothing where none brings any."""
    found: Given = {}
    for each, content in tree:
        if each.attr in TABLES and isinstance(content, list):
            data = [reader.values(inner) for field, inner in content if field.name == "DataExt"]
            found.setdefault(each.attr, []).append(data)
    return found if any(data for lines in found.values() for data in lines) else {}


def keep(company: CompanyFile, kind: str, added: Any, brought: Given) -> None:
    """Keep what the lines brought; lines taken from a whole order stand in front of those that were sent."""
    for table, lines in brought.items():
        stored = getattr(added, table)[-len(lines) :]
        for line, data in zip(stored, lines, strict=True):
            for values in data:
                data_ext.set_on_line(company, kind, line.txn_line_id, values)
