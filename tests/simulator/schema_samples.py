"""Requests made from the official schema itself: for each message the smallest it allows, and one with everything."""

from __future__ import annotations

import functools
from typing import Any

from lxml import etree
from tests.schema import FOLDER

XSD = "{http://www.w3.org/2001/XMLSchema}"
TEXTS = {
    "BOOLTYPE": "true", "DATETYPE": "2026-03-02", "DATETIMETYPE": "2026-03-02T12:00:00", "AMTTYPE": "12.50",
    "PRICETYPE": "1.5", "PERCENTTYPE": "2.5", "QUANTYPE": "3", "INTTYPE": "7", "FLOATTYPE": "1.25",
    "GUIDTYPE": "{12345678-1234-1234-1234-1234567890ab}", "IDTYPE": "1C-1783534817", "TIMEINTERVALTYPE": "PT8H",
}  # fmt: skip
"""Base type → a text that is one; anything else is a letter."""
DEEPEST = 12
"""No request is nested deeper; a schema that goes on is cut off here."""


@functools.cache
def _declared() -> dict[tuple[str, str], Any]:
    found: dict[tuple[str, str], Any] = {}
    for path in sorted(FOLDER.glob("*.xsd")):
        for each in etree.parse(str(path)).getroot():
            name = each.get("name")
            if isinstance(each.tag, str) and name:
                found[each.tag.removeprefix(XSD), name] = each
    return found


@functools.cache
def request_names(of: str = "QBXMLMsgsRq") -> tuple[str, ...]:
    """The requests that a message set may hold."""
    whole = _declared()["element", of]
    return tuple(each.get("name") for each in whole.iter(XSD + "element") if each is not whole)


def sample(name: str, *, everything: bool, of: str = "QBXMLMsgsRq") -> Any:
    """A request of that name: the smallest that the schema allows, or with every element of the first branches."""
    whole = _declared()["element", of]
    declared = next(each for each in whole.iter(XSD + "element") if each.get("name") == name)
    element = etree.Element(name)
    _fill(element, _declared()["complexType", declared.get("type")], everything, 0)
    return element


def _fill(element: Any, declaration: Any, everything: bool, depth: int) -> None:
    """Append to the element what its declaration asks for."""
    for each in declaration:
        kind = each.tag.removeprefix(XSD) if isinstance(each.tag, str) else ""
        if kind in ("sequence", "choice", "element", "group"):
            if each.get("minOccurs", "1") == "0" and (not everything or depth > DEEPEST):
                continue
            _PARTS[kind](element, each, everything, depth)


def _sequence(element: Any, declaration: Any, everything: bool, depth: int) -> None:
    _fill(element, declaration, everything, depth)


def _choice(element: Any, declaration: Any, everything: bool, depth: int) -> None:
    """The first branch that can be had; the last one where there is everything to see, for filters come last."""
    branches = [each for each in declaration if isinstance(each.tag, str)]
    chosen = branches[-1 if everything else 0]
    kind = chosen.tag.removeprefix(XSD)
    if everything or chosen.get("minOccurs", "1") != "0":
        _PARTS[kind](element, chosen, everything, depth)


def _group(element: Any, declaration: Any, everything: bool, depth: int) -> None:
    _fill(element, _declared()["group", declaration.get("ref")], everything, depth)


def _element(element: Any, declaration: Any, everything: bool, depth: int) -> None:
    reference = declaration.get("ref")
    declared = _declared()["element", reference] if reference else declaration
    child = etree.SubElement(element, declared.get("name"))
    inside = declared.find(XSD + "complexType")
    if inside is not None:
        _fill(child, inside, everything, depth + 1)
    elif declared.get("type") and ("complexType", declared.get("type")) in _declared():
        _fill(child, _declared()["complexType", declared.get("type")], everything, depth + 1)
    else:
        child.text = _text(declared)


_PARTS = {"sequence": _sequence, "choice": _choice, "group": _group, "element": _element}


def _text(declared: Any) -> str:
    value = next(declared.iter(XSD + "enumeration"), None)
    if value is not None:
        return str(value.get("value"))
    restriction = next(declared.iter(XSD + "restriction"), None)
    base = declared.get("type") or (restriction.get("base") if restriction is not None else "")
    named = _declared().get(("simpleType", base))
    if base not in TEXTS and named is not None and named.find(f".//{XSD}enumeration") is not None:
        return str(named.find(f".//{XSD}enumeration").get("value"))
    return TEXTS.get(base, "x")
