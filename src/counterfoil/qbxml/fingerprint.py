"""Whether a record has changed, told from its raw text alone.

The fingerprint is a hash over everything in the record but times, EditSequence and OpenAmount (which is unreliable:
docs/quickbooks.md 4.1). So it covers what people entered and what QuickBooks derives from it: lines, links, paid state,
amounts. It does not depend on layout, encoding or the way characters are escaped. Two records with different content
have different fingerprints; QuickBooks' own layout needs no rewriting, which makes it cheap.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from html import unescape

HEAD = re.compile(
    rb"<\w+>\s*<(?:TxnID|ListID)>([^<]{1,36})</(?:TxnID|ListID)>"
    rb"\s*<TimeCreated>([^<]*)</TimeCreated>"
    rb"\s*<TimeModified>([^<]*)</TimeModified>"
    rb"\s*<EditSequence>([^<]*)</EditSequence>"
)
"""The head of every record, as QuickBooks writes it: id, both times, EditSequence."""

_OPEN_AMOUNT = re.compile(rb"<OpenAmount>[^<]*</OpenAmount>\s*")
_TIMES = re.compile(rb"<(TimeCreated|TimeModified|EditSequence)>[^<]*</\1>\s*")
_GAP = re.compile(rb">\s*<")
_REFERENCE = re.compile(rb"&(#?\w{1,8});")


@dataclass(frozen=True, slots=True)
class Head:
    """What identifies one state of a record."""

    id: str
    time_created: str
    time_modified: str
    edit_sequence: str


def read_head(raw: bytes) -> Head | None:
    """The head of a raw record, or None when it does not begin as QuickBooks' records do."""
    found = HEAD.match(raw)
    return Head(*(each.decode() for each in found.groups())) if found else None


def fingerprint(raw: bytes) -> str:
    """The hash of a raw record, 32 hexadecimal digits."""
    return sha256(_canonical(raw)).hexdigest()[:32]


def _canonical(raw: bytes) -> bytes:
    """The record as QuickBooks would write it, without what moves by itself."""
    head = HEAD.match(raw)
    if head is None or raw[head.end() : head.end() + 2] != b"\n<" or not raw.isascii():
        raw = _GAP.sub(b">\n<", _ascii(raw))
        head = HEAD.match(raw)
    content = raw[head.end() :] if head else _TIMES.sub(b"", raw)
    if b"&" in content:
        content = _REFERENCE.sub(_plain_reference, content)
    if b"<OpenAmount>" in content:
        content = _OPEN_AMOUNT.sub(b"", content)
    return head[1] + content if head else content


def _ascii(raw: bytes) -> bytes:
    return raw if raw.isascii() else raw.decode(errors="replace").encode("ascii", "xmlcharrefreplace")


def _plain_reference(found: re.Match[bytes]) -> bytes:
    """One way of writing each character: by itself if it is ASCII, else by its decimal number."""
    if found[1] in _KEPT:
        return found[0]
    character = unescape(found[0].decode())
    return _KEPT_CHARACTERS.get(character) or character.encode("ascii", "xmlcharrefreplace")


_KEPT_CHARACTERS = {"&": b"&amp;", "<": b"&lt;", ">": b"&gt;"}
_KEPT = frozenset({b"amp", b"lt", b"gt"})
