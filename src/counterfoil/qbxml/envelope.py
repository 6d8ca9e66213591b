"""Opening a document of answers safely: limits first, then its frame and its records, apart from each other.

A page of bills is a small frame around many records. The records are cut out of the raw text, so that one that has not
changed need not be parsed at all (`fingerprint`) and one that is damaged cannot spoil its neighbours; what remains, the
frame, is parsed whole and strictly, so a document that was cut off or is not qbXML is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml.etree import _Element as Element

from counterfoil.qbxml.tables import FORMS

MAX_BYTES = 8_000_000
"""The largest document: a page of 500 long bills is under 3 MB, and libxml2 gives up on texts of 10 MB."""
MAX_DEPTH = 64
"""qbXML is never deeper than nine; expat and others would go down until memory ends."""
MAX_NODES = 200_000
"""The most elements in a frame or in one record: they cost libxml2 about 30 MB; QuickBooks' largest has thousands."""
MAX_TAG_BYTES = 32_768
"""The longest start tag, which bounds the attributes of an element; a statusMessage may be long."""
SURELY_SMALL = 65_536
"""A text of up to this many bytes can exceed none of the limits by enough to matter, so it is not counted."""

PLACE = "records"
"""The element that marks in the frame where records stood, one right after the other."""

_PLACE = f"<{PLACE}/>".encode()

