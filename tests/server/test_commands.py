"""The command line: keys, organizations, the doctor."""

import pytest
from click.testing import CliRunner
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.backends.signals import connection_created
from django.utils import timezone
from tests.conftest import PASSWORD

from counterfoil.__main__ import main
from counterfoil.server import health
from counterfoil.server.audit.models import Chain
from counterfoil.server.people.keys import find_key
from counterfoil.server.people.models import ApiKey, Membership, Organization


@pytest.fixture(autouse=True)
def _this_process_answers_others_again():
    """Commands see all organizations for as long as their process lives, and here the tests' process lives on."""
    yield
    connection_created.disconnect(dispatch_uid="counterfoil.wall")


def run(*arguments):
    return CliRunner().invoke(main, arguments)


def test_help_names_every_command_of_the_server():
    said = run("--help").output
    for command in ("serve", "work", "manage", "doctor", "api-key"):
        assert command in said


def test_a_key_is_printed_once_works_and_is_stored_only_as_a_hash(organization):
    secret = run("api-key", "create", "--organization", "keller", "--name", "Till").output.strip()
    key = find_key(secret, now=timezone.now())
    assert key is not None
    assert (key.organization, key.name, key.role.name) == (organization, "Till", "accountant")
    assert secret not in str(ApiKey.objects.of(organization).values().get())


def test_a_revoked_key_is_refused_and_listed_as_such(organization):
    secret = run("api-key", "create", "--organization", "keller", "--name", "Till").output.strip()
    prefix = ApiKey.objects.of(organization).get().prefix
    assert run("api-key", "revoke", prefix).exit_code == 0
    assert find_key(secret, now=timezone.now()) is None
    assert run("api-key", "list", "--organization", "keller").output == f"{prefix}  Till (Accountant), revoked\n"


@pytest.mark.parametrize("guess", ["", "cf__", "cf_000000000000_x", "other_1_2", "cf_" + "é" * 9])
def test_no_other_text_is_a_key(organization, guess):
    run("api-key", "create", "--organization", "keller", "--name", "Till")
    assert find_key(guess, now=timezone.now()) is None


@pytest.mark.parametrize(
    "arguments",
    [
        ("create", "--organization", "nobody", "--name", "x"),
        ("create", "--organization", "keller", "--name", "x", "--role", "king"),
        ("revoke", "nothing"),
    ],
)
def test_what_is_not_there_is_said_in_one_sentence(organization, arguments):
    answer = run("api-key", *arguments)
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: There is no ")


def test_an_organization_gets_its_first_administrator(db, monkeypatch, capsys):
    monkeypatch.setenv("COUNTERFOIL_PASSWORD", PASSWORD)
    call_command("create_organization", "Keller Builders", "--email", "Anna@keller.example")
    assert "keller-builders" in capsys.readouterr().out
    membership = Membership.objects.get()
    assert (membership.user.email, membership.role.name) == ("anna@keller.example", "administrator")
    assert membership.user.check_password(PASSWORD)


def test_a_weak_password_leaves_nothing_behind(db, monkeypatch):
    monkeypatch.setenv("COUNTERFOIL_PASSWORD", "password")
    with pytest.raises(CommandError):
        call_command("create_organization", "Keller Builders", "--email", "anna@keller.example")
    assert not Organization.objects.exists()


def sentences(found):
    return {finding.sentence.split(":")[0] for finding in found if not finding.is_fine}


def test_the_doctor_finds_nothing_wrong_with_what_is_right(organization, settings):
    settings.SECRET_KEY = "k" * 64
    settings.BASE_URL, settings.IS_HTTPS = "https://books.example", True
    problems = sentences(health.findings(with_audit=True))
    role = "The database role counterfoil is too powerful"  # the tests' own cluster has but its superuser
    wall = "Row-level security does not hold this database role"
    durability = "SQLite does not run as it should (WAL, synchronous, foreign keys)"  # tests do not wait for the disk
    assert problems <= ({role, wall} if connection.vendor == "postgresql" else {durability})


def test_the_doctor_says_what_is_wrong_and_what_to_do(db, settings):
    settings.SECRET_KEY = "short"
    settings.BASE_URL, settings.IS_HTTPS, settings.DEBUG = "http://books.example", False, True
    assert sentences(health.findings()) >= {
        "COUNTERFOIL_SECRET_KEY is shorter than 32 characters",
        "http",
        "Debugging is on",
    }


def test_the_doctor_finds_a_broken_audit_log(organization, lists):
    assert health.audit_log().is_fine
    Chain.objects.of(organization).update(hash="0" * 64)
    assert "broken" in health.audit_log().sentence
