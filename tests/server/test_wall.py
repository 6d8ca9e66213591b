"""The second wall on a real PostgreSQL: a role that is neither owner nor superuser sees one organization's rows only.

With SQLite, and for a superuser, there is no such wall; that is looked at too. Where the first wall is taken down, by
planting a mistake in the program, the second one must hold alone.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from tests.conftest import member
from tests.server.api.conftest import program_of
from tests.server.gateway.world import Agent, Clock, enter_bill, new_company
from tests.server.web.conftest import browser_of

from counterfoil.server import wall
from counterfoil.server.audit.models import Entry
from counterfoil.server.bills import services as bills
from counterfoil.server.bills.models import Bill
from counterfoil.server.bills.records import load
from counterfoil.server.gateway.glance import is_worth_a_look
from counterfoil.server.people.tenancy import TenantManager, TenantModel
from counterfoil.server.sync.models import Run
from counterfoil.server.vendors.models import Vendor
from counterfoil.server.web.live import news_of

NOW = datetime(2026, 3, 2, tzinfo=UTC)
ROLE = "restricted"
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no row-level security")


def say(statement: str, *values: str | int) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def restricted():
    """What is done in here is done by a role that owns nothing and is subject to every policy."""
    role = f"{ROLE}_{connection.settings_dict['NAME']}"
    if not say("SELECT 1 FROM pg_roles WHERE rolname = %s", role):
        say(f'CREATE ROLE "{role}" NOLOGIN NOSUPERUSER NOBYPASSRLS')
    say(f'GRANT USAGE ON SCHEMA public TO "{role}"')
    say(f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{role}"')
    say(f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO "{role}"')
    say(f'SET ROLE "{role}"')
    wall.look_again()
    try:
        assert wall.stands()
        yield
    finally:
        say("RESET ROLE")
        wall.look_again()


@pytest.fixture
def both(organization, other_organization, actor):
    """A bill with its lists in either organization; the ids of both bills."""
    return enter_bill(organization, actor), enter_bill(other_organization, actor)


def count(table: str) -> int:
    ((number,),) = say(f'SELECT count(*) FROM "{table}"')
    assert isinstance(number, int)
    return number


def vendor_of(organization, name="A"):
    return Vendor.objects.everywhere().create(
        organization=organization, name=name, full_name=name, full_name_key=name, created_at=NOW, updated_at=NOW
    )


# What is built


def test_every_table_with_an_organization_is_behind_the_wall(db):
    models = [model for model in apps.get_models() if issubclass(model, TenantModel)]
    assert wall.tables() == sorted(model._meta.db_table for model in models)
    if connection.vendor == "postgresql":
        assert wall.built() == set(wall.tables()), "the migration builds it: wall.build"


def test_where_there_is_no_wall_nothing_is_said_to_the_database(db, organization, django_assert_num_queries):
    assert not wall.stands(), "SQLite, or the tests' superuser"
    with django_assert_num_queries(0), wall.within(organization.pk), wall.across():
        wall.enter(organization.pk)


# What is seen


@on_postgresql
@pytest.mark.parametrize("table", wall.tables())
def test_without_an_organization_nothing_is_there(table, both):
    with restricted():
        assert count(table) == 0


@on_postgresql
def test_within_an_organization_its_rows_are_there_and_no_others(organization, other_organization, both):
    mine, theirs = both
    with restricted():
        with wall.within(organization.pk):
            assert say("SELECT id FROM bills_bill") == [(int(mine),)]
        with wall.within(other_organization.pk):
            assert say("SELECT id FROM bills_bill") == [(int(theirs),)]
        with wall.across():
            assert count("bills_bill") == 2
        assert count("bills_bill") == 0


@on_postgresql
def test_an_inner_organization_gives_way_to_the_outer_one_again(organization, other_organization, both):
    with restricted(), wall.within(organization.pk):
        with wall.within(other_organization.pk):
            assert say("SELECT id FROM bills_bill") == [(int(both[1]),)]
        assert say("SELECT id FROM bills_bill") == [(int(both[0]),)]


# What is made and changed


@on_postgresql
def test_a_row_of_another_organization_cannot_be_made(organization, other_organization, both):
    with restricted(), pytest.raises(ProgrammingError, match="row-level security"), wall.within(organization.pk):
        vendor_of(other_organization, "planted")


@on_postgresql
def test_a_row_cannot_be_given_to_another_organization(organization, other_organization, both):
    with restricted(), pytest.raises(ProgrammingError, match="row-level security"), wall.within(organization.pk):
        say("UPDATE vendors_vendor SET organization_id = %s", other_organization.pk)


@on_postgresql
def test_rows_of_another_organization_are_neither_changed_nor_deleted(organization, other_organization, both):
    with restricted(), wall.within(organization.pk):
        assert Bill.objects.everywhere().filter(pk=both[1]).update(memo="mine now") == 0
        assert Vendor.objects.everywhere().filter(organization=other_organization).update(name="gone") == 0
        assert say("DELETE FROM bills_expenseline WHERE bill_id = %s RETURNING id", int(both[1])) == []
    assert Bill.objects.of(other_organization).get(pk=both[1]).memo == ""


@on_postgresql
def test_nothing_is_made_where_no_organization_was_named(organization):
    with restricted(), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        vendor_of(organization)


@on_postgresql
def test_pages_of_rows_arrive_behind_the_wall_as_they_do_without_it(organization, actor, bill):
    without = load(organization, [bills.create(organization, actor, bill).record_id])
    other = replace(bill, ref_number="INV-105")
    with restricted(), wall.within(organization.pk):
        written = bills.create(organization, actor, other)
        behind = load(organization, [written.record_id])
    (one,), (two,) = without.values(), behind.values()

    def plain(kept):
        lines = {
            name: [replace(line, id="") for line in getattr(kept.record, name)]
            for name in ("expense_lines", "item_lines")
        }
        return replace(kept.record, ref_number="", expense_lines=(), item_lines=()), lines

    assert plain(one) == plain(two)
    assert (one.settlement, one.approval) == (two.settlement, two.approval)


@on_postgresql
def test_a_text_that_is_too_long_is_refused_and_not_cut_off(organization):
    from django.db import DataError

    from counterfoil.server import rows

    with restricted(), pytest.raises(DataError), wall.within(organization.pk):
        rows.insert(Run, ("organization_id", "trigger", "started_at"), [(organization.pk, "x" * 500, NOW)])


# A connection that is used again


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_on_a_connection_that_the_next_request_uses(organization, other_organization, actor):
    enter_bill(organization, actor)
    with restricted():
        with wall.within(organization.pk):
            assert count("bills_bill") == 1
        assert say("SELECT current_setting('counterfoil.organization', true)") == [("",)], "and not NULL any more"
        assert count("bills_bill") == 0
        with wall.within(other_organization.pk):
            assert count("bills_bill") == 0
        assert connection.in_atomic_block is False


@on_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", [wall.within, lambda _: wall.across()], ids=["within", "across"])
def test_nothing_is_left_after_a_failure_either(organization, actor, way):
    enter_bill(organization, actor)
    with restricted():
        with pytest.raises(ProgrammingError, match="no_such_table"), way(organization.pk):
            count("no_such_table")
        assert count("bills_bill") == 0


# Through the doors


@on_postgresql
def test_pages_work_behind_the_wall(organization, other_organization, both):
    browser = browser_of(member(organization, "administrator", "page@keller.example"))
    with restricted():
        assert b"INV-1" in browser.get("/bills/").content
        assert browser.get(f"/bills/{both[0]}/").status_code == 200
        assert browser.get(f"/bills/{both[1]}/").status_code == 404
        answer = browser.post("/vendors/new/", {"name": "Novak Electric"})
        assert answer.status_code == 302, answer.content
    assert Vendor.objects.of(organization).filter(name="Novak Electric").exists()


@on_postgresql
def test_an_export_is_read_before_its_transaction_ends(organization, actor):
    run = Run.objects.everywhere().create(organization=organization, trigger="person", started_at=NOW)
    apps.get_model("sync.Detail").objects.everywhere().create(
        organization=organization, run=run, kind="message", title="Bill INV-1", text="It was seen.", at=NOW
    )
    browser = browser_of(member(organization, "administrator", "page@keller.example"))
    with restricted():
        answer = browser.get(f"/sync/runs/{run.pk}/details.csv")
        assert b"It was seen." in b"".join(list(answer))


@on_postgresql
def test_the_api_works_behind_the_wall(organization, other_organization, both):
    program = program_of(organization)
    with restricted():
        assert [each["id"] for each in program.get("bills").json()["items"]] == [int(both[0])]
        assert program.get(f"bills/{both[1]}").status_code == 404
        assert program.create("vendors", name="Novak Electric").status_code == 201
    assert Vendor.objects.of(organization).filter(name="Novak Electric").exists()


@on_postgresql
def test_an_agent_signs_in_and_syncs_behind_the_wall(organization, accountant, actor, tmp_path):
    enter_bill(organization, actor)
    processor = new_company(tmp_path)
    clock = Clock()
    from counterfoil.server.gateway.services import create_token

    token = create_token(organization, accountant, now=clock.now())
    with restricted():
        from counterfoil.server.gateway.report import SignIn
        from counterfoil.server.gateway.signing_in import make_profile, sign_in

        wanted = SignIn(token.token.name, token.secret, "office pc", "office pc", "0.1.0", 1)
        ticket = sign_in(wanted, address="127.0.0.1", now=clock.now())["ticket"]
        made = make_profile(ticket, organization.slug, "C:\\Books\\Keller.qbw", address="127.0.0.1", now=clock.now())
        agent = Agent(made["credential"], "office pc", clock, processor)
        assert len(agent.run()) > 3
        reply = agent.say()
        assert reply.is_idle
        assert not is_worth_a_look(reply, clock.now())
    assert apps.get_model("sync.Link").objects.of(organization).exclude(quickbooks_id="").exists()


@on_postgresql
def test_open_pages_hear_their_own_news_behind_the_wall(organization, other_organization, both):
    from counterfoil.server.people.models import Membership

    membership = Membership.objects.get(user=member(organization, "clerk", "live@keller.example"))
    last = Entry.objects.of(organization).count()
    with restricted(), wall.within(organization.pk):
        news = news_of(membership, 0)
        assert news.position == last
        assert len(news.events) == 3, "an account, a vendor and a bill"


@on_postgresql
def test_where_the_first_wall_has_a_hole_the_second_one_holds(monkeypatch, organization, other_organization, both):
    """A planted mistake: every read forgets whose rows are meant."""
    browser = browser_of(member(organization, "administrator", "page@keller.example"))
    program = program_of(organization)
    monkeypatch.setattr(TenantManager, "of", lambda self, organization: self.everywhere())
    assert browser.get(f"/bills/{both[1]}/").status_code == 200, "the mistake is one: this is another's bill"
    with restricted():
        assert browser.get(f"/bills/{both[1]}/").status_code == 404
        assert program.get(f"bills/{both[1]}").status_code == 404
        assert [each["id"] for each in program.get("bills").json()["items"]] == [int(both[0])]


# What stands at the command line


@on_postgresql
def test_the_doctor_says_whether_the_wall_stands(db):
    from counterfoil.server.health import second_wall

    assert not second_wall().is_fine, "the tests' superuser passes by it"
    with restricted():
        assert second_wall().is_fine
    say("ALTER TABLE bills_bill NO FORCE ROW LEVEL SECURITY")
    with restricted():
        assert "bills_bill" in second_wall().sentence
