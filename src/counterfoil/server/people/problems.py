"""Refusals: what a service raises when it cannot do what was asked, with every problem as a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counterfoil.records import Problem


def one_for_each_field(problems: Iterable[Problem]) -> list[Problem]:
    """The first problem of every field, and all that concern no field: nobody is told the same thing twice."""
    found: dict[str, Problem] = {}
    for problem in problems:
        found.setdefault(problem.field or f" {len(found)}", problem)
    return list(found.values())


class Refused(Exception):  # noqa: N818  # the word the services use: "refused", not an error of the program
    """Nothing was changed, for these reasons; shown at their fields in forms and as problem details by the API."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        assert self.problems, "a refusal says why"
        super().__init__("; ".join(problem.title for problem in self.problems))

    @property
    def codes(self) -> list[str]:
        """The problems' codes, in order."""
        return [problem.code for problem in self.problems]
