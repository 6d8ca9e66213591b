"""Much at once, and time gone by: the brake, our own database restored, a condensed file, the horizon, closed books."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.journeys.conftest import open_house
from tests.journeys.house import House, a_backup_of_the_database, until

pytestmark = pytest.mark.processes

MANY = 14

IMPORTED = "from counterfoil.server.sync.models import Connection; "
CONNECTION = f"{IMPORTED}Connection.objects.everywhere()"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house of their own for these stories, which are about all of its bills."""
    yield from open_house(tmp_path_factory.mktemp("changes"), two_way=True)


def open_problems(house: House, word: str) -> list[dict[str, Any]]:
    return [each for each in house.every("sync/problems") if word in each["title"]]


def live(house: House, prefix: str) -> int:
    return len([each for each in house.every("bills") if each["ref_number"].startswith(prefix)])


def memos(house: House, prefix: str) -> set[str]:
    return {each["memo"] for each in house.every("bills") if each["ref_number"].startswith(prefix)}


def enter_many(house: House, prefix: str) -> list[str]:
    """Bills entered in QuickBooks, that have come over."""
    with house.at_quickbooks() as person:
        entered = [
            person.enter_bill(
                "Keller Lumber", [person.expense("Rent", "1.00")], ref_number=f"{prefix}{n}", txn_date=date(2026, 11, 2)
            )
            for n in range(MANY)
        ]
    until(lambda: live(house, prefix) == MANY)
    house.settled()
    return entered


def test_a_mass_change_waits_for_a_person_and_ends_when_it_is_put_right_in_quickbooks(house):  # promise I28
    entered = enter_many(house, "CHANGE-")
    with house.at_quickbooks() as person, person.company.change():
        for txn in entered:
            person.edit_bill(txn, memo="a mistake")
    until(lambda: house.state()["cause"] == "mass_change")
    assert memos(house, "CHANGE-") == {""}
    house.enter_here("WHILE-BRAKED")
    house.say("refuse")
    until(lambda: house.stop()["stage"] == "refused")
    assert house.bill_there("WHILE-BRAKED") is None
    with house.at_quickbooks() as person, person.company.change():
        for txn in entered:
            person.edit_bill(txn, memo="")
    until(lambda: house.state()["cause"] == "")
    until(lambda: house.bill_there("WHILE-BRAKED"))
    house.settled()
    assert memos(house, "CHANGE-") == {""}
    assert live(house, "CHANGE-") == MANY


def test_a_mass_deletion_waits_for_a_person_who_approves_it(house):  # promise I28
    entered = enter_many(house, "GONE-")
    with house.at_quickbooks() as person, person.company.change():
        for txn in entered:
            person.delete_bill(txn)
    until(lambda: house.state()["cause"] == "mass_change")
    state = house.state()
    assert (state["mode"], live(house, "GONE-")) == ("read_only", MANY)
    assert "open bills would change at once" in state["mode_reason"]
    house.say("approve")
    until(lambda: live(house, "GONE-") == 0)
    house.settled()
    assert (house.state()["mode"], house.state()["cause"]) == ("live", "")


def test_our_own_database_restored_from_a_backup_doubles_and_loses_nothing(house):  # rule C6, promise I20
    house.enter_here("OURS-1", memo="before the backup")
    house.enter_there("OURS-THEIRS")
    until(lambda: house.bill_here("OURS-THEIRS"))
    house.settled()
    with a_backup_of_the_database(house) as put_back:
        house.settled()
        bill = house.bill_here("OURS-1")
        house.change("bills", bill, memo="after the backup")
        house.enter_here("OURS-2", "22.00")
        until(lambda: house.bill_there("OURS-2"))
        with house.at_quickbooks() as person:
            found = house.bill_there("OURS-THEIRS")
            person.edit_bill(found.id, memo="edited there")
        until(lambda: (house.bill_here("OURS-THEIRS") or {}).get("memo") == "edited there")
        until(lambda: house.memo_there("OURS-1") == "after the backup")
        house.settled()
        there = len(house.there_numbers())
        put_back()

    until(lambda: house.stop()["stage"] == "waiting")
    stop = house.stop()
    assert stop["cause"] == "counterfoil_restored"
    assert house.bill_here("OURS-2") is None, "our records stay as they are until somebody accepts"
    assert house.bill_here("OURS-1")["memo"] == "before the backup"
    house.say("accept")
    until(lambda: house.state()["mode"] == "live")
    until(lambda: house.bill_here("OURS-2"))
    house.settled()
    assert house.bill_here("OURS-1")["memo"] == "after the backup", "the company file is the newer side"
    assert house.bill_here("OURS-THEIRS")["memo"] == "edited there"
    assert len(house.there_numbers()) == there, "nothing is posted twice"
    house.start_run()
    house.settled()
    assert len(house.there_numbers()) == there


