"""A service's refusal, shown where it belongs: each problem at its field, the rest above the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django import forms

    from counterfoil.records import Problem


def sentence(problem: Problem) -> str:
    """A problem as one thing to read: what is wrong, why, and what to do."""
    parts = [problem.title, problem.cause, problem.fix]
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts if part)


def place(form: forms.BaseForm, problem: Problem, field: str) -> None:
    """Put the problem at that field of the form, or above the form where it has no such field."""
    form.add_error(field if field in form.fields else None, sentence(problem))


def place_all(form: forms.BaseForm, problems: Iterable[Problem], names: dict[str, str] | None = None) -> None:
    """Put each problem at the field that its path begins with; `names` says which form field holds which path."""
    for problem in problems:
        head = problem.field.split(".")[0]
        place(form, problem, (names or {}).get(problem.field, (names or {}).get(head, head)))
