"""`counterfoil agent`: connect a company file to an organization, and carry for every profile."""

import asyncio
import contextlib
import platform
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

import click
import filelock
import structlog

from counterfoil import __version__
from counterfoil.agent.carrier import Carrier
from counterfoil.agent.journal import Journal
from counterfoil.agent.lock import company_file_lock
from counterfoil.agent.processor import HttpProcessor, ProcessorError
from counterfoil.agent.profiles import Home, Profile
from counterfoil.agent.server import PROTOCOL, Dismissed, Organization, Server, ServerError

log = structlog.get_logger()


@click.group()
@click.option(
    "--home",
    envvar="COUNTERFOIL_AGENT_HOME",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where profiles and journals lie; the user's own data folder when not given.",
)
@click.pass_context
def agent(context: click.Context, home: Path | None) -> None:
    """Carry between QuickBooks on this machine and a Counterfoil server."""
    context.obj = Home(home)


@agent.command()
@click.option("--server", required=True, help="The server's address, e.g. https://books.example.com")
@click.option("--simulator", required=True, help="The address of a simulated company file's request processor.")
@click.option("--name", required=True, prompt="E-mail or token name", help="Your e-mail address, or a token's name.")
@click.option(
    "--secret",
    required=True,
    envvar="COUNTERFOIL_SECRET",
    prompt="Password or token",
    hide_input=True,
    help="Your password, or the token; better asked for, or in the environment, than typed on the command line.",
)
@click.option("--organization", default="", help="The organization's short name, when you belong to several.")
@click.pass_obj
def connect(home: Home, /, **asked: str) -> None:
    """Connect the company file that is open to an organization, and keep it as a profile."""
    wanted = _Wanted(**asked)
    try:
        profile = asyncio.run(_connect(home, wanted))
    except (ServerError, Dismissed, ProcessorError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"{profile.company_file} is connected to {profile.organization}. `counterfoil agent run` carries for it."
    )


@agent.command()
@click.option("--hint-every", default=1.0, show_default=True, help="Seconds between looks at whether the file changed.")
@click.pass_obj
def run(home: Home, hint_every: float) -> None:
    """Carry for every profile until stopped with Ctrl-C or SIGTERM."""
    _configure_log()
    if not home.profiles():
        raise click.ClickException("There is no profile yet. Begin with `counterfoil agent connect`.")
    if not asyncio.run(_run(home, hint_every)):
        sys.exit(1)


@agent.command()
@click.pass_obj
def profiles(home: Home) -> None:
    """List the profiles on this machine."""
    known = home.profiles()
    if not known:
        click.echo("There is no profile yet. Begin with `counterfoil agent connect`.")
    for profile in known:
        click.echo(f"{profile.id}  {profile.organization}  {profile.company_file}  {profile.server}")


@agent.command()
@click.argument("profile_id")
@click.pass_obj
def forget(home: Home, profile_id: str) -> None:
    """Forget a profile and its credential on this machine; revoke it on the server as well."""
    if not home.remove(profile_id):
        raise click.ClickException(f"There is no profile {profile_id}.")
    click.echo("Forgotten. Revoke it on the server too, under Sync, Tokens.")


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What `connect` was asked for."""

    server: str
    simulator: str
    name: str
    secret: str
    organization: str


async def _connect(home: Home, wanted: _Wanted) -> Profile:
    processor = HttpProcessor(wanted.simulator)
    session = await asyncio.to_thread(processor.open, "")
    await asyncio.to_thread(processor.close, session)
    server = Server(wanted.server)
    try:
        ticket, organizations = await server.sign_in(_introduction(home, wanted.name, wanted.secret))
        chosen = _choose(organizations, wanted.organization)
        profile_id, credential = await server.make_profile(ticket, chosen.slug, session.company_file)
    finally:
        await server.close()
    profile = Profile(profile_id, wanted.server, chosen.slug, session.company_file, wanted.simulator)
    home.add(profile, credential)
    return profile


def _introduction(home: Home, name: str, secret: str) -> dict[str, object]:
    return {
        "name": name,
        "secret": secret,
        "installation": home.installation,
        "machine": platform.node(),
        "version": __version__,
        "protocol": PROTOCOL,
    }


def _choose(organizations: list[Organization], wanted: str) -> Organization:
    matching = [one for one in organizations if not wanted or one.slug == wanted]
    if len(matching) == 1:
        return matching[0]
    names = ", ".join(one.slug for one in organizations) or "none"
    raise ValueError(f"Say which organization with --organization. You may connect: {names}.")


async def _run(home: Home, hint_every: float) -> bool:
    """Carry for all profiles; whether all of them ended because they were asked to."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stopping.set)
    ended = await asyncio.gather(*(_carry(home, profile, stopping, hint_every) for profile in home.profiles()))
    return all(ended)


async def _carry(home: Home, profile: Profile, stopping: asyncio.Event, hint_every: float) -> bool:
    """Carry for one profile under its machine-wide lock; False when it ended by itself."""
    lock = company_file_lock(profile.company_file)
    try:
        lock.acquire()
    except (filelock.Timeout, PermissionError):
        log.error("Another agent on this machine carries for this company file.", company_file=profile.company_file)
        return False
    server = Server(profile.server)
    try:
        await _carrier(home, profile, server, stopping, hint_every).run()
    except Dismissed as error:
        log.error("The server ended this connection.", reason=str(error), organization=profile.organization)
        return False
    else:
        return True
    finally:
        await server.close()
        lock.release()


def _carrier(home: Home, profile: Profile, server: Server, stopping: asyncio.Event, hint_every: float) -> Carrier:
    log.info("Carrying.", organization=profile.organization, company_file=profile.company_file)
    journal = Journal(home.journal_path(profile.id))
    return Carrier(
        profile=profile,
        credential=home.credential(profile.id),
        installation=f"{home.installation}.{journal.id}",
        server=server,
        processor=HttpProcessor(profile.simulator),
        journal=journal,
        stopping=stopping,
        hint_every=hint_every,
    )


def _configure_log() -> None:
    """Plain words on standard error, with the time; never a secret and never the books."""
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
            structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, pad_level=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
