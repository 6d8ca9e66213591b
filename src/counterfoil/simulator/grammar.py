"""The structure of messages: a short notation for content models, and the automaton that checks a message against one.

    VendorRef! ref41                            required; ListID and FullName, the latter up to 41 characters
    Memo text4095                               optional
    TxnID* id                                   any number;  + one or more;  <3 at most three
    VendorAddress Address{ Addr1 text41 … }     an aggregate, kept as the record Address
    ExternalGUID guid @9.0                      since qbXML 9.0
    TxnID! id ~use                              may name a macro instead; BillAdd! Bill{ … } ~def may define one
    ItemLineAdd=item_lines ItemLine{ … }        the attribute is item_lines, not item_line_add
    ( ListID* id | FullName* text )             a choice, optional as a whole;  ( … )! required
    ( … )*                                      any number of times;  ( … )+ once or more

The real parser checks structure like a DTD and does not look at text (docs/quickbooks.md 1.2); so does this one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

TOKEN = re.compile(r"\)[!*+]?|[(|}]|[^\s(){}|]+\{?")
ELEMENT = re.compile(r"(?P<name>[A-Za-z0-9]+)(=(?P<attr>\w+))?(?P<occurs>[!*+]|<\d+)?$")
TYPE = re.compile(r"(?P<type>[a-z]+)(?P<size>\d+)?(:(?P<enum>\w+))?$")
WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
START: Final = -1
MACROS = {"~def": "defMacro", "~use": "useMacro"}


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One element of a message: its name on the wire, its attribute here, and what its text must be."""

    name: str
    attr: str
    type: str
    size: int
    repeats: bool
    limit: int
    since: float
    record: str = ""
    enum: str = ""
    model: "Model | None" = None
    macro: str = ""
    """The attribute that a macro is defined (`defMacro`) or used (`useMacro`) with, if it may be."""


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """The children that an aggregate may have: after which child which other may follow, and where it may end."""

    fields: tuple[Field, ...]
    steps: dict[int, dict[str, int]]
    ends: frozenset[int]
    limited: tuple[Field, ...] = ()

    def walk(self) -> Iterator[Field]:
        """Every field here and below, in order."""
        for each in self.fields:
            yield each
            if each.model is not None:
                yield from each.model.walk()


@dataclass(slots=True)
class _Part:
    """A piece of a content model on its way to an automaton (Glushkov's construction)."""

    nullable: bool
    first: list[int]
    last: list[int]


@dataclass(slots=True)
class _Builder:
    tokens: list[str]
    at: int = 0
    fields: list[Field] = field(default_factory=list)
    follow: dict[int, list[int]] = field(default_factory=dict)

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        self.at += 1
        return self.tokens[self.at - 1]

    def sequence(self) -> _Part:
        whole = _Part(nullable=True, first=[], last=[])
        while self.peek() not in ("", "|", "}") and not self.peek().startswith(")"):
            whole = self.join(whole, self.group() if self.peek() == "(" else self.element())
        return whole

    def join(self, left: _Part, right: _Part) -> _Part:
        for end in left.last:
            self.follow[end].extend(right.first)
        return _Part(
            left.nullable and right.nullable,
            left.first + (right.first if left.nullable else []),
            right.last + (left.last if right.nullable else []),
        )

    def group(self) -> _Part:
        self.take()
        branches = [self.sequence()]
        while self.peek() == "|":
            self.take()
            branches.append(self.sequence())
        occurs = self.take()[1:]
        part = _Part(
            any(each.nullable for each in branches) or occurs not in ("!", "+"),
            [at for each in branches for at in each.first],
            [at for each in branches for at in each.last],
        )
        return self.repeated(part) if occurs in ("*", "+") else part

    def repeated(self, part: _Part) -> _Part:
        for end in part.last:
            self.follow[end].extend(part.first)
        return part

    def element(self) -> _Part:
        match = ELEMENT.match(self.take())
        assert match, f"not an element: {self.tokens[self.at - 1]}"
        occurs = match["occurs"] or ""
        made = self.field_of(match["name"], match["attr"], occurs)
        self.fields.append(made)
        position = len(self.fields) - 1
        self.follow[position] = []
        part = _Part(occurs not in ("!", "+"), [position], [position])
        return self.repeated(part) if made.repeats else part

    def field_of(self, name: str, attr: str | None, occurs: str) -> Field:
        kind = self.take()
        record, enum, size, model = "", "", 0, None
        if kind.endswith("{"):
            record, kind, model = kind[:-1], "aggregate", self.nested()
        else:
            match = TYPE.match(kind)
            assert match, f"not a type: {kind} of {name}"
            kind, size, enum = match["type"], int(match["size"] or 0), match["enum"] or ""
            model = reference_model(size) if kind == "ref" else None
        since = float(self.take()[1:]) if self.peek().startswith("@") else 1.0
        macro = MACROS[self.take()] if self.peek() in MACROS else ""
        limit = int(occurs[1:]) if occurs.startswith("<") else 0
        repeats = occurs in ("*", "+") or limit > 0
        return Field(name, attr or attribute(name), kind, size, repeats, limit, since, record, enum, model, macro)

    def nested(self) -> Model:
        inside = _Builder(self.tokens, self.at)
        whole = inside.sequence()
        assert inside.take() == "}", "an aggregate is not closed"
        self.at = inside.at
        return inside.model(whole)

    def model(self, whole: _Part) -> Model:
        def by_name(positions: list[int]) -> dict[str, int]:
            return {self.fields[at].name: at for at in reversed(positions)}

        steps = {at: by_name(following) for at, following in self.follow.items()}
        steps[START] = by_name(whole.first)
        ends = frozenset([*whole.last, START] if whole.nullable else whole.last)
        return Model(tuple(self.fields), steps, ends, tuple(each for each in self.fields if each.limit))


@cache
def attribute(name: str) -> str:
    """The Python attribute of an element: `APAccountRef` → `ap_account`, `ClassRef` → `class_`."""
    snake = WORD_START.sub("_", name).lower()
    snake = snake.removesuffix("_ref") if name.endswith("Ref") else snake
    return snake + "_" if snake == "class" else snake


@cache
def reference_model(size: int) -> Model:
    """The children of a reference: ListID, then FullName."""
    return grammar(f"ListID id FullName text{size or ''}")


def grammar(notation: str) -> Model:
    """The content model that the notation describes."""
    builder = _Builder(TOKEN.findall(notation))
    whole = builder.sequence()
    assert builder.at == len(builder.tokens), f"left over: {builder.tokens[builder.at :][:5]}"
    return builder.model(whole)


def accepts(model: Model, names: Sequence[str]) -> bool:
    """Whether children of these names, in this order, make a whole aggregate."""
    state = START
    for name in names:
        following = model.steps[state].get(name)
        if following is None:
            return False
        state = following
    return state in model.ends
