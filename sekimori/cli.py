"""The `sekimori` command: finds the file of each sub-command only when it is asked for."""

from __future__ import annotations

import importlib
import sys
from typing import NamedTuple

import click
from rich.console import Console

from policies.errors import SekimoriError
from sekimori import __version__


class Entry(NamedTuple):
    """One sub-command: its module under `sekimori`, the extra that brings its packages, and what it is for."""

    module: str
    extra: str
    help: str


COMMANDS = {
    "agent": Entry("agent_commands", "agent", "Enrol this machine, run the agent, show what it sees."),
    "case": Entry("case_commands", "", "List and show stopped transfers; open the sealed evidence."),
    "classify": Entry("classify_command", "agent", "Say what documents are, and why."),
    "demo": Entry("demo.command", "demo", "Run the whole path in a scratch folder."),
    "key": Entry("key_commands", "", "Make an officer's or a reviewer's key."),
    "ledger": Entry("ledger_commands", "", "Verify the ledger."),
    "login": Entry("login_command", "", "Log in to the server for the commands that ask it."),
    "policy": Entry("policy_commands", "policy", "Check a policy; explain a transfer."),
    "release": Entry("release_commands", "", "Ask for a release, see what it says, approve it."),
    "server": Entry("server_commands", "server", "Set up and run the server."),
    "session": Entry("session_commands", "agent", "Say for which project you are working."),
    "sign": Entry("sign_command", "policy", "Compile and sign the policy, on an officer's machine."),
    "train": Entry("train_command", "train", "Train the shipped models again."),
}


class LazyGroup(click.Group):
    """A group whose sub-commands are imported on use, so that an agent needs no server packages and starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Names of all sub-commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The sub-command, imported now."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        try:
            module = importlib.import_module(f"sekimori.{entry.module}")
        except ModuleNotFoundError as error:
            if not entry.extra or (error.name or "").startswith("sekimori"):
                raise
            ctx.fail(f"`sekimori {cmd_name}` needs the package `{error.name}`: pip install 'sekimori[{entry.extra}]'")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list of sub-commands, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.help) for name, entry in sorted(COMMANDS.items())])


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
        status = cli(standalone_mode=False)  # what a command left with `Exit`, which click returns here
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
    if isinstance(status, int):
        sys.exit(status)


if __name__ == "__main__":
    main()
