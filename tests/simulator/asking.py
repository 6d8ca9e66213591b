"""How tests of the simulator put questions: a qbXML document around some requests, its answer taken apart."""

from dataclasses import dataclass

from lxml import etree

from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.processor import RequestProcessor

APP = "Counterfoil"


def document(requests: str, *, version: str = "13.0", on_error: str = "continueOnError", attributes: str = "") -> str:
    """A message set around requests."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<?qbxml version="{version}"?>\n'
        f'<QBXML><QBXMLMsgsRq onError="{on_error}"{attributes and " " + attributes}>{requests}</QBXMLMsgsRq></QBXML>'
    )


@dataclass
class Books:
    """A company file and the processor in front of it."""

    company: CompanyFile
    processor: RequestProcessor

    def ask(self, requests: str, *, app: str = APP, **envelope: str) -> "Set":
        """The answers to some requests, in a session of their own."""
        return Set(self.processor.process(app, document(requests, **envelope)))

    def one(self, request: str, **envelope: str) -> "Answer":
        """The answer to a single request."""
        (answer,) = self.ask(request, **envelope).answers
        return answer

    def ok(self, request: str, **envelope: str) -> "Answer":
        """The answer to a single request that must succeed."""
        answer = self.one(request, **envelope)
        assert answer.code == 0, answer.message
        return answer


class Set:
    """An answer document."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = etree.fromstring(text.encode())
        self.body = self.root[0]
        self.answers = [Answer(each) for each in self.body]

    @property
    def codes(self) -> list[int]:
        """The statuses, in order."""
        return [each.code for each in self.answers]

    @property
    def set_status(self) -> str | None:
        """The messageSetStatusCode."""
        return self.body.get("messageSetStatusCode")


class Answer:
    """The answer to one request."""

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        self.code = int(element.get("statusCode", "-1"))
        self.severity = element.get("statusSeverity")
        self.message = element.get("statusMessage") or ""

    def __getitem__(self, path: str) -> str:
        """The text of the first element at the path."""
        found = self.element.find(".//" + path)
        assert found is not None, f"no {path} in {etree.tostring(self.element).decode()}"
        return found.text or ""

    def all(self, path: str) -> list[str]:
        """The texts of all elements at the path."""
        return [each.text or "" for each in self.element.iterfind(".//" + path)]

    def has(self, path: str) -> bool:
        """Whether there is an element at the path."""
        return self.element.find(".//" + path) is not None

    def get(self, attribute: str) -> str | None:
        """An attribute of the answer."""
        return self.element.get(attribute)

    @property
    def rets(self) -> list[etree._Element]:
        """The records in the answer."""
        return [each for each in self.element if each.tag != "ErrorRecovery"]
