"""The `sekimori` command: finds the file of each sub-command only when it is asked for."""

from __future__ import annotations

import importlib
import io
import os
import sys
from typing import NamedTuple

import click

from policies.errors import SekimoriError
from policies.visible import visible
from sekimori import __version__

# Modules of Python that Windows has not.
NOT_ON_WINDOWS = frozenset({"fcntl", "grp", "pwd", "resource", "termios"})


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
    "emergency-stop": Entry("emergency_command", "", "Let everything pass for some hours, signed by officers."),
    "evaluate": Entry("evaluate_command", "agent", "Hold candidate models against those that serve; adopt or refuse."),
    "feedback": Entry("feedback_command", "", "Take away what two reviewers agree on, to train with it."),
    "gate": Entry("gate_command", "agent", "Have the kernel ask before a file is opened, agent or no agent."),
    "justify": Entry("justify_command", "agent", "Give the reason that a stopped file waits for."),
    "key": Entry("key_commands", "", "Make an officer's or a reviewer's key."),
    "learn-projects": Entry("learn_command", "agent", "Learn on site what each project's documents speak of."),
    "ledger": Entry("ledger_commands", "", "Verify the ledger."),
    "login": Entry("login_command", "", "Log in to the server for the commands that ask it."),
    "policy": Entry("policy_commands", "policy", "Check a policy; explain a transfer."),
    "quarantine": Entry("quarantine_command", "agent", "List stopped files; have one given back."),
    "read": Entry("read_command", "agent", "Show what is read of a file, and what is not."),
    "register": Entry("register_command", "agent", "Make a project's documents recognisable wherever they turn up."),
    "release": Entry("release_commands", "", "Ask for a release, see what it says, approve it."),
    "screening": Entry("screening_commands", "policy", "Screen parties against control lists."),
    "server": Entry("server_commands", "server", "Set up and run the server."),
    "session": Entry("session_commands", "agent", "Say for which project you are working."),
    "sign": Entry("sign_command", "policy", "Compile and sign the policy, on an officer's machine."),
    "supply": Entry("supply_commands", "agent", "Hand fingerprints, learnt projects and models to agents, signed."),
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
            if error.name in NOT_ON_WINDOWS:
                ctx.fail(f"`sekimori {cmd_name}` needs `{error.name}`, which this system has not: see docs/coverage.md")
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

    \b
    Exit status:
      0    done
      1    found wanting: faults in a policy, a changed ledger, an agent that is not well
      2    wrong use
      3    failed or refused; `error:` says why, `help:` what to do
      130  stopped by Ctrl-C
    """


def main() -> None:
    """Run the command and leave with its exit status, which the help of `sekimori` lists."""
    for stream in (sys.stdout, sys.stderr):
        # A name of a file that is no UTF-8, or a terminal without Japanese, must not end the command.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(_written_out(_run()))


def _written_out(status: int) -> int:
    """The same status once all output has left; 3 where it could not, which would else be told by nobody."""
    if sys.stdout is None:  # closed from the start, as by `>&-`
        return status
    try:
        sys.stdout.flush()
    except OSError as error:
        # What is still in the buffer goes nowhere, so that the interpreter does not stumble over it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if status == 0 and not isinstance(error, BrokenPipeError):
            return _failed(f"output: {error.strerror}")
    return status


def _run() -> int:
    try:
        status = cli(standalone_mode=False)  # what a command left with `Exit`, which click returns here
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        return 130
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except SekimoriError as error:
        return _failed(error.message, error.help)
    except OSError as error:
        if error.strerror is None:
            raise
        named = f"`{error.filename}`: " if error.filename is not None else ""
        return _failed(f"{named}{error.strerror}")
    return status if isinstance(status, int) else 0


def _failed(message: str, help: str = "") -> int:
    # A message may quote a file or a server, whose words must not steer the terminal.
    click.echo(f"error: {visible(message)}", err=True)
    if help:
        click.echo(f"help: {visible(help)}", err=True)
    return 3


if __name__ == "__main__":
    main()
