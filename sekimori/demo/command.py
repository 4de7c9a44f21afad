"""`sekimori demo`."""

from __future__ import annotations

import contextlib
import json
import shutil
import signal
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.text import Text

from policies.errors import SekimoriError
from sekimori.demo.foreign import foreign_documents
from sekimori.demo.lab import Lab
from sekimori.demo.release_steps import ledger, release
from sekimori.demo.report import Step, print_steps
from sekimori.demo.steps import opaque, ordinary, other_side, own_share, pasted, server_away, unregistered
from sekimori.errors import FrontDoorError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sekimori.demo.documents import Documents

STORY: tuple[tuple[str, str, Callable[[Lab, Step], None]], ...] = (
    ("a controlled drawing into its own project's share", "allow", own_share),
    ("the same, renamed and zipped, into the other side's share", "block", other_side),
    ("two paragraphs of the specification in the other side's report", "block", pasted),
    ("a drawing never seen before, onto the stick", "hold", unregistered),
    ("a meeting agenda and a public abstract, to the other side", "allow", ordinary),
    ("a password-protected zip onto the stick", "hold", opaque),
    ("the wrong share again, while the server is away", "block", server_away),
    ("a release: asked for, approved by two officers, completed", "allow", release),
    ("the ledger, and one changed byte in it", "found", ledger),
)

# For a stranger who has just seen it work.
NEXT = (
    "next: `sekimori demo --serve` leaves the console running to look around (.venv/bin/sekimori after `make demo`);\n"
    "`sekimori demo --documents FOLDER` plays it with your files; README.md says what each user does first"
)


@click.command("demo")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option(
    "--documents",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Take the documents of the story from this folder (see below).",
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Work in this new or empty folder and keep it; else a scratch folder that is removed.",
)
@click.option("--serve", is_flag=True, help="Leave server and agent running at the end, until Ctrl-C.")
def command(documents: Path | None, folder: Path | None, *, as_json: bool, serve: bool) -> None:
    """Run the main job, end to end, with real processes and real files in a scratch folder.

    A server, an enrolled agent, a US and a Chinese project's share, a common share and a folder that stands for a
    stick. Nine steps; each is judged by the bytes on disk. The exit status is 0 only if all went as stated.

    With --documents, files named drawing.*, specification.*, table.*, unregistered.*, unregistered-other.*, agenda.*
    and abstract.* in that folder take the place of the demo's own; a folder without such names is looked through,
    and each role goes to the file that the classifiers find fittest. The demo's own files fill what remains.

    \b
    Example:
      sekimori demo
      sekimori demo --json
      sekimori demo --serve
    """
    # A demo stopped by its supervisor ends its processes as after Ctrl-C.
    signal.signal(signal.SIGTERM, _interrupt)
    console = Console(stderr=as_json, highlight=False)
    root = _scratch(folder)
    steps: list[Step] = []
    try:
        with (
            console.status("starting") as status,
            Lab(
                root,
                say=lambda text: status.update(Text(text)),
                documents=(lambda papers: foreign_documents(documents, papers)) if documents else None,
            ) as lab,
        ):
            _tell_documents(console, lab.documents)
            for number, (title, expected, act) in enumerate(STORY, start=1):
                status.update(Text(f"step {number} of {len(STORY)}: {title}"))
                steps.append(_run_step(lab, act, Step(number=number, title=title, expected=expected)))
            status.stop()
            _report(console, steps, as_json=as_json)
            if serve:
                _serve(console, lab)
    finally:
        if folder is None:
            shutil.rmtree(root, ignore_errors=True)
    if not all(step.ok for step in steps):
        sys.exit(1)


def _run_step(lab: Lab, act: Callable[[Lab, Step], None], step: Step) -> Step:
    try:
        act(lab, step)
    except SekimoriError as error:
        step.error = f"{error.message} {error.help}".strip()
    except (OSError, KeyError, ValueError, StopIteration) as error:
        # A step that cannot even look is a step that failed; the others still tell something.
        step.error = f"{type(error).__name__}: {error}"
    return step


def _report(console: Console, steps: list[Step], *, as_json: bool) -> None:
    print_steps(console, steps)
    ok = all(step.ok for step in steps)
    if as_json:
        click.echo(json.dumps({"steps": [step.as_json() for step in steps], "ok": ok}, ensure_ascii=False))
    else:
        console.print("all steps went as stated" if ok else "not all steps went as stated", style="bold")
        console.print(NEXT if ok else "what did not hold stands above; --folder FOLDER keeps the logs to look at")


def _tell_documents(console: Console, documents: Documents) -> None:
    if documents.own:
        console.print(Text(f"the demo's own documents stand for: {', '.join(documents.own)}"))


def _serve(console: Console, lab: Lab) -> None:
    console.print(Text(f"\nThe console is at {lab.people_url} (its authority: {lab.ca})"), soft_wrap=True)
    for name, somebody in lab.people.items():
        if name != "lin":
            console.print(Text(f"  {name:<8} password {somebody.password}   key {somebody.key}"), soft_wrap=True)
    console.print("Server and agent run until Ctrl-C.")
    with contextlib.suppress(KeyboardInterrupt):
        threading.Event().wait()
    console.print("stopping")


def _scratch(folder: Path | None) -> Path:
    if folder is None:
        return Path(tempfile.mkdtemp(prefix="sekimori-demo-"))
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FrontDoorError(f"`{folder}` is not empty", help="give a new folder")
    return folder.resolve()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
