"""The company file as a whole: restored, another one in its place, its books closed (rules C6, S11)."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest

from counterfoil.simulator.clock import SystemClock
from counterfoil.simulator.company import CompanyFile
from tests.journeys.conftest import open_house
from tests.journeys.house import EMAIL, PASSWORD, House, until

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def own_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house whose company file this story puts aside."""
    yield from open_house(tmp_path_factory.mktemp("own-house"), two_way=True)


class Browser:
    """Somebody at Counterfoil's pages."""

    def __init__(self, house: House) -> None:
        self.http = httpx.Client(base_url=house.server, follow_redirects=True, timeout=30.0)
        self.post("/sign-in/", on="/sign-in/", username=EMAIL, password=PASSWORD)

    def post(self, path: str, *, on: str, **values: str) -> str:
        """Send a form as it stands on a page."""
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.http.get(on).text)
        assert found, f"{on} has no form"
        data = values | {"csrfmiddlewaretoken": found[1]}
        answer = self.http.post(path, data=data, headers={"Referer": str(self.http.base_url)})
        assert answer.is_success, f"{path}: {answer.status_code}"
        return answer.text


def copy_of(house: House, name: str) -> Path:
    """What a person copies to a safe place."""
    company, target = CompanyFile.open(house.company_file, clock=SystemClock()), house.folder / name
    company.copy_to(target)
    company.close()
    return target


def put_in_place(house: House, file: Path) -> None:
    """QuickBooks is closed, the file replaced by another one, and QuickBooks opened again."""
    house.kill("simulator")
    for leftover in house.folder.glob(f"{house.company_file.name}-*"):
        leftover.unlink()
    other = CompanyFile.open(file, clock=SystemClock())
    house.company_file.unlink()
    other.copy_to(house.company_file)
    other.close()
    house.start("simulator")


def test_a_restored_file_is_compared_read_by_a_person_and_brought_up_to_date(own_house):
    house = own_house
    old, new = house.enter_here("REST-1", memo="first"), "made after the backup"
    house.settled()
    backup = copy_of(house, "backup.qbw")
    old = house.bill_here("REST-1")
    house.change("bills", old, memo="second")
    house.settled()
    house.enter_here("REST-2", memo=new)
    house.settled()

    put_in_place(house, backup)
    until(lambda: "1 bill rolled back" in house.state()["mode_reason"])
    state = house.state()
    assert (state["mode"], state["cause"]) == ("suspended", "company_file_restored")
    assert "1 bill missing" in state["mode_reason"]
    assert state["meanwhile"]
    assert state["way_out"]
    assert house.memo_there("REST-1") == "first", "nothing is written before a person has read it"
    assert house.bill_there("REST-2") is None
    assert house.bill_here("REST-1")["memo"] == "second"

    browser = Browser(house)
    page = browser.http.get("/sync/").text
    assert "The company file went back in time" in page
    assert "REST-2" in browser.http.get("/sync/company/findings/?standing=missing").text
    browser.post("/sync/company/answer/", on="/sync/", choice="accept")
    until(lambda: house.state()["mode"] == "live")
    house.settled()
    assert house.memo_there("REST-1") == "second"
    assert house.bill_there("REST-2") is None, "what is missing is a question"
    (problem,) = [each for each in house.get("sync/problems")["items"] if "REST-2" in each["title"]]
    assert problem["problem"]["code"] == "missing_after_restore"

    browser.post(f"/sync/problems/{problem['id']}/settle/", on="/sync/problems/", choice="keep_ours")
    house.start_run()
    until(lambda: house.bill_there("REST-2"))
    house.settled()
    assert house.memo_there("REST-2") == new


def test_another_company_file_is_named_and_left_alone_until_the_right_one_is_back(own_house):
    house = own_house
    house.settled()
    ours = copy_of(house, "ours.qbw")
    other = house.folder / "other.qbw"
    CompanyFile.create(other, name="Abbott Bakery", clock=SystemClock()).close()
    put_in_place(house, other)
    until(lambda: house.state()["cause"] == "other_company_file")
    house.enter_here("OTHER-1")
    assert house.bill_there("OTHER-1") is None
    assert "Abbott Bakery" in Browser(house).http.get("/sync/").text
    put_in_place(house, ours)
    until(lambda: house.bill_there("OTHER-1"))
    house.settled()
    assert house.state()["cause"] == ""


def test_a_bill_in_a_closed_period_waits_with_the_closing_date_and_goes_when_it_moves(own_house):  # rules S11, D8
    house = own_house
    with house.at_quickbooks() as person:
        person.set_closing_date(date(2026, 11, 15))
    house.enter_here("CLOSED-1")
    (problem,) = until(lambda: [each for each in house.get("sync/problems")["items"] if "CLOSED-1" in each["title"]])
    assert problem["problem"]["code"] == "closed_period"
    assert "closed through 15 Nov 2026" in problem["problem"]["cause"]
    assert house.state()["closing_date"] == "2026-11-15"
    assert house.bill_there("CLOSED-1") is None
    with house.at_quickbooks() as person:
        person.set_closing_date(date(2026, 10, 31))
    until(lambda: house.bill_there("CLOSED-1"))
    house.settled()
    assert not [each for each in house.get("sync/problems")["items"] if "CLOSED-1" in each["title"]]


def test_a_file_that_takes_no_change_only_reads_until_the_right_is_given(own_house):  # 3263, rule E
    house = own_house
    with house.at_quickbooks() as person:
        person.authorize("Counterfoil", read_only=True)
    house.enter_here("READ-1")
    house.enter_here("READ-2")
    until(lambda: house.state()["cause"] == "writes_refused")
    state = house.state()
    assert state["mode"] == "read_only"
    assert "let it change data" in state["way_out"]
    house.enter_there("READ-3")
    until(lambda: house.bill_here("READ-3"))
    codes = [each["problem"]["code"] for each in house.get("sync/problems")["items"]]
    assert codes.count("application_right_read_only") == 1
    assert house.bill_there("READ-1") is None
    assert house.bill_there("READ-2") is None
    with house.at_quickbooks() as person:
        person.authorize("Counterfoil")
    Browser(house).post("/sync/company/answer/", on="/sync/", choice="try_again")
    until(lambda: house.bill_there("READ-1") and house.bill_there("READ-2"))
    house.settled()
    assert (house.state()["mode"], house.state()["cause"]) == ("live", "")
