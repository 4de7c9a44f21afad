"""A whole agent, its gate and the packet filter, in a network of their own: what was read in a session goes with it."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from agent.control import ask
from agent.places.mounts import read_mounts
from agent.taint.cgroups import Cgroups, find_hierarchy
from tests.support.agent_house import House, build_house
from tests.support.gated import mounted, run_as
from tests.support.sessioned import lacking, own_name, remove
from tests.support.shell import Shell

pytestmark = pytest.mark.skipif(bool(lacking(filters=True)), reason=lacking(filters=True) or "none")

MILLER, WANG, SATO = 20_011, 20_012, 20_013
REFUSED_PORT, ALLOWED_PORT = 18_001, 18_002
SECRET = "SECRET assembly of the qubit readout chain, DRAWING 4711\n"
SETTINGS = """
[accounts]
{miller} = ["miller"]
{wang} = ["wang"]
{sato} = ["sato"]
[gate]
use = "start"
wait_s = 20
refresh_s = 1
sessions = "{name}"
[network]
use = "{use}"
allow = ["127.0.0.1:{port}/tcp"]
server = false
linger_s = 1
"""
LISTENER = """
import socket, sys, threading
def serve(port):
    door = socket.create_server(("127.0.0.1", port))
    while True:
        came, _ = door.accept()
        threading.Thread(target=echo, args=(came,), daemon=True).start()
def echo(came):
    while data := came.recv(65536):
        try:
            came.sendall(data)
        except OSError:
            return
for port in map(int, sys.argv[1:]):
    threading.Thread(target=serve, args=(port,)).start()
"""


@dataclass
class Sessioned:
    """An agent in a network of its own, with listeners in it."""

    house: House
    name: str
    process: subprocess.Popen[str]
    shells: list[Shell] = field(default_factory=list)

    def status(self) -> dict[str, Any]:
        return dict(ask(self.house.data, {"do": "status"}))

    def shell(self, uid: int = SATO) -> Shell:
        """A new shell of a user."""
        made = Shell(uid, self.house.data, self.process.pid)
        self.shells.append(made)
        return made

    def cgroups(self) -> Cgroups:
        return Cgroups(find_hierarchy(read_mounts()).mount, self.name)

    def session_of(self, shell: Shell) -> int:
        """The number of the session in which a shell is; 0 for none."""
        return self.cgroups().session_of(shell.process)

    def put(self, uid: int, zone: str, name: str, text: str) -> Path:
        """A user writes a file into a share, and it is judged."""
        path = self.house.shares[zone] / name
        assert run_as(uid, "/bin/sh", "-c", f"cat > '{path}' <<'E'\n{text}\nE\nchmod 666 '{path}'").returncode == 0
        wait_for(lambda: self.verdict(path))
        return path

    def recent(self) -> list[dict[str, Any]]:
        return list(ask(self.house.data, {"do": "recent", "limit": 200})["recent"])

    def verdict(self, path: Path, *, number: int = 1) -> str:
        """The verdict on a file and what gave it: the first one, or a later one; empty while there is none."""
        found = [f"{each['verdict']} {each['rule']}" for each in self.recent() if each["path"] == str(path)]
        return found[number - 1] if len(found) >= number else ""

    def told(self, state: str) -> list[str]:
        """Details of the events of a kind that the server was told."""
        return [str(event["detail"]) for event in self.house.server.events("state") if event["state"] == state]

    def packets(self, *command: str) -> str:
        """What the packet filter of its network says."""
        inside = ["/usr/bin/nsenter", "-t", str(self.process.pid), "-n", "nft", *command]
        return subprocess.run(inside, capture_output=True, text=True, check=False).stdout


def wait_for(true: Callable[[], object], *, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not come true"
        time.sleep(0.02)


def started(house: House, name: str, *, network: int = 0) -> Sessioned:
    """An agent in a network of its own, or in that of a process."""
    run = f"{sys.executable} -m tests.support.agent_house {house.data} {house.server.folder} - 0"
    enter = ["/usr/bin/nsenter", "-t", str(network), "-n"] if network else ["/usr/bin/unshare", "-n"]
    inside = [*enter, "/bin/sh", "-c", f"ip link set lo up && exec {run}"]
    process = subprocess.Popen(
        inside, stdout=subprocess.PIPE, text=True,
        cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    made = Sessioned(house, name, process)
    wait_for(lambda: made.status()["gate"]["stands"] and not made.status()["gate"]["problems"])
    return made


@contextlib.contextmanager
def an_agent(use: str) -> Iterator[Sessioned]:
    name = own_name()
    with tempfile.TemporaryDirectory(prefix="sekimori-sessions-") as folder:
        Path(folder).chmod(0o755)
        with mounted(Path(folder) / "image", Path(folder) / "disc") as disc:
            house = build_house(disc / "house")
            config = house.data / "config.toml"
            head, _, tail = config.read_text().partition("[accounts]")
            settings = SETTINGS.format(miller=MILLER, wang=WANG, sato=SATO, name=name, use=use, port=ALLOWED_PORT)
            config.write_text(head + tail.split("\n", 2)[2] + settings)
            for path in (disc, disc / "house", disc / "house" / "shares"):
                path.chmod(0o755)
            for share in house.shares.values():
                share.chmod(0o777)
            made = started(house, name)
            listener = subprocess.Popen(
                ["/usr/bin/nsenter", "-t", str(made.process.pid), "-n", sys.executable, "-c", LISTENER,
                 str(REFUSED_PORT), str(ALLOWED_PORT)]
            )  # fmt: skip
            try:
                yield made
            finally:
                for shell in made.shells:
                    shell.close()
                listener.kill()
                listener.wait()
                made.process.send_signal(signal.SIGTERM)
                made.process.communicate(timeout=30)
                subprocess.run(["/usr/bin/pkill", "-KILL", "-f", f"agent.gate {house.data}"], check=False)
                remove(made.cgroups())


@pytest.fixture(scope="module")
def agent() -> Iterator[Sessioned]:
    with an_agent("sessions") as made:
        yield made


def sends(shell: Shell, port: int, command: str = "echo hello") -> str:
    """What comes back of what a command of a shell's sends to a listener; empty where nothing gets through."""
    # As `command | ssh`: what reads the pipe and what writes it are in the same session.
    done = shell.run(
        f"({command}) | timeout 10 bash -c 'exec 3<>/dev/tcp/127.0.0.1/{port}; head -c 5 >&3; head -c 5 <&3'"
    )
    return done.out


