"""The settings: what the environment may say, and what is safe when it says nothing."""

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from counterfoil.server import settings as ours


def test_sqlite_waits_its_turn_and_survives_a_power_cut(tmp_path):
    found = ours.database(f"sqlite:///{tmp_path}/deep/books.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in ours.SQLITE["init_command"]
    assert "journal_mode=WAL" in ours.SQLITE["init_command"]
    assert (tmp_path / "deep").is_dir()


def test_postgresql_is_taken_as_it_comes():
    found = ours.database("postgresql://ann:secret@db.example:5433/books")
    assert (found["HOST"], found["PORT"], found["NAME"], found["USER"]) == ("db.example", 5433, "books", "ann")


def test_only_a_servers_threads_share_a_pool_of_connections_and_only_to_postgresql(tmp_path):
    url = "postgresql://ann:secret@db.example:5433/books"
    served = ours.database(url, is_server=True)
    assert served["OPTIONS"]["pool"] == ours.POOL
    assert served["CONN_HEALTH_CHECKS"], "a connection that broke while it lay in the pool is not handed out"
    assert "pool" not in ours.database(url).get("OPTIONS", {})
    assert "pool" not in ours.database(f"sqlite:///{tmp_path}/books.sqlite3", is_server=True)["OPTIONS"]


def test_other_databases_are_refused():
    with pytest.raises(ImproperlyConfigured, match="neither SQLite nor PostgreSQL"):
        ours.database("mysql://ann@db.example/books")


def test_the_key_is_the_environments(monkeypatch, tmp_path):
    monkeypatch.setenv("COUNTERFOIL_SECRET_KEY", "given")
    assert ours.secret_key(ours.database(f"sqlite:///{tmp_path}/books.sqlite3")) == "given"


def test_beside_a_sqlite_file_a_key_is_made_once_for_its_owner_only(monkeypatch, tmp_path):
    monkeypatch.delenv("COUNTERFOIL_SECRET_KEY", raising=False)
    database = ours.database(f"sqlite:///{tmp_path}/books.sqlite3")
    key = ours.secret_key(database)
    assert len(key) > 50
    assert ours.secret_key(database) == key
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_on_postgresql_a_missing_key_is_refused(monkeypatch):
    monkeypatch.delenv("COUNTERFOIL_SECRET_KEY", raising=False)
    with pytest.raises(ImproperlyConfigured, match="COUNTERFOIL_SECRET_KEY"):
        ours.secret_key(ours.database("postgresql://db.example/books"))


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "same-origin"),
    ],
)
def test_every_answer_even_a_refusal_carries_the_protections(db, header, value):
    assert Client().get("/no-such-page/")[header] == value


def test_the_policy_allows_nothing_inline_nothing_foreign_and_no_frame(db):
    policy = Client().get("/no-such-page/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
