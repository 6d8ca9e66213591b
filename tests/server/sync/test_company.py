"""What a person says about the company file as a whole: who may, when, and what is kept of it (rule C6)."""

import pytest
from tests.server.sync.conftest import NOW

from counterfoil.engine.books import Finding
from counterfoil.reconcile.comparison import Standing
from counterfoil.records import Kind
from counterfoil.server.audit.actor import SYNC
from counterfoil.server.audit.models import Entry
from counterfoil.server.people.problems import Refused
from counterfoil.server.sync import company, queries
from counterfoil.server.sync.models import Connection

COMPARED = {
    "cause": "company_file_restored",
    "state": ["{F}", "Keller", 3, ""],
    "comparison": "done",
    "counts": {"bill:rolled_back": 14, "bill:missing": 3, "bill_payment:missing": 2},
    "as_of": "2026-11-12",
    "told": "mark 3 instead of 5",
}


@pytest.fixture
def compared(organization, connection_row):
    """A restored file was compared, and waits for a person."""
    row = Connection.objects.of(organization)
    row.update(mode="suspended", mode_reason="restored to 12 Nov", facts={"suspended": COMPARED})
    return row.get()


def answers(organization):
    stop = queries.state(organization).stop
    return [each.choice for each in stop.answers] if stop else []


def test_the_summary_says_of_each_standing_how_many_and_what_happens(organization, compared):
    stop = queries.state(organization).stop
    assert stop is not None
    assert [(line.standing, line.said) for line in stop.lines] == [
        ("rolled_back", "14 bills"),
        ("missing", "3 bills, 2 payments"),
    ]
    assert all(line.what_happens for line in stop.lines)
    assert (stop.cause, stop.stage, str(stop.as_of)) == ("company_file_restored", "waiting", "2026-11-12")


def test_accepting_has_a_run_begin_and_is_audited(organization, actor, compared):
    company.answer(organization, actor, "accept")
    compared.refresh_from_db()
    assert compared.mode == "suspended", "the engine lifts it, once it was carried out"
    assert compared.facts["suspended"]["accepted"] == actor.name
    assert (compared.requested_at is not None, compared.requested_by) == (True, actor.name)
    entry = Entry.objects.of(organization).get(kind="connection")
    assert (entry.action, entry.reason) == ("accept", "restored to 12 Nov")
    assert answers(organization) == []


def test_only_a_person_accepts(organization, compared):
    with pytest.raises(Refused) as caught:
        company.answer(organization, SYNC, "accept")
    assert caught.value.problems[0].code == "person_only"
    compared.refresh_from_db()
    assert "accepted" not in compared.facts["suspended"]


def test_nothing_is_accepted_before_everything_was_compared(organization, actor, compared):
    facts = {"suspended": COMPARED | {"comparison": "wanted"}}
    Connection.objects.of(organization).update(facts=facts)
    assert answers(organization) == ["look_again"]
    with pytest.raises(Refused):
        company.answer(organization, actor, "accept")


def test_what_was_accepted_once_is_not_accepted_twice(organization, actor, compared):
    company.answer(organization, actor, "accept")
    with pytest.raises(Refused):
        company.answer(organization, actor, "accept")


def test_an_answer_that_does_not_belong_to_the_question_is_refused(organization, actor, compared):
    for choice in ("resume", "bind_anew", "", "nonsense"):
        with pytest.raises(Refused):
            company.answer(organization, actor, choice)


def test_another_file_is_bound_to_only_by_a_person_and_it_is_audited(organization, actor, connection_row):
    facts = {"wrong_file": {"guid": "{G}", "name": "Abbott Bakery", "told": "It is another company file."}}
    Connection.objects.of(organization).update(facts=facts)
    assert answers(organization) == ["look_again", "bind_anew"]
    with pytest.raises(Refused):
        company.answer(organization, SYNC, "bind_anew")
    company.answer(organization, actor, "bind_anew")
    connection_row.refresh_from_db()
    assert connection_row.facts["bind_to"] == ["{G}", "Abbott Bakery"]
    assert Entry.objects.of(organization).get(kind="connection").action == "bind_anew"


def test_a_connection_that_goes_on_as_usual_has_no_question(organization, actor, connection_row):
    assert queries.state(organization).stop is None
    with pytest.raises(Refused):
        company.answer(organization, actor, "resume")


def test_findings_are_read_by_standing(organization, opened):
    with opened() as books:
        books.keep_findings(
            [Finding(Kind.BILL, Standing.MISSING, "1-1", title="A"), Finding(Kind.BILL, Standing.EDITED, "2-1")]
        )
    assert [each.title for each in queries.findings(organization, "missing")] == ["A"]
    assert queries.findings(organization).count() == 2


def test_the_closing_date_is_kept_and_shown(organization, connection_row):  # rule D8
    Connection.objects.of(organization).update(facts={"closing_date": "2026-09-30"}, looked_at=NOW)
    assert str(queries.state(organization).closing_date) == "2026-09-30"
