"""The probes say whether a process is alive and whether it may be given work."""

import pytest
from django.db import connection

from counterfoil.server import wall


def test_a_live_process_says_so_without_looking_at_the_database(client):
    assert client.get("/healthz").content == b"ok\n"


@pytest.mark.django_db
def test_a_process_on_an_up_to_date_database_is_ready(client):
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_a_process_on_an_older_database_is_not_ready(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sync'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"The database is not up to date.\n")


@pytest.mark.django_db
def test_the_probes_are_answered_before_anybody_asks_how_the_wall_stands(client, monkeypatch):
    """A database that does not answer is what the second probe is there to tell."""

    def fail():
        raise AssertionError("the database is asked")

    monkeypatch.setattr(wall, "stands", fail)
    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]
