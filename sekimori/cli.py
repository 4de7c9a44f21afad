"""The `sekimori` command: finds the file of each sub-command only when it is asked for."""

from __future__ import annotations

import importlib
import sys

import click
from rich.console import Console

from policies.errors import SekimoriError
from sekimori import __version__

# Sub-command -> module under `sekimori`, whose attribute `command` is the click command.
COMMANDS = {
    "agent": "agent_commands",
    "case": "case_commands",
    "classify": "classify_command",
    "demo": "demo.command",
    "key": "key_commands",
    "ledger": "ledger_commands",
    "login": "login_command",
    "policy": "policy_commands",
    "release": "release_commands",
    "server": "server_commands",
    "session": "session_commands",
    "sign": "sign_command",
    "train": "train_command",
}
# What a sub-command's packages are installed with, for the message when they are not there.
EXTRAS = {
    "agent": "agent",
    "classify": "agent",
    "demo": "demo",
    "policy": "policy",
    "server": "server",
    "sign": "policy",
    "train": "train",
}


class LazyGroup(click.Group):
    """A group whose sub-commands are imported on use, so that an agent needs no server packages and starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Names of all sub-commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The sub-command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        try:
            module = importlib.import_module(f"sekimori.{COMMANDS[cmd_name]}")
        except ModuleNotFoundError as error:
            extra = EXTRAS.get(cmd_name)
            if extra is None or (error.name or "").startswith("sekimori."):
                raise
            ctx.fail(f"`sekimori {cmd_name}` needs the package `{error.name}`: pip install 'sekimori[{extra}]'")
        command: click.Command = module.command
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sekimori")
def cli() -> None:
    """Keep US and Chinese joint-research projects apart.

    \b
    Example:
      sekimori demo                       see the whole path in a scratch folder
      sekimori classify --json drawing.pdf
      sekimori policy check policy.yaml
    """


def main() -> None:
    """Run the command. Exit status: 0 done, 1 refused or found wanting, 2 wrong use, 3 failed, 130 interrupted."""
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.Abort:
        Console(stderr=True).print("stopped")
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except SekimoriError as error:
        stderr = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)
        stderr.print(f"error: {error.message}")
        if error.help:
            stderr.print(f"help: {error.help}")
        sys.exit(3)


if __name__ == "__main__":
    main()
