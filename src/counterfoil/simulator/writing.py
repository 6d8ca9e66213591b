"""Answers as text: records written by the tables, in the order of the official schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from .values import WRITERS, Address

if TYPE_CHECKING:
    from .company import CompanyFile
    from .grammar import Field, Model

Write = Callable[["CompanyFile", Any, list[str]], None]
BLOCK = "_block"
EMPTY = frozenset((str, tuple))
"""Types of which an empty value is left out; False and nought are written."""


def escaped(text: str) -> str:
    """Text as it may stand inside an element."""
    if "&" in text or "<" in text or ">" in text:
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text


def attribute_text(text: str) -> str:
    """Text as it may stand inside an attribute; QuickBooks writes quotes as `&quot;`."""
    return escaped(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


class Writer:
    """Writes records of one shape, leaving out what is newer than the declared version."""

    def __init__(self, model: Model, version: float) -> None:
        """Compile the fields into steps: one per attribute, several elements where they share one."""
        by_attribute: dict[str, list[Field]] = {}
        for field in model.fields:
            if field.since <= version:
                by_attribute.setdefault(field.attr, []).append(field)
        self.steps = [
            (attr, _names(fields), _getter(attr), _step(fields, version)) for attr, fields in by_attribute.items()
        ]

    def write(
        self,
        company: CompanyFile,
        record: Any,
        out: list[str],
        *,
        only: frozenset[str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        """Append the elements of a record; `only` names the top-level ones, `extra` adds what it lacks."""
        for attr, names, get, write in self.steps:
            if only is not None and not names & only:
                continue
            value = get(record, attr, None) if extra is None or attr not in extra else extra[attr]
            if value is not None and (value or value.__class__ not in EMPTY):
                write(company, value, out)


def _names(fields: list[Field]) -> frozenset[str]:
    return frozenset(field.name for field in fields)


def _getter(attr: str) -> Callable[[Any, str, None], Any]:
    """How the value of an attribute is found: as it is, or for a block from the address it shows."""
    if not attr.endswith(BLOCK):
        return getattr
    source = attr.removesuffix(BLOCK)
    return lambda record, _, __: block_of(address) if (address := getattr(record, source, None)) is not None else None


def block_of(address: Address) -> Address:
    """An address as it is printed: five lines, the town on one of them."""
    town = " ".join(
        part for part in (f"{address.city}," if address.city else "", address.state, address.postal_code) if part
    )
    lines = [
        address.addr1,
        address.addr2,
        address.addr3,
        address.addr4,
        address.addr5,
        town.strip(","),
        address.country,
    ]
    shown = [line for line in lines if line][:5]
    return Address(*(line[:41] for line in shown))


def _step(fields: list[Field], version: float) -> Write:
    if len(fields) > 1:
        writers = {field.record: _aggregate(field, version) for field in fields}
        return _each(lambda company, value, out: writers[type(value).__name__](company, value, out))
    field = fields[0]
    one = _aggregate(field, version) if field.type == "aggregate" else _leaf(field)
    if field.repeats:
        return _each(one)
    return one


def _each(one: Write) -> Write:
    def write(company: CompanyFile, values: Any, out: list[str]) -> None:
        for value in values:
            one(company, value, out)

    return write


def _aggregate(field: Field, version: float) -> Write:
    assert field.model is not None
    writer = Writer(field.model, version)
    start, end = f"<{field.name}>\n", f"</{field.name}>\n"

    def write(company: CompanyFile, value: Any, out: list[str]) -> None:
        out.append(start)
        writer.write(company, value, out)
        out.append(end)

    return write


def _leaf(field: Field) -> Write:
    start, end = f"<{field.name}>", f"</{field.name}>\n"
    if field.type == "ref":
        return lambda _, ref, out: out.append(
            f"{start}<ListID>{ref.list_id}</ListID><FullName>{escaped(ref.full_name)}</FullName>{end}"
        )
    if field.type == "moment":
        return lambda company, moment, out: out.append(f"{start}{company.printed(moment)}{end}")
    text = WRITERS.get(field.type)
    if text is not None:
        return lambda _, value, out: out.append(f"{start}{text(value)}{end}")
    return lambda _, value, out: out.append(f"{start}{escaped(value)}{end}")


@cache
def writer_of(model: Model, version: float) -> Writer:
    """The writer of a shape for a declared version, compiled once."""
    return Writer(model, version)


def element(  # noqa: PLR0913 - what to write, how, and what of it
    name: str, company: CompanyFile, model: Model, version: float, record: Any, *,
    only: frozenset[str] | None = None, extra: Mapping[str, Any] | None = None,
) -> str:  # fmt: skip
    """One record as an element."""
    out = [f"<{name}>\n"]
    writer_of(model, version).write(company, record, out, only=only, extra=extra)
    out.append(f"</{name}>\n")
    return "".join(out)
