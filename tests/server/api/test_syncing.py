"""What the API says of the sync."""

import pytest
from django.utils import timezone
from tests.server.api.conftest import program_of

from counterfoil.server.audit.actor import Actor
from counterfoil.server.sync.models import Conflict, Detail, Problem, Run

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(organization):
    """A finished run that brought two bills."""
    now = timezone.now()
    run = Run.objects.of(organization).create(
        organization=organization, trigger="live", outcome="done", started_at=now, finished_at=now, done=2, total=2
    )
    for number in (104, 105):
        Detail.objects.of(organization).create(
            organization=organization, run=run, at=now, kind="created", record_kind="bill", record_id=number,
            title=f"Bill INV-{number} of Keller Lumber", text="New in QuickBooks.", side="counterfoil",
        )  # fmt: skip
    return run


def test_before_anything_was_connected_the_state_says_so(program):
    state = program.get("sync").json()
    assert (state["is_connected"], state["looked_at"], state["owed"]) == (False, None, 0)


def test_a_run_and_its_details_can_be_read_and_searched(program, run):
    assert [row["id"] for row in program.get("sync/runs").json()["items"]] == [run.pk]
    assert program.get(f"sync/runs/{run.pk}").json()["outcome"] == "done"
    details = f"sync/runs/{run.pk}/details"
    assert [row["record_id"] for row in program.get(details).json()["items"]] == [104, 105]
    assert [row["record_id"] for row in program.get(f"{details}?text=INV-105").json()["items"]] == [105]
    first = program.get(f"{details}?limit=1").json()
    assert program.get(f"{details}?limit=1&after={first['next']}").json()["items"][0]["record_id"] == 105


def test_asking_for_a_run_is_remembered_until_the_agent_comes(program):
    answer = program.call("POST", "sync/runs")
    assert answer.status_code == 202


def test_problems_and_conflicts_are_listed_newest_first(program, organization):
    now = timezone.now()
    for number in (1, 2):
        Problem.objects.of(organization).create(
            organization=organization, key=f"bill:{number}:name_taken", title=f"Problem {number}", severity="error",
            problem={"code": "name_taken"}, opened_at=now, seen_at=now,
        )  # fmt: skip
        Conflict.objects.of(organization).create(
            organization=organization, kind="bill", path="memo", base="a", ours="b", theirs=f"c{number}",
            winner="quickbooks" if number == 1 else "", found_at=now, settled_at=now if number == 1 else None,
        )  # fmt: skip
    assert [row["title"] for row in program.get("sync/problems").json()["items"]] == ["Problem 2", "Problem 1"]
    assert [row["theirs"] for row in program.get("sync/conflicts").json()["items"]] == ["c2", "c1"]
    assert [row["theirs"] for row in program.get("sync/conflicts?only_open=true").json()["items"]] == ["c2"]


def test_whoever_may_only_look_starts_no_run(organization, run):
    auditor = program_of(organization, "auditor")
    assert auditor.get("sync/runs").status_code == 200
    assert auditor.call("POST", "sync/runs").status_code == 403


def test_another_organizations_runs_do_not_exist(other_organization, run):
    stranger = program_of(other_organization)
    assert stranger.get("sync/runs").json()["items"] == []
    assert stranger.get(f"sync/runs/{run.pk}").status_code == 404
    assert stranger.get(f"sync/runs/{run.pk}/details").status_code == 404


@pytest.fixture
def taken(organization):
    """A vendor of ours whose name is taken in QuickBooks, and the question about it."""
    from counterfoil.records import Kind, Vendor
    from counterfoil.server.sync.models import Connection, Link
    from counterfoil.server.vendors import services

    Connection.objects.everywhere().create(organization=organization)
    vendor = services.create(organization, Actor("person", "1", "Ada"), Vendor("Miller")).record_id
    link = Link.objects.everywhere().create(organization=organization, kind=Kind.VENDOR, record_id=int(vendor))
    now = timezone.now()
    return Problem.objects.everywhere().create(
        organization=organization, key=f"vendor:{link.pk}:name_in_use", title="Vendor Miller", severity="error",
        problem={"code": "name_in_use", "title": "Taken", "choices": ["link", "rename", "skip"]},
        kind="vendor", record_id=int(vendor), opened_at=now, seen_at=now,
    )  # fmt: skip


def test_a_question_is_settled_by_choice_and_answer(program, taken):
    """Rule C5."""
    answer = program.call("POST", f"sync/problems/{taken.pk}/settle", {"choice": "rename", "answer": "Miller (v)"})
    assert answer.status_code == 204
    assert program.get(f"vendors/{taken.record_id}").json()["name"] == "Miller (v)"
    assert program.get("sync/problems").json()["items"] == []


def test_an_answer_that_cannot_be_is_refused_with_the_reason(program, taken):
    answer = program.call("POST", f"sync/problems/{taken.pk}/settle", {"choice": "link", "answer": "Nobody"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "which_one"


def test_whoever_may_only_look_or_is_elsewhere_settles_nothing(organization, other_organization, taken):
    asked = {"choice": "skip"}
    path = f"sync/problems/{taken.pk}/settle"
    assert program_of(organization, "auditor").call("POST", path, asked).status_code == 403
    assert program_of(other_organization).call("POST", path, asked).status_code == 404
