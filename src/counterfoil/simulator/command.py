"""`counterfoil simulator`: make a company file, answer a document, serve it, list what is known of QuickBooks."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from .behaviours import BEHAVIOURS
from .behaviours import page as page_of_behaviours
from .clock import SystemClock
from .company import CompanyFile
from .status import ProcessorError


@click.group()
def simulator() -> None:
    """Imitate a QuickBooks company file."""


@simulator.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--name", default="Company", show_default=True, help="The company's name.")
@click.option("--zone", default="America/New_York", show_default=True, help="The time zone of its machine.")
@click.option("--sample", help="Fill it with the sample company of this name, such as `contractor`.")
@click.option("--bills", type=click.IntRange(min=0), help="Fill it with so many generated bills.")
@click.option("--vendors", type=click.IntRange(min=1), default=200, show_default=True, help="For how many vendors.")
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed makes the same company.")
def new(file: Path, name: str, zone: str, sample: str | None, bills: int | None, vendors: int, seed: int) -> None:  # noqa: PLR0913, PLR0917 - options
    """Make a company FILE: empty, a sample company, or a generated one of any size."""
    try:
        company = CompanyFile.create(file, name=name, clock=SystemClock(), zone=zone)
    except FileExistsError as error:
        raise click.ClickException(str(error)) from None
    try:
        _fill(company, sample, bills, vendors, seed)
    finally:
        company.close()
    click.echo(f"{file.absolute()} is ready")


def _fill(company: CompanyFile, sample: str | None, bills: int | None, vendors: int, seed: int) -> None:
    if sample is not None:
        from . import sample as samples

        try:
            samples.build(company, sample)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--sample") from None
    if bills is not None:
        from . import generate

        generate.fill(company, bills=bills, vendors=vendors, seed=seed)


def _opened(file: Path) -> CompanyFile:
    try:
        return CompanyFile.open(file, clock=SystemClock())
    except (FileNotFoundError, ValueError) as error:
        raise click.ClickException(str(error)) from None


@simulator.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--app", default="counterfoil simulator process", help="The application's name.")
def process(file: Path, app: str) -> None:
    """Answer one qbXML document: standard input to standard output; exit 1 where the whole set is refused."""
    from .processor import RequestProcessor

    company = _opened(file)
    try:
        request = sys.stdin.buffer.read().decode("utf-8", "replace")
        sys.stdout.buffer.write(RequestProcessor(company).process(app, request).encode())
    except ProcessorError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    finally:
        company.close()


@simulator.command()
@click.argument("file", type=click.Path(dir_okay=False, exists=True, path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8014, show_default=True, help="The port to listen on.")
def serve(file: Path, host: str, port: int) -> None:
    """Serve a company FILE: the request processor over HTTP, and pages in which a person can work."""
    from . import serve as server

    server.run(file, host=host, port=port)


@simulator.command()
@click.option("--page", is_flag=True, help="As the page docs/behaviours.md.")
def behaviours(*, page: bool) -> None:
    """List every behaviour and how it is known: official, seen, reported, assumed or open."""
    if page:
        click.echo(page_of_behaviours(), nl=False)
        return
    for each in BEHAVIOURS:
        switch = f"  [switch {each.name}]" if each.known == "open" else ""
        click.echo(f"{each.known:<9} {each.where:<5} {each.sentence}{switch}")