def test_a_session_that_read_nothing_reaches_whatever_it_likes(agent: Sessioned) -> None:
    shell = agent.shell()
    wait_for(lambda: sends(shell, REFUSED_PORT) == "hello")
    answer = shell.ask(do="session-start", project="qsensor")
    assert answer["remark"] == ""
    assert agent.session_of(shell) == answer["session"]["id"]
    assert sends(shell, REFUSED_PORT) == "hello"


def test_a_secret_goes_into_no_pipe_that_leads_out(agent: Sessioned) -> None:
    path = agent.put(MILLER, "qsensor", "plan.txt", SECRET)
    shell, other = agent.shell(), agent.shell()
    shell.ask(do="session-start", project="qsensor")
    assert sends(shell, REFUSED_PORT, f"cat {path}") == ""
    assert shell.run(f"cat {path}").out.startswith(SECRET)
    assert sends(shell, REFUSED_PORT) == ""
    assert sends(shell, ALLOWED_PORT) == "hello"
    assert sends(other, REFUSED_PORT) == "hello"  # the same person, in no session
    wait_for(lambda: any("127.0.0.1 tcp/18001" in each for each in agent.told("network-refused")))
    wait_for(lambda: any(each == "sato works for qsensor: us-cn/us" for each in agent.told("session-tainted")))
    assert SECRET not in "".join((*agent.told("network-refused"), *agent.told("session-tainted")))
    assert agent.status()["sessions"]["tainted"] >= 1


def test_a_connection_from_before_the_reading_is_cut(agent: Sessioned) -> None:
    path = agent.put(MILLER, "qsensor", "before.txt", SECRET + "before\n")
    shell = agent.shell()
    shell.ask(do="session-start", project="qsensor")
    shell.connect("127.0.0.1", REFUSED_PORT)
    assert shell.send("hello") == "hello"
    assert shell.run(f"cat {path}").code == 0
    assert shell.send("secret") in ("ConnectionResetError", "BrokenPipeError", "TimeoutError", "")


def test_a_connection_from_before_the_session_keeps_it_from_beginning(agent: Sessioned) -> None:
    shell = agent.shell()
    shell.connect("127.0.0.1", REFUSED_PORT)
    assert "a connection open from before" in shell.ask(do="session-start", project="qsensor")["remark"]
    assert agent.session_of(shell) == 0


def test_a_session_is_left_only_if_nothing_was_read_in_it(agent: Sessioned) -> None:
    path = agent.put(MILLER, "qsensor", "leave.txt", SECRET + "leave\n")
    shell = agent.shell()
    shell.ask(do="session-start", project="qsensor")
    assert shell.ask(do="session-end") == {"ended": 1, "remark": ""}
    assert agent.session_of(shell) == 0
    shell.ask(do="session-start", project="qsensor")
    shell.run(f"cat {path}")
    assert "until you close it" in shell.ask(do="session-end")["remark"]
    assert agent.session_of(shell) != 0
    assert sends(shell, REFUSED_PORT) == ""
    # Nor does another session make it another one's.
    shell.ask(do="session-start", project="gripper")
    assert sends(shell, REFUSED_PORT) == ""


