"""The simulator's own tables of messages say what the official schema says."""

# ruff: noqa: E501 - a request and its answer are read on one line

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.schema import needs_schema, official_schema
from tests.simulator.asking import Books

from counterfoil.simulator.grammar import START, Field, Model
from counterfoil.simulator.messages.parts import ENUMS
from counterfoil.simulator.messages.table import MESSAGES
from counterfoil.simulator.parsing import bind
from counterfoil.simulator.status import ProcessorError

TEXTS = {
    "bool": "true", "date": "2026-03-02", "datetime": "2026-03-02T12:00:00", "interval": "PT8H30M", "amt": "12.50", "price": "1.5", "pct": "2.5",
    "qty": "3", "guid": "{12345678-1234-1234-1234-1234567890ab}", "int": "7", "float": "1.25", "id": "1C-1783534817", "text": "x",
}  # fmt: skip
STRUCTURES = {name: each.model for name, each in MESSAGES.items() if each.model is not None}
STRUCTURED = sorted(STRUCTURES)


def text_of(draw: st.DrawFn, field: Field) -> str:
    if field.type == "enum":
        return draw(st.sampled_from(sorted(ENUMS[field.enum])))
    return "x" * field.size if field.type == "text" and field.size and field.size < 100 else TEXTS[field.type]


@st.composite
def filled(draw: st.DrawFn, name: str, model: Model) -> Any:
    """An element whose children follow the table, drawn by walking its automaton."""
    element = etree.Element(name)
    state, left = START, draw(st.integers(0, 14))
    counts: dict[int, int] = {}
    while True:
        following = {
            at: field
            for tag, at in model.steps[state].items()
            for field in [model.fields[at]]
            if not field.limit or counts.get(at, 0) < field.limit
        }
        if state in model.ends and (left <= 0 or not following):
            return element
        state = draw(st.sampled_from(sorted(following)))
        field = model.fields[state]
        counts[state] = counts.get(state, 0) + 1
        left -= 1
        if field.model is None:
            etree.SubElement(element, field.name).text = text_of(draw, field)
        else:
            element.append(draw(filled(field.name, field.model)))


def enveloped(request: Any) -> Any:
    root = etree.Element("QBXML")
    body = etree.SubElement(root, "QBXMLMsgsRq", onError="continueOnError")
    body.append(request)
    return root


@pytest.mark.schema
@needs_schema
@pytest.mark.parametrize("name", STRUCTURED)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_a_table_allows_the_schema_allows(name: str, data: st.DataObject) -> None:
    request = data.draw(filled(name, STRUCTURES[name]))
    schema = official_schema()
    assert schema.validate(enveloped(request)), (
        f"{schema.error_log}\n{etree.tostring(request, pretty_print=True).decode()}"
    )


@pytest.mark.parametrize("name", STRUCTURED)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_a_table_allows_gets_an_answer_with_a_status(
    make: Callable[..., Books], name: str, data: st.DataObject
) -> None:
    request = data.draw(filled(name, STRUCTURES[name]))
    answer = make().one(etree.tostring(request).decode())
    assert answer.element.tag == name[:-1] + "s"
    assert answer.code >= 0


def accepted_here(request: Any, model: Model) -> bool:
    try:
        bind(request, model, 13.0)
    except ProcessorError:
        return False
    return True


@pytest.mark.schema
@needs_schema
@pytest.mark.parametrize("name", STRUCTURED)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_disturbed_message_is_judged_as_the_schema_judges_it(name: str, data: st.DataObject) -> None:
    request = data.draw(filled(name, STRUCTURES[name]))
    parents = [each for each in request.iter() if len(each)]
    if not parents:
        return
    parent = data.draw(st.sampled_from(parents))
    child = parent[data.draw(st.integers(0, len(parent) - 1))]
    match data.draw(st.sampled_from(("drop", "double", "move", "strange"))):
        case "drop":
            parent.remove(child)
        case "double":
            parent.insert(0, copy.deepcopy(child))
        case "move":
            parent.append(child)
        case _:
            etree.SubElement(parent, "Unheard")
    assert accepted_here(request, STRUCTURES[name]) == official_schema().validate(enveloped(request))


@pytest.mark.schema
@needs_schema
@pytest.mark.parametrize("name", STRUCTURED)
def test_every_text_is_as_long_as_in_the_schema_and_not_longer(name: str) -> None:
    """One letter more than the table's length must be too long for the schema too, wherever the table has a length."""
    schema = official_schema()
    for request, leaf, field in leaves(name, STRUCTURES[name]):
        leaf.text = "x" * field.size
        assert schema.validate(enveloped(request)), f"{field.name} of {name}: {schema.error_log}"
        leaf.text = "x" * (field.size + 1)
        assert not schema.validate(enveloped(request)), f"{field.name} of {name} may be longer than {field.size}"


def leaves(name: str, model: Model) -> Any:
    """For every text with a length: a smallest request that holds it, and the element to fill."""
    for path in paths(model):
        if path[-1].type == "text" and path[-1].size:
            request, leaf = smallest(name, model, path)
            yield request, leaf, path[-1]


def paths(model: Model, above: tuple[Field, ...] = ()) -> Any:
    for field in model.fields:
        yield (*above, field)
        if field.model is not None:
            yield from paths(field.model, (*above, field))


def smallest(name: str, model: Model, path: tuple[Field, ...]) -> tuple[Any, Any]:
    """The shortest element that follows the table and holds the path."""
    element, leaf = etree.Element(name), None
    wanted = path[0] if path else None
    for field in shortest_walk(model, wanted):
        if field.model is not None:
            child, inner = smallest(field.name, field.model, path[1:] if field is wanted else ())
            leaf = inner if field is wanted and len(path) > 1 else leaf
            element.append(child)
            continue
        child = etree.SubElement(element, field.name)
        child.text = min(ENUMS[field.enum]) if field.type == "enum" else TEXTS[field.type]
        leaf = child if field is wanted else leaf
    return element, leaf


def shortest_walk(model: Model, wanted: Field | None) -> list[Field]:
    """The fewest fields from the start to an end, by way of the wanted one (breadth first)."""
    queue: list[tuple[int, bool, list[Field]]] = [(START, wanted is None, [])]
    seen = set()
    while queue:
        state, met, walked = queue.pop(0)
        if met and state in model.ends:
            return walked
        for at in model.steps[state].values():
            field = model.fields[at]
            key = (at, met or field is wanted)
            if key not in seen:
                seen.add(key)
                queue.append((*key, [*walked, field]))
    raise AssertionError("no walk leads to an end")
