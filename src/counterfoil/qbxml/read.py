"""Reading answers: text to observations, leniently, record by record."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from counterfoil.qbxml import swift, values
from counterfoil.qbxml.answers import Answer, Header, Recovered, Response, Status, Unreadable
from counterfoil.qbxml.decode import READERS
from counterfoil.qbxml.envelope import PLACE, Malformed, open_answer, parse
from counterfoil.qbxml.facts import FACTS
from counterfoil.qbxml.fingerprint import Head, identify
from counterfoil.qbxml.tables import FORMS
from counterfoil.records import Deletion, Derived, Observation, Record

__all__ = ["Malformed", "read_answer", "record_ids"]

Known = Callable[[str], str | None]

_KINDS = {f"{form.name}Ret": form.kind for form in FORMS.values()}
_HEAD_ELEMENTS = frozenset({"TxnID", "ListID", "EditSequence", "TimeCreated", "TimeModified"})


def read_answer(text: str | bytes, *, known: Known | None = None, speaks_of_links: bool = True) -> Answer:
    """Everything that a document of answers says.

    `known` tells the last fingerprint of a record by its id: a record that still has it is only named in `unchanged`,
    and nothing is built from it. `speaks_of_links` says that the queries asked for linked transactions, so that a bill
    without any has none; an Add or Mod never speaks of them (docs/quickbooks.md 4.1).

    A record that cannot be understood is set aside as Unreadable, and the rest arrive. Raises Malformed when the
    document as a whole cannot be read; nothing in it may be relied on then.
    """
    opened = open_answer(text)
    records = iter(opened.records)
    responses = tuple(_response(element, records, known, speaks_of_links=speaks_of_links) for element in opened.frame)
    return Answer(_optional_integer(opened.frame.get("messageSetStatusCode")), responses)


def record_ids(text: str | bytes) -> tuple[str, ...]:
    """The ids of the records in a document, found without reading them: for looking up what is known of a page."""
    heads = (identify(raw)[0] for _, raw in open_answer(text).records)
    return tuple(head.id for head in heads if head)


@dataclass(slots=True)
class _Records:
    """The records of one response, sorted by what became of them."""

    observations: list[Observation] = field(default_factory=list)
    unchanged: list[Header] = field(default_factory=list)
    headers: list[Header] = field(default_factory=list)
    deletions: list[Deletion] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)


def _response(
    element: Element, records: Iterator[tuple[str, bytes]], known: Known | None, *, speaks_of_links: bool
) -> Response:
    found = _Records()
    is_query = str(element.tag).endswith("QueryRs")
    for _ in element.iterdescendants(PLACE):
        name, raw = next(records)
        _take(name, raw, found, known, speaks_of_links=speaks_of_links and is_query)
    facts = _facts(element, found)
    return Response(
        name=str(element.tag),
        request_id=element.get("requestID", ""),
        status=_status(element),
        iterator_id=element.get("iteratorID", ""),
        remaining=_optional_integer(element.get("iteratorRemainingCount")),
        count=_optional_integer(element.get("retCount")),
        observations=tuple(found.observations),
        unchanged=tuple(found.unchanged),
        headers=tuple(found.headers),
        unreadable=tuple(found.unreadable),
        deletions=tuple(found.deletions),
        recovered=tuple(map(_recovered, element.iterchildren("ErrorRecovery"))),
        facts=facts,
        deleted_id=_deleted_id(element),
        time_deleted=element.findtext("TimeDeleted") or "",
    )


def _take(name: str, raw: bytes, found: _Records, known: Known | None, *, speaks_of_links: bool) -> None:
    """Sort one raw record into `found`."""
    try:
        if name in _DELETIONS:
            found.deletions.append(_DELETIONS[name](parse(raw)))
            return
        head, hash_ = identify(raw)
        if head and known and known(head.id) == hash_:
            found.unchanged.append(_header(name, head))
            return
        _take_changed(name, raw, found, head, hash_, speaks_of_links=speaks_of_links)
    except ValueError as error:
        found.unreadable.append(_unreadable(name, raw, str(error)))


def _take_changed(  # noqa: PLR0913 - what is known of one record
    name: str, raw: bytes, found: _Records, head: Head | None, hash_: str, *, speaks_of_links: bool
) -> None:
    if name == "BillRet" and head and (quick := swift.read_bill(raw, head.end, speaks_of_links=speaks_of_links)):
        found.observations.append(_observation(name, head, *quick, hash_))
        return
    record = parse(raw)
    head = head or _head_of(record)
    if len(record) <= len(_HEAD_ELEMENTS) and all(child.tag in _HEAD_ELEMENTS for child in record):
        found.headers.append(_header(name, head))
        return
    decoded = READERS[name](record, speaks_of_links=speaks_of_links)
    found.observations.append(_observation(name, head, *decoded, hash_))


def _observation(name: str, head: Head, record: Record, derived: Derived | None, hash_: str) -> Observation:
    return Observation(
        _KINDS[name], head.id, head.edit_sequence, head.time_created, head.time_modified, record, derived, hash_
    )


def _head_of(record: Element) -> Head:
    got = {child.tag: child.text or "" for child in record if child.tag in _HEAD_ELEMENTS}
    id_ = got.get("TxnID") or got.get("ListID")
    if not id_:
        raise ValueError("it has no TxnID or ListID")
    return Head(id_, got.get("TimeCreated", ""), got.get("TimeModified", ""), got.get("EditSequence", ""))


def _header(name: str, head: Head) -> Header:
    return Header(_KINDS[name], head.id, head.edit_sequence, head.time_created, head.time_modified)


def _unreadable(name: str, raw: bytes, reason: str) -> Unreadable:
    head = identify(raw)[0]
    return Unreadable(_KINDS.get(name), head.id if head else "", raw.decode(errors="replace"), f"{name}: {reason}")


def _deletion_reader(type_element: str, id_element: str, name_element: str) -> Callable[[Element], Deletion]:
    def read(row: Element) -> Deletion:
        form = FORMS.get(row.findtext(type_element) or "")
        id_ = row.findtext(id_element)
        if form is None or not id_:
            raise ValueError(f"a deletion of {row.findtext(type_element)!r} with the id {id_!r}")
        times = row.findtext("TimeCreated") or "", row.findtext("TimeDeleted") or ""
        return Deletion(form.kind, id_, *times, row.findtext(name_element) or "")

    return read


_DELETIONS = {
    "TxnDeletedRet": _deletion_reader("TxnDelType", "TxnID", "RefNumber"),
    "ListDeletedRet": _deletion_reader("ListDelType", "ListID", "FullName"),
}


def _facts(element: Element, found: _Records) -> Any:
    for child in element:
        if (read := FACTS.get(str(child.tag))) is not None:
            try:
                return read(child)
            except ValueError as error:
                raw = etree.tostring(child, encoding="unicode")
                found.unreadable.append(Unreadable(None, "", raw, f"{child.tag}: {error}"))
    return None


def _status(element: Element) -> Status:
    code = _optional_integer(element.get("statusCode"))
    severity, message = element.get("statusSeverity", ""), element.get("statusMessage", "")
    return Status(-1 if code is None else code, severity, message)


def _recovered(element: Element) -> Recovered:
    id_ = element.findtext("TxnID") or element.findtext("ListID") or element.findtext("OwnerID") or ""
    return Recovered(id_, element.findtext("EditSequence") or "", element.findtext("ExternalGUID") or "")


def _deleted_id(element: Element) -> str:
    if not str(element.tag).endswith("DelRs"):
        return ""
    return element.findtext("TxnID") or element.findtext("ListID") or ""


def _optional_integer(text: str | None) -> int | None:
    try:
        return values.read_integer(text) if text else None
    except ValueError:
        return None
