"""Both sides edit one bill (rules C1 to C3), nothing is doubled or missed (C4, C8), all is told (S8 to S13)."""

from datetime import date
from functools import partial
from typing import Any

import pytest

from counterfoil.records import Kind
from tests.journeys.house import House, until

pytestmark = pytest.mark.processes


def agreed_bill(house: House, number: str) -> str:
    """A bill that both sides agree on; its TxnID."""
    txn_id = house.enter_there(number)
    until(lambda: house.bill_here(number))
    house.settled()
    return txn_id


def test_edits_of_different_fields_both_survive(house):
    """Rule C1: the agent is away while both sides work, so that one run meets both edits."""
    txn_id = agreed_bill(house, "C-1")
    house.kill("agent")
    house.change("bills", house.the("bills", ref_number="C-1"), memo="From here")
    with house.at_quickbooks() as person:
        person.edit_bill(txn_id, due_date=date(2027, 1, 15))
    house.start("agent")
    until(lambda: house.memo_there("C-1") == "From here")
    assert house.bill_there("C-1").record.due_date == date(2027, 1, 15)
    until(lambda: house.the("bills", ref_number="C-1")["due_date"] == "2027-01-15")
    assert house.the("bills", ref_number="C-1")["memo"] == "From here"


def test_of_two_edits_of_one_field_the_master_wins_and_the_other_value_is_kept(house):
    """Rule C2: QuickBooks is the master unless somebody says otherwise."""
    txn_id = agreed_bill(house, "C-2")
    house.kill("agent")
    house.change("bills", house.the("bills", ref_number="C-2"), memo="Ours")
    with house.at_quickbooks() as person:
        person.edit_bill(txn_id, memo="Theirs")
    house.start("agent")
    until(lambda: house.the("bills", ref_number="C-2")["memo"] == "Theirs")
    conflicts = [row for row in house.every("sync/conflicts") if row["ours"] == "Ours"]
    assert [(row["path"], row["theirs"], row["winner"]) for row in conflicts] == [("memo", "Theirs", "quickbooks")]


def test_a_bill_deleted_on_one_side_and_edited_on_the_other_waits_for_a_person(house):
    """Rule C3: nothing is lost meanwhile."""
    txn_id = agreed_bill(house, "C-3")
    house.kill("agent")
    house.change("bills", house.the("bills", ref_number="C-3"), memo="Still needed")
    with house.at_quickbooks() as person:
        person.delete_bill(txn_id)
    house.start("agent")
    bill = house.the("bills", ref_number="C-3")
    until(
        lambda: [row for row in house.every("sync/problems") if (row["kind"], row["record_id"]) == ("bill", bill["id"])]
    )
    assert house.the("bills", ref_number="C-3")["memo"] == "Still needed"
    assert house.bill_there("C-3") is None


def torn_bill(house: House, number: str, *, is_gone_here: bool) -> dict[str, Any]:
    """A bill that one side deleted while the other edited it; the question about it."""
    txn_id = agreed_bill(house, number)
    bill = house.the("bills", ref_number=number)
    house.kill("agent")
    with house.at_quickbooks() as person:
        if is_gone_here:
            person.edit_bill(txn_id, memo="Still needed")
        else:
            person.delete_bill(txn_id)
    if is_gone_here:
        house.delete("bills", bill)
    else:
        house.change("bills", bill, memo="Still needed")
    house.start("agent")
    about = lambda: [
        row for row in house.every("sync/problems") if (row["kind"], row["record_id"]) == ("bill", bill["id"])
    ]
    (question,) = until(about)
    return question


@pytest.mark.parametrize("is_gone_here", [False, True], ids=["deleted there", "deleted here"])
@pytest.mark.parametrize("is_kept", [True, False], ids=["kept", "deleted"])
def test_both_ways_out_of_deleted_here_and_edited_there(house, is_gone_here, is_kept):
    """Rule C3: restored where it was deleted, or deleted where it was edited."""
    number = f"C-3-{is_gone_here:d}{is_kept:d}"
    question = torn_bill(house, number, is_gone_here=is_gone_here)
    keep = "keep_theirs" if is_gone_here else "keep_ours"
    assert question["problem"]["choices"] == [keep, "delete_both", "skip"]
    house.settle(question, keep if is_kept else "delete_both")
    house.settled()
    if is_kept:
        until(lambda: house.memo_there(number) == "Still needed")
        assert house.the("bills", ref_number=number)["memo"] == "Still needed"
    else:
        until(lambda: house.bill_there(number) is None)
        assert house.bill_here(number) is None


def test_what_is_entered_while_a_run_is_under_way_is_not_missed(house):
    """Rules C4 and C8: bills rain on both sides; every one arrives, none twice."""
    for number in range(8):
        house.enter_here(f"H-{number}", "1.00")
        with house.at_quickbooks() as person:
            person.enter_bill("Novak Electric", [person.expense("Rent", "1.00")], ref_number=f"T-{number}")
    for number in range(8):
        until(partial(house.bill_there, f"H-{number}"))
        until(partial(house.bill_here, f"T-{number}"))


def test_one_bad_record_is_reported_and_does_not_stop_the_rest(house):
    """Rules S9 and S10: a name that a customer already has cannot be a vendor's in QuickBooks."""
    with house.at_quickbooks() as person:
        person.add_customer("Taken Name")
    until(lambda: house.find("customers", name="Taken Name"))
    house.kill("agent")
    with house.at_quickbooks() as person:
        person.add_customer("Also Taken")
    bad = house.create("vendors", name="Also Taken")
    good = house.create("vendors", name="Free Name")
    house.start("agent")
    until(lambda: "Free Name" in {getattr(one.record, "name", "") for one in house.there(Kind.VENDOR)})
    until(lambda: [row for row in house.every("sync/problems") if row["record_id"] == bad["id"]])
    assert not [row for row in house.every("sync/problems") if row["record_id"] == good["id"]]


def test_a_run_can_be_asked_for_and_tells_what_it_did(house):
    """Rules S8 and S9."""
    agreed_bill(house, "S-8")
    titles = [
        detail["title"]
        for run in house.get("sync/runs", limit=20)["items"]
        for detail in house.every(f"sync/runs/{run['id']}/details")
    ]
    assert any("S-8" in title for title in titles)
    before = house.state()["looked_at"]
    house.start_run()
    until(lambda: house.state()["looked_at"] > before)


def test_every_change_says_who_made_it_and_from_what_to_what(house):
    """Rule S13."""
    txn_id = agreed_bill(house, "S-13")
    house.change("bills", house.the("bills", ref_number="S-13"), memo="By the program")
    until(lambda: house.memo_there("S-13") == "By the program")
    with house.at_quickbooks() as person:
        person.edit_bill(txn_id, memo="By the bookkeeper")
    until(lambda: house.the("bills", ref_number="S-13")["memo"] == "By the bookkeeper")
    history = house.history("bills", house.the("bills", ref_number="S-13"))
    memos = [(entry["actor_kind"], entry["changes"]["memo"]) for entry in history if "memo" in entry["changes"]]
    assert memos[-2:] == [("api_key", [None, "By the program"]), ("sync", ["By the program", "By the bookkeeper"])]
