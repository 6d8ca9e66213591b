"""The one command line: each room brings its own commands, imported only when they are asked for."""

import importlib

import click

ROOMS = {
    "agent": ("counterfoil.agent.command", "agent"),
    "api-key": ("counterfoil.server.commands", "api_key"),
    "demo": ("counterfoil.demo", "demo"),
    "errors": ("counterfoil.errors", "errors"),
    "doctor": ("counterfoil.server.commands", "doctor"),
    "manage": ("counterfoil.server.commands", "manage"),
    "serve": ("counterfoil.server.commands", "serve"),
    "simulator": ("counterfoil.simulator.command", "simulator"),
    "work": ("counterfoil.server.commands", "work"),
}
"""Command → (module, click command in it)."""


class Rooms(click.Group):
    """A command group that imports a room when one of its commands is asked for, so that `--help` starts at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in alphabetical order."""
        del ctx
        return sorted(ROOMS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None when there is none."""
        del ctx
        if cmd_name not in ROOMS:
            return None
        module, name = ROOMS[cmd_name]
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.command(cls=Rooms, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="counterfoil")
def main() -> None:
    """Keep accounts payable and a QuickBooks Desktop company file in agreement."""


if __name__ == "__main__":
    main()
