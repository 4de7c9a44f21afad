"""Logging in, through the machine's own PAM: `su`, and a real sshd, whose session the agent knows from its beginning.

Users, and what PAM does at a log-in, stand in files that only the tests' programs see, by a mount namespace.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.gate.test_gated_agent import wait_for
from tests.gate.test_sessions_of_an_agent import MILLER, SATO, SECRET, WANG, Sessioned, an_agent
from tests.support.sessioned import lacking

PATH = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
PAM_EXEC = "/usr/lib/*/security/pam_exec.so"
SEKIMORI = Path(sys.executable).with_name("sekimori")
WHY = lacking(filters=True) or ("" if list(Path("/").glob(PAM_EXEC[1:])) else "needs PAM with pam_exec")
pytestmark = pytest.mark.skipif(bool(WHY), reason=WHY or "none")
needs_sshd = pytest.mark.skipif(
    not all(shutil.which(each, path=PATH) for each in ("sshd", "ssh", "ssh-keygen")), reason="needs sshd and ssh"
)
USERS = {"miller": MILLER, "wang": WANG, "sato": SATO}
# Who logs in works for the project only as a member of this group.
CLASS = "qsensor-class"
STACK = """
auth sufficient pam_permit.so
account required pam_permit.so
session required pam_permit.so
{lines}
"""
SSHD = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
PidFile none
UsePAM yes
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
AuthorizedKeysFile {folder}/user.pub
"""


