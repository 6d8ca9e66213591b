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

from counterfoil.qbxml.answers import Header
from counterfoil.qbxml.envelope import Run
from counterfoil.records import Kind

_HEAD = re.compile(
    rb"<\w+>\s*<(?:TxnID|ListID)>([^<]{1,36})</(?:TxnID|ListID)>"
    rb"\s*<TimeCreated>([^<]*)</TimeCreated>"
    rb"\s*<TimeModified>([^<]*)</TimeModified>"
    rb"\s*<EditSequence>([^<]*)</EditSequence>"
)
"""The head of every record, as QuickBooks writes it: id, both times, EditSequence."""
_PLAIN_HEAD = re.compile(_HEAD.pattern.replace(rb"\s*", rb"\n") + rb"\n(?=<)")
"""The same in QuickBooks' layout to the letter, followed by another element."""
_HEADS_END = b"</EditSequence>"
_TIMES = re.compile(rb"<(TimeCreated|TimeModified|EditSequence)>[^<]*</\1>\s*")
_OPEN, _OPENS_END = b"<OpenAmount>", b"</OpenAmount>"
_TAIL_BYTES = 400
"""OpenAmount is a bill's last element but for custom fields, so the end is searched first."""
_GAP = re.compile(rb">\s*<")
_REFERENCE = re.compile(rb"&(#?\w{1,8});")


Identified = tuple[Header | None, str]
"""The header of a raw record, None when it does not begin as QuickBooks' records do, and its fingerprint."""


def identify(run: Run, kind: Kind) -> list[Identified]:
    """What identifies each record of a run; one in QuickBooks' layout is not even cut out of the document."""
    identified: list[Identified] = []
    text, begin = run.text, run.begin
    is_ascii = text.isascii()
    for end in run.ends:
        found = _PLAIN_HEAD.match(text, begin, end)
        if found is None or not (is_ascii or text[begin:end].isascii()):
            identified.append(_in_another_layout(text[begin:end], kind))
        else:
            id_, created, modified, edit_sequence = found.groups()
            values = kind, id_.decode(), edit_sequence.decode(), created.decode(), modified.decode()
            header = tuple.__new__(Header, values)  # made for every record, and calling the class takes twice as long
            identified.append((header, _hash(id_, text, found.end() - 1, end)))
        begin = end + 1
    return identified


def _in_another_layout(raw: bytes, kind: Kind) -> Identified:
    head = _HEAD.match(raw)
    raw = _REFERENCE.sub(_plain_reference, _GAP.sub(b">\n<", _ascii(raw)))
    if (found := _PLAIN_HEAD.match(raw)) is not None:
        hash_ = _hash(found[1], raw, found.end() - 1, len(raw))
    else:
        raw = _TIMES.sub(b"", raw)
        hash_ = _hash(b"", raw, 0, len(raw))
    if head is None:
        return None, hash_
    id_, created, modified, edit_sequence = (each.decode() for each in head.groups())
    return Header(kind, id_, edit_sequence, created, modified), hash_


def _hash(id_: bytes, text: bytes, start: int, end: int) -> str:
    """The hash over an id and this part of the text, without the OpenAmount."""
    place = text.rfind(_OPEN, max(start, end - _TAIL_BYTES), end)
    if place < 0:
        place = text.find(_OPEN, start, end)
    closing = text.find(_OPENS_END, place, end) if place >= 0 else -1
    if closing < 0:
        return sha256(id_ + text[start:end]).hexdigest()[:32]
    after = closing + len(_OPENS_END)
    after += text.startswith(b"\n", after)
    return sha256(b"%b%b%b" % (id_, text[start:place], text[after:end])).hexdigest()[:32]


def end_of_head(raw: bytes) -> int:
    """Where in a raw record that has a header its head ends."""
    return raw.index(_HEADS_END) + len(_HEADS_END)


def _ascii(raw: bytes) -> bytes:
    return raw if raw.isascii() else raw.decode(errors="replace").encode("ascii", "xmlcharrefreplace")


def _plain_reference(found: re.Match[bytes]) -> bytes:
    """As QuickBooks would write it: markup by name, the rest of ASCII as it is, other characters by decimal number."""
    character = unescape(found[0].decode())
    return _MARKUP.get(character) or character.encode("ascii", "xmlcharrefreplace")


_MARKUP = {"&": b"&amp;", "<": b"&lt;", ">": b"&gt;"}
