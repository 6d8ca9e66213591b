"""The Web Connector's language: SOAP 1.1, document/literal, calls of plain texts (docs/quickbooks.md 8.1).

What comes is as untrusted as anything from outside: no DOCTYPE, no entities, no depth, no method we do not know.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from lxml import etree

NAMESPACE: Final = "http://developer.intuit.com/"
ENVELOPE: Final = "http://schemas.xmlsoap.org/soap/envelope/"

METHODS: Final[dict[str, tuple[str, ...]]] = {
    "serverVersion": (),
    "clientVersion": ("strVersion",),
    "authenticate": ("strUserName", "strPassword"),
    "sendRequestXML": (
        "ticket",
        "strHCPResponse",
        "strCompanyFileName",
        "qbXMLCountry",
        "qbXMLMajorVers",
        "qbXMLMinorVers",
    ),
    "receiveResponseXML": ("ticket", "response", "hresult", "message"),
    "connectionError": ("ticket", "hresult", "message"),
    "getLastError": ("ticket",),
    "closeConnection": ("ticket",),
}
"""Method → its parameters, named exactly as the Web Connector names them."""

RESULTS: Final = {"authenticate": "ArrayOfString", "receiveResponseXML": "int"}
"""Method → the type of its result; all others answer with a text."""

NUMBERS: Final = frozenset({"qbXMLMajorVers", "qbXMLMinorVers"})
"""Parameters that are numbers in the description; they are read as text all the same."""

_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_TICKET = re.compile(rb"<(?:[A-Za-z_][\w.-]{0,40}:)?ticket(?:\s[^<>]{0,400})?>([\x21-\x7e]{1,100}?)</")

_PARSER = etree.XMLParser(
    resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
)


class NotSoap(ValueError):  # noqa: N818 - it says what the body is
    """The body is no call that we take."""


@dataclass(frozen=True, slots=True)
class Call:
    """A method of the Web Connector's, and its arguments as text; a missing one is empty."""

    method: str
    arguments: dict[str, str]

    def __getitem__(self, name: str) -> str:
        """One argument."""
        return self.arguments.get(name, "")


def read_call(body: bytes) -> Call:
    """The call in a SOAP envelope. Raises NotSoap."""
    if _DOCTYPE.search(body):
        raise NotSoap("The envelope has a DOCTYPE; a call never has.")
    try:
        envelope = etree.fromstring(_CONTROLS.sub(b"", body), _PARSER)
    except etree.XMLSyntaxError as error:
        raise NotSoap(f"The envelope is not well-formed: {error.msg}.") from None
    found = envelope.find(f"{{{ENVELOPE}}}Body")
    call = None if envelope.tag != f"{{{ENVELOPE}}}Envelope" or found is None or not len(found) else found[0]
    if call is None:
        raise NotSoap("This is no SOAP 1.1 envelope with a call in it.")
    name = etree.QName(call)
    if name.namespace != NAMESPACE or name.localname not in METHODS:
        raise NotSoap(f"There is no method {name.localname}.")
    known = METHODS[name.localname]
    given = {etree.QName(each).localname: each.text or "" for each in call}
    return Call(name.localname, {parameter: given.get(parameter, "") for parameter in known})


def ticket_in(start: bytes) -> str:
    """The ticket in the first bytes of an envelope; "" when there is none: it is the first argument of every call."""
    found = _TICKET.search(start)
    return found[1].decode("ascii") if found else ""


def result(method: str, value: str | int | list[str]) -> bytes:
    """The envelope that answers a call."""
    if isinstance(value, list):
        told = "".join(f"<string>{escape(text)}</string>" for text in value)
    else:
        told = escape(str(value))
    answer = f'<{method}Response xmlns="{NAMESPACE}"><{method}Result>{told}</{method}Result></{method}Response>'
    return _envelope(answer)


def fault(words: str, *, is_theirs: bool) -> bytes:
    """A fault: the caller's, or ours."""
    code = "Client" if is_theirs else "Server"
    told = f"<faultcode>soap:{code}</faultcode><faultstring>{escape(words)}</faultstring>"
    return _envelope(f"<soap:Fault>{told}</soap:Fault>")


def _envelope(body: str) -> bytes:
    head = '<?xml version="1.0" encoding="utf-8"?>'
    return f'{head}<soap:Envelope xmlns:soap="{ENVELOPE}"><soap:Body>{body}</soap:Body></soap:Envelope>'.encode()
