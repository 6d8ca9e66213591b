"""Reading answers: text to observations, leniently, record by record."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from counterfoil.qbxml import swift, values
from counterfoil.qbxml.answers import Answer, Header, Recovered, Response, Status, Unreadable
from counterfoil.qbxml.decode import READERS
from counterfoil.qbxml.envelope import PLACE, Malformed, Run, open_answer, parse
from counterfoil.qbxml.facts import FACTS
from counterfoil.qbxml.fingerprint import Identified, identify
from counterfoil.qbxml.tables import FORMS
from counterfoil.records import Deletion, Derived, Kind, Observation, Record

__all__ = ["Malformed", "read_answer"]

Known = Callable[[Kind, list[str]], Mapping[str, str]]
"""Tells the last fingerprints of records by their ids: asked once a kind for a whole document."""

_KINDS = {f"{form.name}Ret": form.kind for form in FORMS.values()}
_HEAD_ELEMENTS = frozenset({"TxnID", "ListID", "EditSequence", "TimeCreated", "TimeModified"})


def read_answer(text: str | bytes, *, known: Known | None = None, speaks_of_links: bool = True) -> Answer:
    """Everything that a document of answers says.

    `known` tells the last fingerprints of records: one that still has it is only named in `unchanged`, and nothing is
    built from it. `speaks_of_links` says that the queries asked for linked transactions, so that a bill without any has
    none; an Add or Mod never speaks of them (docs/quickbooks.md 4.1).

    A record that cannot be understood is set aside as Unreadable, and the rest arrive. Raises Malformed when the
    document as a whole cannot be read; nothing in it may be relied on then.
    """
    opened = open_answer(text)
    identified = [_identified(run) for run in opened.runs]
    fingerprints = _known(known, identified) if known else {}
    runs = iter(zip(opened.runs, identified, strict=True))
    responses = tuple(
        _response(element, runs, fingerprints, speaks_of_links=speaks_of_links) for element in opened.frame
    )
    return Answer(_optional_integer(opened.frame.get("messageSetStatusCode")), responses)


def _identified(run: Run) -> list[Identified]:
    """What identifies the records of a run; rows of the deletion logs have no heads."""
    kind = _KINDS.get(run.name)
    return identify(run, kind) if kind else []


def _known(known: Known, identified: list[list[Identified]]) -> dict[Kind, Mapping[str, str]]:
    """The known fingerprints of all these records, by kind and id."""
    ids: dict[Kind, list[str]] = {}
    for run in identified:
        headers = [header for header, _ in run if header]
        if headers:
            ids.setdefault(headers[0].kind, []).extend(header.id for header in headers)
    return {kind: known(kind, of_kind) for kind, of_kind in ids.items()}


@dataclass(slots=True)
class _Records:
    """The records of one response, sorted by what became of them."""

    observations: list[Observation] = field(default_factory=list)
    unchanged: list[Header] = field(default_factory=list)
    headers: list[Header] = field(default_factory=list)
    deletions: list[Deletion] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)


def _response(
    element: Element,
    runs: Iterator[tuple[Run, list[Identified]]],
    known: Mapping[Kind, Mapping[str, str]],
    *,
    speaks_of_links: bool,
) -> Response:
    found = _Records()
    is_query = str(element.tag).endswith("QueryRs")
    for _ in element.iterdescendants(PLACE):
        run, identified = next(runs)
        if run.name in _DELETIONS:
            _take_deletions(run, found)
            continue
        known_ones = known.get(_KINDS[run.name], {})
        _take_records(run, identified, found, known_ones, speaks_of_links=speaks_of_links and is_query)
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


def _take_deletions(run: Run, found: _Records) -> None:
    """Sort raw rows of a deletion log into `found`."""
    for raw in run:
        try:
            found.deletions.append(_DELETIONS[run.name](parse(raw)))
        except ValueError as error:
            found.unreadable.append(_unreadable(run.name, raw, None, str(error)))


def _take_records(
    run: Run, identified: list[Identified], found: _Records, known: Mapping[str, str], *, speaks_of_links: bool
) -> None:
    """Sort raw records into `found`."""
    for place, (header, hash_) in enumerate(identified):
        if header is not None and known.get(header.id) == hash_:
            found.unchanged.append(header)
            continue
        raw = run[place]
        try:
            _take_changed(run.name, raw, found, header, hash_, speaks_of_links=speaks_of_links)
        except ValueError as error:
            found.unreadable.append(_unreadable(run.name, raw, header, str(error)))


def _take_changed(  # noqa: PLR0913 - what is known of one record
    name: str, raw: bytes, found: _Records, header: Header | None, hash_: str, *, speaks_of_links: bool
) -> None:
    if name == "BillRet" and header and (quick := swift.read_bill(raw, speaks_of_links=speaks_of_links)):
        found.observations.append(_observation(header, *quick, hash_))
        return
    record = parse(raw)
    header = header or _header_of(_KINDS[name], record)
    if len(record) <= len(_HEAD_ELEMENTS) and all(child.tag in _HEAD_ELEMENTS for child in record):
        found.headers.append(header)
        return
    decoded = READERS[name](record, speaks_of_links=speaks_of_links)
    found.observations.append(_observation(header, *decoded, hash_))


def _observation(header: Header, record: Record, derived: Derived | None, hash_: str) -> Observation:
    kind, id_, edit_sequence, time_created, time_modified = header
    return Observation(kind, id_, edit_sequence, time_created, time_modified, record, derived, hash_)


def _header_of(kind: Kind, record: Element) -> Header:
    got = {child.tag: child.text or "" for child in record if child.tag in _HEAD_ELEMENTS}
    id_ = got.get("TxnID") or got.get("ListID")
    if not id_:
        raise ValueError("it has no TxnID or ListID")
    return Header(kind, id_, got.get("EditSequence", ""), got.get("TimeCreated", ""), got.get("TimeModified", ""))


def _unreadable(name: str, raw: bytes, header: Header | None, reason: str) -> Unreadable:
    id_ = header.id if header else ""
    return Unreadable(_KINDS.get(name), id_, raw.decode(errors="replace"), f"{name}: {reason}")


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