class Logins:
    """Programs by which people log in beside an agent."""

    def __init__(self, agent: Sessioned, folder: Path) -> None:
        self.agent, self._folder = agent, folder
        passwd = "".join(f"{name}:x:{uid}:{uid}::/:/bin/bash\n" for name, uid in USERS.items())
        groups = "".join(f"{name}:x:{uid}:\n" for name, uid in USERS.items()) + f"{CLASS}:x:20099:sato\n"
        shadow = "".join(f"{name}:*:19000:0:99999:7:::\n" for name in USERS)
        for name, more in (("passwd", passwd), ("group", groups), ("shadow", shadow)):
            (folder / name).write_text(Path("/etc", name).read_text(encoding="utf-8") + more, encoding="utf-8")
        shutil.copytree("/etc/pam.d", folder / "pam.d")
        self.says(f"session optional pam_exec.so quiet {SEKIMORI} session login --data {agent.house.data} qsensor")

    def says(self, *lines: str) -> None:
        """What PAM does at a log-in."""
        for service in ("su", "sshd"):
            (self._folder / "pam.d" / service).write_text(STACK.format(lines="\n".join(lines)), encoding="utf-8")

    def command(self, script: str) -> tuple[str, ...]:
        """A script of root's in the agent's network, where these files stand."""
        places = ("passwd", "group", "shadow", "pam.d")
        binds = " && ".join(f"mount --bind {self._folder}/{each} /etc/{each}" for each in places)
        inside = f"{binds} && mount -t tmpfs none /run && mkdir /run/sshd && {script}"
        network = ("/usr/bin/nsenter", "-t", str(self.agent.process.pid), "-n")
        return (*network, "unshare", "--mount", "--propagation", "private", "/bin/sh", "-ec", inside)

    def su(self, user: str, command: str) -> subprocess.CompletedProcess[str]:
        """Log in by `su`, and do something."""
        return subprocess.run(
            self.command(f"exec su {user} -c '{command}'"), capture_output=True, text=True, check=False, timeout=60,
            env={**os.environ, "PATH": PATH}, cwd="/",
        )  # fmt: skip

    @contextmanager
    def sshd(self) -> Iterator[int]:
        """A server for log-ins from elsewhere; its port."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        for name in ("host", "user"):
            key = ("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(self._folder / name))
            subprocess.run(key, check=True, capture_output=True)
        (self._folder / "sshd_config").write_text(SSHD.format(port=port, folder=self._folder), encoding="utf-8")
        server = subprocess.Popen(
            self.command(f"exec {shutil.which('sshd', path=PATH)} -D -e -f {self._folder}/sshd_config"),
            stderr=subprocess.PIPE, text=True, env={**os.environ, "PATH": PATH}, cwd="/",
        )  # fmt: skip
        try:
            assert server.stderr is not None
            while "listening on" not in (line := server.stderr.readline()):
                assert line, "sshd has ended"
            yield port
        finally:
            server.kill()
            server.communicate()

    def ssh(self, port: int, user: str, command: str) -> subprocess.CompletedProcess[str]:
        """Log in from elsewhere, and do something."""
        options = ("-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR")
        ssh = ("ssh", "-F", "none", *options, "-i", str(self._folder / "user"), "-p", str(port), f"{user}@127.0.0.1")
        network = ("/usr/bin/nsenter", "-t", str(self.agent.process.pid), "-n")
        return subprocess.run(
            (*network, *ssh, command), capture_output=True, text=True, check=False, timeout=60, cwd="/"
        )


@pytest.fixture(scope="module")
def agent() -> Iterator[Sessioned]:
    with an_agent("sessions") as made:
        yield made


@pytest.fixture
def logins(agent: Sessioned) -> Iterator[Logins]:
    with tempfile.TemporaryDirectory(prefix="sekimori-pam-") as name:
        Path(name).chmod(0o755)
        yield Logins(agent, Path(name))


def wait_until_clean(agent: Sessioned) -> None:
    until = time.monotonic() + 30
    while agent.cgroups().all():
        assert time.monotonic() < until, "a session stays"
        time.sleep(0.05)


def test_whoever_logs_in_by_su_is_in_a_session(agent: Sessioned, logins: Logins) -> None:
    path = agent.put(MILLER, "qsensor", "by-su.txt", SECRET)
    done = logins.su("sato", f"cat /proc/self/cgroup {path}")
    assert f"0::/{agent.name}/{SATO}-qsensor-" in done.stdout, done
    assert SECRET in done.stdout
    wait_for(lambda: [each for each in agent.told("session-tainted") if "sato" in each and "qsensor" in each])


def test_who_works_on_no_such_project_logs_in_all_the_same(agent: Sessioned, logins: Logins) -> None:
    done = logins.su("wang", "cat /proc/self/cgroup; echo is in")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("is in\n")
    assert agent.name not in done.stdout


def test_a_class_of_log_ins(agent: Sessioned, logins: Logins) -> None:
    logins.says(
        f"session [success=ignore default=1] pam_succeed_if.so quiet user ingroup {CLASS}",
        f"session optional pam_exec.so quiet {SEKIMORI} session login --data {agent.house.data} qsensor",
        "session required pam_permit.so",
    )
    assert f"0::/{agent.name}/{SATO}-qsensor-" in logins.su("sato", "cat /proc/self/cgroup").stdout
    done = logins.su("miller", "cat /proc/self/cgroup")
    assert done.returncode == 0, done.stderr
    assert agent.name not in done.stdout


def test_nobody_is_kept_out_where_the_agent_is_not_there(logins: Logins) -> None:
    logins.says(f"session optional pam_exec.so quiet {SEKIMORI} session login --data /nonexistent qsensor")
    assert logins.su("sato", "echo is in").stdout == "is in\n"


@needs_sshd
def test_whoever_logs_in_by_ssh_is_in_a_session(agent: Sessioned, logins: Logins) -> None:
    path = agent.put(MILLER, "qsensor", "by-ssh.txt", SECRET)
    with logins.sshd() as port:
        done = logins.ssh(port, "sato", f"cat /proc/self/cgroup {path}")
        assert f"0::/{agent.name}/{SATO}-qsensor-" in done.stdout, done
        assert SECRET in done.stdout
        out = "timeout 5 bash -c 'exec 3<>/dev/tcp/127.0.0.1/18001; echo out >&3; head -c 3 <&3'"
        assert logins.ssh(port, "sato", out).stdout == "out"
        assert "out" not in logins.ssh(port, "sato", f"cat {path}; {out}").stdout.replace(SECRET, "")
        assert SECRET not in logins.ssh(port, "wang", f"cat {path}").stdout
    wait_until_clean(agent)
