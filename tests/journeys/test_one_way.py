"""Before two-way bill sync is switched on, and the switch (rules B1 to B3 and B5)."""

from datetime import date

import pytest

from tests.journeys.house import House, until

pytestmark = pytest.mark.processes


def posted_bill(house: House, number: str) -> str:
    """A bill entered here and posted; its TxnID."""
    house.enter_here(number)
    observed = until(lambda: house.bill_there(number))
    assert observed is not None
    house.settled()
    return observed.id


def seen_to_the_end(house: House) -> None:
    """Let a run begin and end, so that whatever QuickBooks holds was looked at."""
    before = house.state()["looked_at"]
    house.start_run()
    until(lambda: house.state()["looked_at"] > before)
    house.settled()


def test_one_way_then_two_way(one_way_house):
    """Rules B1, B2 and B5, in the order in which an organization lives through them."""
    house = one_way_house
    posted = posted_bill(house, "O-1")
    older = house.enter_there("O-2")
    with house.at_quickbooks() as person:
        person.edit_bill(posted, memo="Edited there", due_date=date(2027, 1, 1))
    seen_to_the_end(house)
    assert house.bill_here("O-2") is None, "rule B1: bills do not come over"
    assert house.the("bills", ref_number="O-1")["memo"] == "", "rule B1: edits do not come back"

    house.change("bills", house.the("bills", ref_number="O-1"), memo="Edited here")
    until(lambda: house.memo_there("O-1") == "Edited here")
    house.settled()

    house.prepare("--two-way=from-now")
    house.enter_there("O-3")
    until(lambda: house.bill_here("O-3"))
    assert house.bill_here("O-2") is None, "rule B5: an older bill waits until it is edited"
    with house.at_quickbooks() as person:
        person.edit_bill(older, memo="Edited after the switch")
        person.edit_bill(posted, memo="Two-way now")
    until(lambda: house.bill_here("O-2"))
    until(lambda: house.the("bills", ref_number="O-1")["memo"] == "Two-way now")


def test_without_an_agent_that_was_seen_two_way_sync_is_refused(one_way_house):
    """Rule B3: another organization of the same server, which no agent has ever called."""
    asked = ("manage", "prepare_demo", "--organization", "Nobody's Books", "--email", "eve@example.test")
    one_way_house.run(*asked)
    with pytest.raises(AssertionError, match="No agent has been seen yet"):
        one_way_house.run(*asked, "--two-way=from-now")
