"""The server's commands: serve, work, manage, doctor, api-key."""

from __future__ import annotations

import os
import sys

import click

SETTINGS = "counterfoil.server.settings"


def set_up(*, answers_others: bool = False) -> None:
    """Make Django ready; a setting that is wrong is said in one sentence.

    What answers others sees one organization at a time; what is called at the command line sees all (`server.wall`).
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise click.ClickException(str(error)) from error
    if not answers_others:
        from counterfoil.server.wall import open_for_good

        open_for_good()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True)
def serve(host: str, port: int) -> None:
    """Run the server: pages, API and the agents' doors, in one process.

    Behind a reverse proxy, listen on the loopback address only. With SQLite, the database is brought up to date first;
    with PostgreSQL, run `counterfoil manage migrate` before.
    """
    os.environ["COUNTERFOIL_SERVES"] = "1"
    set_up(answers_others=True)
    import uvicorn
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor == "sqlite":
        call_command("migrate", interactive=False, verbosity=0)
        connection.close()
    click.echo(f"Counterfoil is at {settings.BASE_URL} (listening on {host}:{port}).")
    uvicorn.run(
        "counterfoil.server.asgi:application",
        host=host,
        port=port,
        log_level="warning",
        server_header=False,
        proxy_headers=settings.IS_HTTPS,
        timeout_graceful_shutdown=5,
    )


@click.command()
def work() -> None:
    """Run background work: what the server puts off, such as e-mail and large imports."""
    set_up()
    from django.core.management import call_command

    call_command("db_worker", queue_name="*", verbosity=0)


@click.command(context_settings={"ignore_unknown_options": True}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run a command of Django or of ours, such as `migrate` or `create_organization`."""
    set_up()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["counterfoil manage", *arguments])


@click.command()
@click.option("--audit", is_flag=True, help="Also read the whole audit log and check its seals.")
def doctor(*, audit: bool) -> None:
    """Look at everything that the server needs, and say in plain words what is wrong."""
    set_up()
    from counterfoil.server.health import findings

    found = list(findings(with_audit=audit))
    for finding in found:
        click.echo(f"{'ok     ' if finding.is_fine else 'PROBLEM'}  {finding.sentence}")
    sys.exit(0 if all(finding.is_fine for finding in found) else 1)


@click.group("api-key")
def api_key() -> None:
    """Make, list and revoke the keys by which programs use the API."""


@api_key.command()
@click.option("--organization", "slug", required=True, help="The organization's short name.")
@click.option("--name", required=True, help="What the key is for; shown wherever it did something.")
@click.option("--role", default="accountant", show_default=True, help="What the key may do.")
def create(slug: str, name: str, role: str) -> None:
    """Make a key and print it: it is shown this once, and stored only as a hash."""
    set_up()
    from django.utils import timezone

    from counterfoil.server.people.keys import make_key
    from counterfoil.server.people.models import Organization
    from counterfoil.server.people.problems import Refused
    from counterfoil.server.people.services import role_named

    organization = Organization.objects.filter(slug=slug).first()
    if organization is None:
        raise click.ClickException(f"There is no organization {slug}.")
    try:
        chosen = role_named(organization, role)
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused
    _, secret = make_key(organization, name, chosen, by="command line", now=timezone.now())
    click.echo(secret)


@api_key.command("list")
@click.option("--organization", "slug", required=True, help="The organization's short name.")
def list_keys(slug: str) -> None:
    """List an organization's keys, with when each was last used."""
    set_up()
    from counterfoil.server.people.models import ApiKey, Organization

    for organization in Organization.objects.filter(slug=slug):
        for key in ApiKey.objects.of(organization).select_related("role").order_by("created_at"):
            used = f"last used {key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never used"
            state = "revoked" if key.revoked_at else used
            click.echo(f"{key.prefix}  {key.name} ({key.role.label}), {state}")


@api_key.command()
@click.argument("prefix")
def revoke(prefix: str) -> None:
    """Refuse the key that begins with this prefix from now on."""
    set_up()
    from django.utils import timezone

    from counterfoil.server.people.keys import revoke_key
    from counterfoil.server.people.models import ApiKey

    key = ApiKey.objects.everywhere().filter(prefix=prefix).first()
    if key is None:
        raise click.ClickException(f"There is no key {prefix}.")
    revoke_key(key, now=timezone.now())
    click.echo(f"{key.name} is refused from now on.")
