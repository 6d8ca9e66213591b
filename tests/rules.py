"""Which tests hold which rule of the product: read from what the tests cite, and written into docs/rules.md.

A test cites a rule where it says `rule B10` or `rules B10, B11`, in a docstring, a comment or a name. `make rules`
writes the list anew.
"""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "rules.md"
MARK = "## Which tests hold which rule"

RULE = r"(?:[BCDPS]\d{1,2}|E)(?![A-Za-z0-9])"
CITED = re.compile(rf"(?:\b|_)[Rr]ules?[ _]+({RULE}(?:(?:,| and| or| to)* {RULE})*)")
RANGE = re.compile(r"([BCDPS])(\d+) to [BCDPS](\d+)")
STATED = re.compile(rf"^(?:\| ({RULE}) \||- \*\*({RULE}))", re.MULTILINE)
NOT_BUILT = "*Not built yet.*"


def cited_in(text: str) -> set[str]:
    """The rules that a text cites; `rules D1 to D4` are four."""
    found: set[str] = set()
    for citation in CITED.findall(re.sub(r"\s*\n\s*(?:#\s*)?", " ", text)):
        for letter, first, last in RANGE.findall(citation):
            found |= {f"{letter}{number}" for number in range(int(first), int(last) + 1)}
        found |= set(re.findall(RULE, citation))
    return found


def citations() -> dict[str, list[str]]:
    """Rule → the files under tests that cite it."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        if path.name == "test_rules_page.py":  # its examples are no citations
            continue
        for rule in cited_in(path.read_text()):
            found.setdefault(rule, []).append(path.relative_to(ROOT / "tests").as_posix())
    return found


def stated(page: str) -> dict[str, bool]:
    """Rule → whether it is built, in the order of the page."""
    text = page.split(MARK, maxsplit=1)[0]
    starts = list(STATED.finditer(text))
    ends = [start.start() for start in starts[1:]] + [len(text)]
    return {
        start[1] or start[2]: NOT_BUILT not in text[start.start() : end].split("\n## ")[0]
        for start, end in zip(starts, ends, strict=True)
    }


def section(page: str) -> str:
    """The list of tests, as it stands at the end of the page."""
    tests = citations()
    head = f"{MARK}\n\nWritten by `make rules` from what the tests cite; paths are under `tests/`.\n\n"
    return f"{head}| rule | tests |\n|---|---|\n" + "".join(
        f"| {rule} | {_cell(tests.get(rule, []))} |\n" for rule in stated(page)
    )


def _cell(files: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in files) or "none"


def listed(page: str) -> dict[str, list[str]]:
    """Rule → the files that the page lists."""
    rows = re.findall(rf"^\| ({RULE}) \| (.*) \|$", page.split(MARK)[1], re.MULTILINE)
    return {rule: re.findall(r"`([^`]+)`", cell) for rule, cell in rows}


def main() -> None:
    """Write the list anew."""
    page = PAGE.read_text()
    PAGE.write_text(page.split(MARK, maxsplit=1)[0] + section(page))


if __name__ == "__main__":
    main()