def test_what_is_written_into_anothers_file_counts_for_who_wrote_it(agent: Sessioned) -> None:
    source = agent.put(MILLER, "qsensor", "source.txt", SECRET + "source\n")
    clean = agent.put(MILLER, "gripper", "minutes.txt", "Minutes of the weekly meeting\n" * 5)
    tainted = agent.put(WANG, "gripper", "notes.txt", "Notes of the weekly meeting\n" * 5)
    for path in (clean, tainted):
        assert agent.verdict(path).startswith("allow")
    shell, hers = agent.shell(), agent.shell(WANG)
    for each in (shell, hers):
        assert each.ask(do="session-start", project="gripper")["remark"] == ""
    new = "SECRET grip force of joint one, as measured in our own laboratory"
    assert hers.run(f"echo {new} >> {clean}").code == 0
    wait_for(lambda: agent.verdict(clean, number=2))
    assert agent.verdict(clean, number=2).startswith("allow")
    shell.run(
        f"cat {source} > /dev/null; echo SECRET typed anew from what stood there, by its reader alone >> {tainted}"
    )
    wait_for(lambda: agent.verdict(tainted, number=2))
    assert agent.verdict(tainted, number=2) == "hold invariant:exposure"
    wait_for(lambda: "SECRET" not in tainted.read_text() if tainted.exists() else True)
    assert clean.exists()


def test_what_was_read_a_moment_ago_counts_at_once(agent: Sessioned) -> None:
    source = agent.put(MILLER, "qsensor", "moment.txt", SECRET + "moment\n")
    for number in range(3):
        shell = agent.shell()
        shell.ask(do="session-start", project="gripper")
        to = agent.house.shares["gripper"] / f"moment{number}.txt"
        shell.run(f"cat {source} > /dev/null; echo SECRET number {number} of what was read a moment ago > {to}")
        wait_for(lambda to=to: agent.verdict(to))  # type: ignore[misc]
        assert agent.verdict(to) == "hold invariant:exposure"


def test_the_agent_dies_and_the_rules_stand(agent: Sessioned) -> None:
    path = agent.put(MILLER, "qsensor", "dies.txt", SECRET + "dies\n")
    shell = agent.shell()
    shell.ask(do="session-start", project="qsensor")
    shell.run(f"cat {path}")
    fresh = agent.shell()
    fresh.ask(do="session-start", project="qsensor")
    agent.process.kill()
    # The shells hold the network in which the rules are, as the machine would.
    agent.process.communicate()
    assert sends(shell, REFUSED_PORT) == ""
    assert sends(shell, ALLOWED_PORT) == "hello"
    agent.process = started(agent.house, agent.name, network=shell.process).process
    assert agent.status()["sessions"]["tainted"] >= 1
    assert sends(shell, REFUSED_PORT) == ""
    assert fresh.run(f"cat {path}").code == 0
    assert sends(fresh, REFUSED_PORT) == ""


def test_when_the_last_process_has_gone_nothing_of_a_session_is_left(agent: Sessioned) -> None:
    path = agent.put(MILLER, "qsensor", "ends.txt", SECRET + "ends\n")
    shell, other = agent.shell(), agent.shell()
    shell.ask(do="session-start", project="qsensor")
    shell.run(f"cat {path}")
    name = next(each.name for each in agent.cgroups().all() if each.number == agent.session_of(shell))
    assert name in agent.packets("list", "set", "inet", "sekimori", "sessions")
    for each in agent.shells:
        if each is not other:
            each.close()
    wait_for(lambda: not agent.cgroups().all(), seconds=60)
    wait_for(lambda: agent.status()["sessions"]["tainted"] == 0)
    assert "elements" not in agent.packets("list", "set", "inet", "sekimori", "sessions")
    assert sends(other, REFUSED_PORT) == "hello"


def test_whoever_takes_the_rules_away_is_told_of_and_they_come_again(agent: Sessioned) -> None:
    path = agent.put(MILLER, "qsensor", "flushed.txt", SECRET + "flushed\n")
    agent.packets("add", "table", "inet", "others")
    shell = agent.shell()
    shell.ask(do="session-start", project="qsensor")
    shell.run(f"cat {path}")
    assert sends(shell, REFUSED_PORT) == ""
    agent.packets("delete", "table", "inet", "sekimori")
    wait_for(lambda: agent.told("network-rules-gone"))
    assert sends(shell, REFUSED_PORT) == ""
    assert "table inet others" in agent.packets("list", "tables")


def test_root_alone_names_the_process_that_logs_in(agent: Sessioned) -> None:
    shell, by_hand = agent.shell(), agent.shell()
    refused = by_hand.ask(do="session-start", project="qsensor", process=shell.process)
    assert "only root" in refused["error"]
    assert agent.session_of(shell) == 0
    asked = {"do": "session-start", "project": "qsensor", "account": "sato", "process": shell.process}
    assert ask(agent.house.data, asked)["remark"] == ""
    assert agent.session_of(shell) != 0


def test_all_that_a_user_does_is_kept_in_where_that_is_set() -> None:
    with an_agent("users") as agent:
        path = agent.put(MILLER, "qsensor", "users.txt", SECRET)
        shell, beside, stranger = agent.shell(), agent.shell(), agent.shell(MILLER)
        shell.ask(do="session-start", project="qsensor")
        wait_for(lambda: sends(beside, REFUSED_PORT) == "hello")
        assert shell.run(f"cat {path}").out.startswith(SECRET)
        assert sends(beside, REFUSED_PORT) == ""
        assert sends(beside, ALLOWED_PORT) == "hello"
        assert sends(stranger, REFUSED_PORT) == "hello"