def test_a_condensed_file_leaves_its_settled_bills_here_with_one_notice(house):  # docs/sync.md
    house.settled()
    long_ago = date(2020, 3, 2)
    with house.at_quickbooks() as person:
        lines = [person.expense("Rent", "1.00")]
        old = [
            person.enter_bill("Keller Lumber", lines, ref_number=f"OLD-{number}", txn_date=long_ago)
            for number in range(3)
        ]
    until(lambda: house.bill_here("OLD-2"))
    house.settled()
    with house.at_quickbooks() as person:
        person.pay_bills("Checking", dict.fromkeys(old), txn_date=long_ago)
    until(lambda: all(house.bill_here(f"OLD-{n}")["paid_in_quickbooks"] == "fully" for n in range(3)))
    with house.at_quickbooks() as person:
        assert person.condense(date(2020, 12, 31)) == 4
    (notice,) = until(
        lambda: [each for each in house.get("sync/problems")["items"] if each["problem"]["code"] == "condensed"]
    )
    assert "3 transactions that were settled" in notice["problem"]["cause"]
    house.settled()
    assert all(house.bill_here(f"OLD-{n}") for n in range(3))
    assert not any(house.bill_there(f"OLD-{n}") for n in range(3))
    assert not [each for each in house.get("sync/problems")["items"] if "OLD-" in each["title"]]


def test_an_agent_that_was_away_past_the_horizon_compares_before_it_writes(house):  # promise I18
    house.settled()
    house.enter_there("HORIZON-KEPT")
    txn = house.enter_there("HORIZON-GONE")
    until(lambda: house.bill_here("HORIZON-GONE") and house.bill_here("HORIZON-KEPT"))
    house.settled()
    house.kill("agent")
    with house.at_quickbooks() as person:
        person.delete_bill(txn)
        person.company.connection.execute("DELETE FROM deleted WHERE object_id = ?", [txn])
    long_ago = int(datetime.now(UTC).timestamp()) - 20 * 24 * 3600
    house.run("manage", "shell", "-c", f"{CONNECTION}.update(horizon_ok_until={long_ago})")
    house.enter_here("HORIZON-NEW")
    before = sweeps(house)
    house.start("agent")
    until(lambda: house.bill_there("HORIZON-NEW"))
    assert sweeps(house) > before, "everything was compared before it was sent"
    problem = until(lambda: open_problems(house, "HORIZON-GONE"))[0]
    assert problem["problem"]["code"] == "vanished"
    assert house.bill_here("HORIZON-GONE"), "no log tells of it any more, so somebody is asked"
    house.settle(problem, "delete_both")
    until(lambda: house.bill_here("HORIZON-GONE") is None)
    house.settled()
    assert house.bill_here("HORIZON-KEPT")


def sweeps(house: House) -> int:
    """How many full comparisons there have been."""
    asked = f"found = {CONNECTION.removeprefix(IMPORTED)}.get(); print(found.facts.get('sweeps', 0))"
    return int(house.run("manage", "shell", "-v", "0", "-c", IMPORTED + asked).split()[-1])


def test_by_preference_bills_in_a_closed_period_are_dated_to_the_first_open_day_on_both_sides(house):  # rule S11
    house.settled()
    house.enter_here("OPEN-OLD", memo="in the books")
    until(lambda: house.bill_there("OPEN-OLD"))
    house.settled()
    house.prefer(closed_period="first_open_day")
    with house.at_quickbooks() as person:
        person.set_closing_date(date(2026, 11, 15))
    until(lambda: house.state()["closing_date"] == "2026-11-15")
    house.enter_here("OPEN-1")
    found = until(lambda: house.bill_there("OPEN-1"))
    house.settled()
    assert found.record.txn_date == date(2026, 11, 16)
    assert house.bill_here("OPEN-1")["txn_date"] == "2026-11-16"

    house.change("bills", house.bill_here("OPEN-OLD"), memo="edited here")
    (problem,) = until(lambda: open_problems(house, "OPEN-OLD"))
    assert problem["problem"]["code"] == "closed_period"
    assert house.memo_there("OPEN-OLD") == "in the books", "what stands in the closed period there is never forced"
    house.prefer(closed_period="hold")
    house.enter_here("OPEN-2")
    until(lambda: open_problems(house, "OPEN-2"))
    assert house.bill_there("OPEN-2") is None
    with house.at_quickbooks() as person:
        person.set_closing_date(None)
    until(lambda: house.bill_there("OPEN-2") and house.memo_there("OPEN-OLD") == "edited here")
    house.settled()
    assert not open_problems(house, "OPEN-")
