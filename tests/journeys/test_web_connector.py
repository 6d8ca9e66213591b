"""Intuit's Web Connector carries instead of our agent (rule S12): a SOAP client made of our description."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import httpx
import pytest
import zeep

from counterfoil.records import Kind
from tests.journeys.conftest import furnish
from tests.journeys.house import House, new_database, until

pytestmark = pytest.mark.processes


@dataclass
class WebConnector:
    """The Web Connector's part, spoken by a client that was made from the service's description alone."""

    house: House
    user_name: str
    password: str
    service: Any = field(init=False)

    def __post_init__(self) -> None:
        self.service = zeep.Client(f"{self.house.server}/webconnector/?wsdl").service

    def update(self) -> str:
        """*Update Selected*: one run; what the window shows in the end."""
        assert self.service.clientVersion("2.3.0.207") is None
        ticket, wanted, *_ = self.service.authenticate(self.user_name, self.password)
        wanted = wanted or ""
        assert wanted in ("", "C:\\Books\\Harrow.qbw"), wanted
        done, told = 0, "<QBXML/>"
        while done < 100:
            request = until(partial(self.fetched, ticket, told))
            done = self.service.receiveResponseXML(ticket, self.processed(request), "", "")
            assert done > 0, self.service.getLastError(ticket)
            told = ""
        text: str = self.service.closeConnection(ticket)
        return text

    def fetched(self, ticket: str, told: str) -> str:
        """The next request; nothing while the server says that there is one in a moment."""
        request = self.service.sendRequestXML(ticket, told, "C:\\Books\\Harrow.qbw", "US", 13, 0)
        if not request and (error := self.service.getLastError(ticket)) != "NoOp":
            raise RuntimeError(error)
        return request or ""

    def processed(self, request: str) -> str:
        """What QuickBooks answers."""
        address = f"{self.house.simulator}/process"
        return httpx.post(address, params={"app": "Counterfoil"}, content=request, timeout=30.0).text


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[House]:
    """A house without an agent."""
    folder = tmp_path_factory.mktemp("web-connector")
    with new_database(folder) as url:
        house = House(folder, url, furnish=furnish)
        try:
            house.open_without_agent()
            yield house
        finally:
            house.close()


@pytest.fixture(scope="module")
def connector(house: House) -> WebConnector:
    """The Web Connector after its first run, with bills travelling both ways."""
    made = WebConnector(house, **house.prepare("--web-connector"))
    assert made.update() == "Counterfoil is up to date."
    house.prepare("--move-transactions")
    house.prepare("--two-way=open-bills")
    made.update()
    return made


def test_lists_come_with_the_first_run(house, connector):
    assert house.the("vendors", name="Keller Lumber")
    assert house.the("accounts", name="Rent")
    assert house.state()["is_connected"]


def test_a_bill_goes_out_with_the_next_run_and_an_edit_comes_back(house, connector):
    house.enter_here("W-1", "250.00")
    assert connector.update() == "Counterfoil is up to date."
    posted = house.bill_there("W-1")
    assert posted is not None

    with house.at_quickbooks() as person:
        person.edit_bill(posted.id, memo="Edited there")
    connector.update()
    assert house.the("bills", ref_number="W-1")["memo"] == "Edited there"


def test_both_sides_edit_different_fields_and_both_edits_stand(house, connector):
    number = "W-2"
    txn = house.enter_there(number)
    connector.update()
    with house.at_quickbooks() as person:
        person.edit_bill(txn, memo="Theirs")
    house.change("bills", house.the("bills", ref_number=number), due_date="2027-02-01")
    connector.update()
    bill = house.the("bills", ref_number=number)
    there = house.bill_there(number)
    assert (bill["memo"], bill["due_date"]) == ("Theirs", "2027-02-01")
    assert there is not None
    assert (there.record.memo, str(there.record.due_date)) == ("Theirs", "2027-02-01")


def test_a_run_with_nothing_to_do_leaves_everything_alone(house, connector):
    connector.update()
    before = [each.edit_sequence for each in house.there(Kind.BILL)]
    assert connector.update() == "Counterfoil is up to date."
    assert [each.edit_sequence for each in house.there(Kind.BILL)] == before
