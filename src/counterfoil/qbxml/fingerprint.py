"""Whether a record has changed, told from its raw text alone.

The fingerprint is a hash over everything in the record but times, EditSequence and OpenAmount (which is unreliable:
docs/quickbooks.md 4.1). So it covers what people entered and what QuickBooks derives from it: lines, links, paid state,
amounts. Two records with different content have different fingerprints. QuickBooks' own layout (one element a line,
ASCII) is hashed as it is, which makes it cheap; any other layout or encoding is first rewritten into that one, so the
fingerprint does not depend on it.
"""

import re
from hashlib import sha256
from html import unescape
from typing import NamedTuple

_HEAD = re.compile(
    rb"<\w+>\s*<(?:TxnID|ListID)>([^<]{1,36})</(?:TxnID|ListID)>"
    rb"\s*<TimeCreated>([^<]*)</TimeCreated>"
    rb"\s*<TimeModified>([^<]*)</TimeModified>"
    rb"\s*<EditSequence>([^<]*)</EditSequence>"
)
"""The head of every record, as QuickBooks writes it: id, both times, EditSequence."""
_TIMES = re.compile(rb"<(TimeCreated|TimeModified|EditSequence)>[^<]*</\1>\s*")
_OPEN_AMOUNT = re.compile(rb"<OpenAmount>[^<]*</OpenAmount>\s*")
_TAIL_BYTES = 400
"""OpenAmount is a bill's last element but for custom fields, so the end is searched first."""
_GAP = re.compile(rb">\s*<")
_REFERENCE = re.compile(rb"&(#?\w{1,8});")


class Head(NamedTuple):
    """What identifies one state of a record."""

    id: str
    time_created: str
    time_modified: str
    edit_sequence: str
    end: int = 0
    """Where in the raw record the head ends."""


def identify(raw: bytes) -> tuple[Head | None, str]:
    """The head of a raw record, None when it does not begin as QuickBooks' records do, and its fingerprint."""
    found = _HEAD.match(raw)
    head = _head(found) if found else None
    if found is None or raw[found.end() : found.end() + 2] != b"\n<" or not raw.isascii():
        raw = _REFERENCE.sub(_plain_reference, _GAP.sub(b">\n<", _ascii(raw)))
        found = _HEAD.match(raw)
    content = raw[found.end() :] if found else _TIMES.sub(b"", raw)
    content = _without_open_amount(content)
    return head, sha256(found[1] + content if found else content).hexdigest()[:32]


def _head(found: re.Match[bytes]) -> Head:
    id_, created, modified, edit_sequence = found.groups()
    return Head(id_.decode(), created.decode(), modified.decode(), edit_sequence.decode(), found.end())


def fingerprint(raw: bytes) -> str:
    """The hash of a raw record, 32 hexadecimal digits."""
    return identify(raw)[1]


def _without_open_amount(content: bytes) -> bytes:
    place = content.find(b"<OpenAmount>", len(content) - _TAIL_BYTES)
    if place < 0:
        place = content.find(b"<OpenAmount>")
    found = _OPEN_AMOUNT.match(content, place) if place >= 0 else None
    return content[:place] + content[found.end() :] if found else content


def _ascii(raw: bytes) -> bytes:
    return raw if raw.isascii() else raw.decode(errors="replace").encode("ascii", "xmlcharrefreplace")


def _plain_reference(found: re.Match[bytes]) -> bytes:
    """As QuickBooks would write it: markup by name, the rest of ASCII as it is, other characters by decimal number."""
    character = unescape(found[0].decode())
    return _MARKUP.get(character) or character.encode("ascii", "xmlcharrefreplace")


_MARKUP = {"&": b"&amp;", "<": b"&lt;", ">": b"&gt;"}