_NAMES = (*(f"{form}Ret" for form in FORMS), "TxnDeletedRet", "ListDeletedRet")
_RECORD = re.compile(f"<({'|'.join(_NAMES)})>".encode())
_ENDS = {name.encode(): (name, f"</{name}>".encode()) for name in _NAMES}
_DECLARATION = re.compile(rb"(?:\xef\xbb\xbf)?\s*<\?xml\b[^?]*\?>")
_ENCODING = re.compile(rb"""^\s*<\?xml\b[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_MARKUP = re.compile(rb"<[!?]")
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
_LONG_TAG = re.compile(rb"<[^<>]{%d}" % MAX_TAG_BYTES)
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CONTROL_REFERENCES = re.compile(rb"&#(?:[0-8]|1[124-9]|2[0-9]|3[01]|x0*(?:[0-8bcBC]|0?[eEfF]|1[0-9a-fA-F]));")


_PARSER = etree.XMLParser(
    encoding="utf-8",
    resolve_entities=False,
    load_dtd=False,
    no_network=True,
    huge_tree=False,
    remove_comments=True,
    remove_pis=True,
    strip_cdata=True,
    remove_blank_text=True,
)


class Malformed(ValueError):  # noqa: N818 - it says what the document is
    """The document as a whole cannot be read: not XML, a DOCTYPE, a limit broken, or not an answer in qbXML."""


@dataclass(frozen=True, slots=True)
class Run:
    """Records of one name (`BillRet`) in a row, nothing but a line's end between them: where each ends in the text.

    Going through it gives their raw texts, each cut out when its turn comes: a page is never in memory twice.
    """

    name: str
    text: bytes
    begin: int
    ends: list[int]

    def __getitem__(self, place: int) -> bytes:
        """The raw text of one record."""
        return self.text[self.ends[place - 1] + 1 if place else self.begin : self.ends[place]]

    def __iter__(self) -> Iterator[bytes]:
        """The raw text of each record."""
        begin = self.begin
        for end in self.ends:
            yield self.text[begin:end]
            begin = end + 1


@dataclass(frozen=True, slots=True)
class Opened:
    """A document taken apart: `frame` is the QBXMLMsgsRs element, in which an empty element stands for each run."""

    frame: Element
    runs: tuple[Run, ...]


def open_answer(document: str | bytes) -> Opened:
    """Take a document of answers apart. Raises Malformed; reads nothing outside the text itself."""
    text = _plain(document)
    start = found.end() if (found := _DECLARATION.match(text)) else 0
    if (text.find(b"!", start) >= 0 or text.find(b"?", start) >= 0) and _MARKUP.search(text, start):
        text, start = _without_markup(text[start:]), 0
    pieces: list[bytes] = []
    runs: list[Run] = []
    for run in _runs(text, start):
        pieces += (text[start : run.begin], _PLACE)
        runs.append(run)
        start = run.ends[-1]
    pieces.append(text[start:])
    frame = parse(b"".join(pieces))
    messages = frame.find("QBXMLMsgsRs")
    if frame.tag != "QBXML" or messages is None:
        raise Malformed("This is not an answer of QuickBooks: there is no QBXMLMsgsRs.")
    places = sum(1 for response in messages for _ in response.iterdescendants(PLACE))
    if places != len(runs):
        raise Malformed("A record stands where none can stand.")
    return Opened(messages, tuple(runs))


def parse(fragment: bytes) -> Element:
    """The element that the fragment holds, within the limits. Raises Malformed."""
    if len(fragment) > SURELY_SMALL:
        _measure(fragment)
    try:
        element = _parsed(fragment)
    except etree.XMLSyntaxError:
        element = _parsed_without_controls(fragment)
    return element


def _plain(document: str | bytes) -> bytes:
    """The document in UTF-8, with line feeds for line ends; its declaration has then served its purpose."""
    if len(document) > MAX_BYTES:
        raise Malformed(f"The document is larger than {MAX_BYTES // 1_000_000} MB.")
    text = document if isinstance(document, str) else _decoded(document)
    try:
        plain = text.encode()
    except UnicodeEncodeError:
        raise Malformed("The document holds half of a character.") from None
    return plain.replace(b"\r\n", b"\n") if b"\r" in plain else plain


def _decoded(document: bytes) -> str:
    """The text of bytes, by byte order mark, by declaration, or else as UTF-8."""
    found = _ENCODING.match(document)
    encoding = found[1].decode() if found else "utf-8"
    if document[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    try:
        return document.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        raise Malformed(f"The document's bytes are not {encoding}.") from None


def _without_markup(text: bytes) -> bytes:
    """The same document without comments, CDATA and processing instructions, none of which QuickBooks writes."""
    if _DOCTYPE.search(text):
        raise Malformed("The document has a DOCTYPE or declares entities; QuickBooks' answers never do.")
    return etree.tostring(parse(text), encoding="utf-8")


def _runs(text: bytes, start: int) -> Iterator[Run]:
    """The runs in order. A record that does not end stays in the frame, which then is refused.

    In QuickBooks' layout a page is one run: nothing is looked for but where each record ends.
    """
    while found := _RECORD.search(text, start):
        name, closing = _ENDS[found[1]]
        opening, length, begin = b"\n" + found[0], len(closing), found.start()
        ends: list[int] = []
        while (place := text.find(closing, begin)) >= 0:
            start = place + length
            ends.append(start)
            if not text.startswith(opening, start):
                break
            begin = start + 1
        if not ends:
            return
        yield Run(name, text, found.start(), ends)


def _measure(fragment: bytes) -> None:
    if _DOCTYPE.search(fragment):
        raise Malformed("The document has a DOCTYPE or declares entities; QuickBooks' answers never do.")
    if fragment.count(b"<") > 2 * MAX_NODES:
        raise Malformed(f"The document or one of its records has more than {MAX_NODES} elements.")
    if _LONG_TAG.search(fragment):
        raise Malformed("An element's tag is longer than any that QuickBooks writes.")


def _parsed(fragment: bytes) -> Element:
    return etree.fromstring(fragment, _PARSER)


def _parsed_without_controls(fragment: bytes) -> Element:
    """Once more without the control characters that some files contain and XML forbids (docs/quickbooks.md 1.7)."""
    cleaned = _CONTROL_REFERENCES.sub(b"", _CONTROLS.sub(b"", fragment))
    try:
        return _parsed(cleaned)
    except etree.XMLSyntaxError as error:
        raise Malformed(f"This is not well-formed XML: {error.msg}.") from None


def _is_too_deep(element: Element) -> bool:
    """Whether anything stands deeper than allowed; goes down level by level, so that only the deep cost time."""
    level = [element]
    for _ in range(MAX_DEPTH):
        level = [child for parent in level for child in parent]
        if not level:
            return False
    return True
