"""Answers in QuickBooks' own layout, for tests; and the answer that a request would bring."""

from copy import deepcopy

from lxml import etree
from lxml.etree import _Element as Element

HEAD = (
    "<TimeCreated>2026-11-22T09:15:00-05:00</TimeCreated>"
    "<TimeModified>2026-11-22T09:16:00-05:00</TimeModified>"
    "<EditSequence>1795360560</EditSequence>"
)
OK = 'statusCode="0" statusSeverity="Info" statusMessage="Status OK"'


def document(*responses: str) -> str:
    """A document of responses."""
    return f'<?xml version="1.0" ?>\n<QBXML><QBXMLMsgsRs>{"".join(responses)}</QBXMLMsgsRs></QBXML>'


def response(name: str, *records: str, attributes: str = OK) -> str:
    """One response."""
    return f'<{name} requestID="1" {attributes}>{"".join(records)}</{name}>'


def bill(content: str = "", txn_id: str = "1F-1700000001") -> str:
    """A BillRet with that content."""
    return f"<BillRet><TxnID>{txn_id}</TxnID>{HEAD}{content}</BillRet>"


def bills(*contents: str) -> str:
    """A document with one BillQueryRs; the bills have the TxnIDs 1-1, 2-1, …"""
    made = (bill(content, f"{place}-1") for place, content in enumerate(contents, start=1))
    return document(response("BillQueryRs", *made))


def as_returned(add: str, id_: str, line_ids: list[str]) -> str:
    """The answer to an Add, had QuickBooks kept exactly what was sent and given these TxnLineIDs."""
    content = etree.fromstring(add)[0]
    name = str(content.tag).removesuffix("Add")
    content.tag = f"{name}Ret"
    ids = iter(line_ids)
    for line in content.iterchildren("ExpenseLineAdd", "ItemLineAdd", "ItemGroupLineAdd"):
        line.tag = str(line.tag).replace("Add", "Ret")
        line.insert(0, _leaf("TxnLineID", next(ids)))
    _put_head(content, "ListID" if _is_list(name) else "TxnID", id_)
    return document(response(f"{name}QueryRs", etree.tostring(content, encoding="unicode")))


def as_modified(returned: str, mod: str) -> str:
    """The answer after a Mod, by QuickBooks' rules for fields and lines (docs/quickbooks.md 4.2)."""
    answer = etree.fromstring(returned.split("?>", 1)[1])
    record, change = answer[0][0][0], etree.fromstring(mod)[0]
    lines = [child for child in change if _is_line(child)]
    if lines or any(str(child.tag).startswith("Clear") for child in change):
        _replace_lines(record, lines)
    for child in change:
        if not _is_line(child) and child.tag not in {"TxnID", "ListID", "EditSequence"}:
            _merge(record, child)
    return etree.tostring(answer, encoding="unicode")


def _replace_lines(record: Element, lines: list[Element]) -> None:
    """Lines named stay, with the changes named; -1 adds; all others go, of either table."""
    old = {line.findtext("TxnLineID"): line for line in record if _is_line(line)}
    for line in old.values():
        record.remove(line)
    for place, line in enumerate(lines):
        id_ = line.findtext("TxnLineID")
        kept = deepcopy(old[id_]) if id_ != "-1" else etree.Element(str(line.tag).replace("Mod", "Ret"))
        if id_ == "-1":
            kept.append(_leaf("TxnLineID", f"NEW{place}-1"))
        for child in line:
            if child.tag != "TxnLineID":
                _merge(kept, child)
        record.append(kept)


def _merge(parent: Element, child: Element) -> None:
    """One element of a Mod: it replaces, or, empty, clears."""
    name = str(child.tag)
    if name in {"ClearExpenseLines", "ClearItemLines"}:
        return
    wrapper = name.removesuffix("Mod") if name.endswith("Mod") else ""
    existing = parent.find(wrapper or name)
    if wrapper:
        for each in child:
            _merge(existing if existing is not None else etree.SubElement(parent, wrapper), each)
        return
    if existing is not None:
        parent.remove(existing)
    if any(child.itertext()):
        parent.append(deepcopy(child))


def _is_line(element: Element) -> bool:
    return str(element.tag).startswith(("ExpenseLine", "ItemLine", "ItemGroupLine"))


def _is_list(name: str) -> bool:
    return name != "Bill"


def _put_head(record: Element, id_element: str, id_: str) -> None:
    head = etree.fromstring(f"<head>{HEAD}</head>")
    for place, element in enumerate((_leaf(id_element, id_), *head)):
        record.insert(place, element)


def _leaf(name: str, text: str) -> Element:
    element = etree.Element(name)
    element.text = text
    return element
