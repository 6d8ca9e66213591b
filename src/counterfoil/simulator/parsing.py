"""The parse stage: a message set is taken apart against the tables, or rejected as a whole without a hint.

Structure counts here, text does not (docs/quickbooks.md 1.2): order, choices, required and unknown elements and
attributes, elements newer than the declared version.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

from .grammar import START, Field, Model
from .status import ProcessorError, parse_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .switches import Switches

Tree = list[tuple[Field, Any]]
"""The children of an aggregate: each field with its text, or with its own Tree."""
MACROS_SINCE = 2.0
VERSIONS = (
    "1.0",
    "1.1",
    "2.0",
    "2.1",
    "3.0",
    "4.0",
    "4.1",
    "5.0",
    "6.0",
    "6.1",
    "7.0",
    "8.0",
    "9.0",
    "10.0",
    "11.0",
    "12.0",
    "13.0",
)
"""The qbXML versions that QuickBooks 2014 supports."""
PI_VERSION = re.compile(r"""\s*version\s*=\s*(["'])(?P<version>[^"']*)\1\s*""")
SET_ATTRIBUTES = frozenset(("onError", "newMessageSetID", "oldMessageSetID", "responseData"))
ON_ERROR = ("continueOnError", "stopOnError", "rollbackOnError")
REQUEST_ATTRIBUTES = {
    "requestID": None,
    "metaData": ("NoMetaData", "MetaDataOnly", "MetaDataAndResponseData"),
    "iterator": ("Start", "Continue", "Stop"),
    "iteratorID": None,
}
"""Attribute of a request → its values, None for any text."""


class Macro(NamedTuple):
    """The content of an element that defines a macro, or uses one."""

    name: str
    content: Any


class Message(NamedTuple):
    """One kind of request: its structure, the attributes it may have beside requestID, what it does.

    Without a structure whatever stands inside passes.
    """

    name: str
    model: Model | None
    handler: Any
    since: float = 1.0
    attributes: frozenset[str] = frozenset()

    @property
    def is_query(self) -> bool:
        """Whether it only reads."""
        return self.name.endswith("QueryRq")


@dataclass(frozen=True, slots=True)
class Request:
    """One request of a set, taken apart but with its text unread."""

    message: Message
    attributes: Mapping[str, str]
    tree: Tree

    @property
    def name(self) -> str:
        """The request's element name without `Rq`."""
        return self.message.name[:-2]


@dataclass(frozen=True, slots=True)
class MessageSet:
    """A message set that passed the parse stage."""

    version: float
    on_error: str
    include_all: bool
    new_id: str | None
    old_id: str | None
    requests: list[Request]


def parse(text: str, messages: Mapping[str, Message], switches: Switches) -> MessageSet:
    """Take a message set apart, or raise ProcessorError: 0x80040400, 0x80040413 (rollback), 0x80040423 (version)."""
    root = _root(text, switches)
    version = _version(root)
    body = _only_child(root, "QBXMLMsgsRq")
    attributes = _set_attributes(body)
    requests = [_request(each, messages, version) for each in _elements(body)]
    if attributes["onError"] == "rollbackOnError":
        raise ProcessorError(
            0x80040413, "QuickBooks does not support the rollbackOnError value of the onError attribute."
        )
    include_all = attributes.get("responseData", "includeAll") == "includeAll"
    new_id, old_id = attributes.get("newMessageSetID"), attributes.get("oldMessageSetID")
    return MessageSet(version, attributes["onError"], include_all, new_id, old_id, requests)


def _root(text: str, switches: Switches) -> Any:
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, huge_tree=False
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError, ValueError):
        raise parse_error() from None
    if _document_type(root) or root.tag != "QBXML" or root.attrib:
        raise parse_error()
    if switches.unmappable_char == "reject" and not _is_mappable("".join(str(each) for each in root.itertext())):
        raise parse_error()
    return root


def _document_type(root: Any) -> str:
    return str(root.getroottree().docinfo.doctype)


def _is_mappable(text: str) -> bool:
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


def _version(root: Any) -> float:
    for each in root.itersiblings(preceding=True):
        if each.tag is etree.PI and each.target == "qbxml":
            match = PI_VERSION.fullmatch(each.text or "")
            if match is None:
                raise parse_error()
            if match["version"] not in VERSIONS:
                raise ProcessorError(
                    0x80040423, "The version of qbXML that was requested is not supported or is unknown."
                )
            return float(match["version"])
    raise parse_error()


def parse_subscriptions(text: str, messages: Mapping[str, Message], switches: Switches) -> MessageSet:
    """Take a set of subscriptions apart: it has no attributes and is never rolled back."""
    root = _root(text, switches)
    version = _version(root)
    body = _only_child(root, "QBXMLSubscriptionMsgsRq")
    if body.attrib:
        raise parse_error()
    requests = [_request(each, messages, version) for each in _elements(body)]
    return MessageSet(version, "continueOnError", include_all=True, new_id=None, old_id=None, requests=requests)


def _only_child(root: Any, name: str) -> Any:
    children = _elements(root)
    if len(children) != 1 or children[0].tag != name:
        raise parse_error()
    return children[0]


def _set_attributes(body: Any) -> dict[str, str]:
    attributes = dict(body.attrib)
    if attributes.keys() - SET_ATTRIBUTES or attributes.get("onError") not in ON_ERROR:
        raise parse_error()
    if attributes.get("responseData", "includeAll") not in ("includeAll", "includeNone"):
        raise parse_error()
    return attributes


def _elements(parent: Any) -> list[Any]:
    """The child elements, where nothing but white space and processing instructions stands between them."""
    if _has_words(parent.text):
        raise parse_error()
    children = []
    for child in parent:
        if _has_words(child.tail):
            raise parse_error()
        if isinstance(child.tag, str):
            children.append(child)
    return children


def _has_words(text: str | None) -> bool:
    return bool(text) and not text.isspace()  # type: ignore[union-attr]


def _request(element: Any, messages: Mapping[str, Message], version: float) -> Request:
    message = messages.get(element.tag)
    if message is None or message.since > version:
        raise parse_error()
    attributes = dict(element.attrib)
    for name, value in attributes.items():
        allowed = REQUEST_ATTRIBUTES.get(name)
        if (name != "requestID" and name not in message.attributes) or (allowed is not None and value not in allowed):
            raise parse_error()
    tree = [] if message.model is None else bind(element, message.model, version)
    return Request(message, attributes, tree)


def bind(element: Any, model: Model, version: float) -> Tree:
    """The children of an element, each with its field, or raise 0x80040400."""
    if _has_words(element.text):
        raise parse_error()
    state, steps, fields = START, model.steps, model.fields
    tree: Tree = []
    for child in element:
        if not isinstance(child.tag, str):
            continue
        following = steps[state].get(child.tag)
        if following is None or _has_words(child.tail):
            raise parse_error()
        state = following
        field = fields[state]
        if field.since > version or (child.attrib and not _is_macro(child, field, version)):
            raise parse_error()
        content = _leaf(child) if field.model is None else bind(child, field.model, version)
        tree.append((field, content if not child.attrib else Macro(child.get(field.macro), content)))
    if state not in model.ends:
        raise parse_error()
    for limited in model.limited:
        if sum(field is limited for field, _ in tree) > limited.limit:
            raise parse_error()
    return tree


def _is_macro(element: Any, field: Field, version: float) -> bool:
    """Whether the only attribute of an element is one that defines or uses a macro there."""
    return bool(field.macro) and list(element.attrib) == [field.macro] and version >= MACROS_SINCE


def _leaf(element: Any) -> str:
    if len(element):
        raise parse_error()
    return element.text or ""
