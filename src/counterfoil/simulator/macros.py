"""Macros: a name for what an Add of the set will make, used by later requests in place of its id (docs 1.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from .parsing import Macro, Tree
from .status import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .switches import Switches

NAME = re.compile(r"(?P<kind>TxnID|ListID|TxnLineID):\S+")


class Names(NamedTuple):
    """The names that one request defines: one for each place where it could, empty where it does not."""

    heads: list[str]
    lines: list[str]


@dataclass(slots=True)
class Macros:
    """The macros of one message set: what has been defined so far."""

    switches: Switches
    ids: dict[str, str] = field(default_factory=dict)

    def replaced(self, tree: Tree) -> tuple[Tree, Names]:
        """The tree with ids in place of the macros it uses, and the names that it defines.

        Refuses a name that is none or not defined, and one that is defined already (`macro_error_code`).
        """
        names = Names([], [])
        return self._tree(tree, names.heads, names.lines), names

    def _tree(self, tree: Tree, here: list[str], below: list[str]) -> Tree:
        return [(each, self._content(each.macro, content, here, below)) for each, content in tree]

    def _content(self, way: str, content: Any, here: list[str], below: list[str]) -> Any:
        name = ""
        if isinstance(content, Macro):
            name, content = content
            self._check(way, name)
        if way == "useMacro" and name:
            return self.ids[name]
        if way == "defMacro":
            here.append(name)
        return self._tree(content, below, below) if isinstance(content, list) else content

    def _check(self, way: str, name: str) -> None:
        problem = ""
        if NAME.fullmatch(name) is None:
            problem = "is invalid"
        elif (name in self.ids) != (way == "useMacro"):
            problem = "is not defined" if way == "useMacro" else "is already defined"
        if problem:
            raise Refusal(self.switches.macro_error_code, f'The macro "{name}" {problem}.')

    def define(self, names: Names, made: Iterable[str], lines: Iterable[str]) -> None:
        """Remember what the names stand for, once the transaction and its lines are there."""
        for name, object_id in (*zip(names.heads, made, strict=False), *zip(names.lines, lines, strict=False)):
            if name:
                self.ids[name] = object_id
