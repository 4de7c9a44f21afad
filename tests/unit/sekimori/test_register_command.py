from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from classifiers.confine import ReaderPool
from classifiers.detect.fingerprints import FingerprintIndex
from classifiers.document import Document, Part
from classifiers.limits import Limits
from classifiers.ocr.settings import Ocr, OcrUse
from policies.errors import SekimoriError
from sekimori.classify_command import command as classify
from sekimori.register_command import command

WORDS = ["bearing", "rotor", "flux", "cavity", "qubit", "lattice", "spindle", "torque", "vacuum", "共振器", "周波数"]


def text(seed: int) -> str:
    chance = random.Random(seed)
    return " ".join(f"{chance.choice(WORDS)}{chance.randint(0, 99)}" for _ in range(200))


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    """Readers for all runs here: to start them takes longer than what they read."""
    with ReaderPool(Limits(), workers=1, ocr=Ocr(use=OcrUse.OFF)) as made:
        yield made


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pool: ReaderPool) -> Path:
    monkeypatch.chdir(tmp_path)
    for module in ("register_command", "classify_command"):
        monkeypatch.setattr(f"sekimori.{module}.ReaderPool", lambda *_, **__: nullcontext(pool))
    for project, seeds in (("qsensor", range(3)), ("gripper", range(10, 12))):
        (tmp_path / project).mkdir()
        for seed in seeds:
            (tmp_path / project / f"{seed}.txt").write_text(text(seed), encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, ["--workers", "1", "--ocr", "off", *arguments])


def found(home: Path, words: str) -> list[tuple[str, list[str]]]:
    """Names and projects that an excerpt in another document leads to."""
    part = Part(name="", type="text/plain", digest="0" * 64, size_bytes=900, text="Minutes. " + words[200:700])
    key = (home / "fingerprints.index.key").read_bytes()
    with FingerprintIndex(key, home / "fingerprints.index", is_read_only=True) as index:
        matches = index.lookup(Document(parts=(part,)))
    return [(match.name, sorted(match.label.projects)) for match in matches]


def test_two_folders_are_registered_and_an_excerpt_is_attributed(home: Path) -> None:
    first = run("--new-key", "--project", "qsensor", "--level", "controlled", "qsensor")
    assert (first.exit_code, first.stdout) == (0, "3 documents registered, 0 unchanged, 0 empty, 0 not read\n")
    assert run("--project", "gripper", "gripper").exit_code == 0
    assert found(home, text(1)) == [("qsensor/1.txt", ["qsensor"])]
    assert found(home, text(11)) == [("gripper/11.txt", ["gripper"])]
    assert found(home, text(99)) == []
    listed = run("--list").stdout.splitlines()
    assert len(listed) == 5
    assert listed[-1].split()[1:] == ["qsensor", "controlled", "qsensor/2.txt"]
    assert "5 documents" in run("--status").stdout
    assert all(each.stat().st_mode & 0o077 == 0 for each in home.glob("fingerprints.index*"))


def test_what_did_not_change_is_skipped_and_what_vanished_goes_on_request(home: Path) -> None:
    run("--new-key", "--project", "qsensor", "qsensor")
    (home / "qsensor" / "0.txt").write_text(text(50), encoding="utf-8")
    (home / "qsensor" / "1.txt").unlink()
    os.utime(home / "qsensor" / "2.txt", (1, 1))
    again = run("--project", "qsensor", "qsensor").stdout
    assert again.startswith("2 documents registered, 0 unchanged")
    assert run("--project", "qsensor", "qsensor").stdout.startswith("0 documents registered, 2 unchanged")
    assert [found(home, text(seed)) != [] for seed in (0, 1, 2, 50)] == [True, True, True, True]
    dry = run("--prune", "--dry-run", "qsensor").stdout
    assert dry.splitlines()[-1] == "2 documents would be forgotten"
    assert found(home, text(1)) != []
    assert run("--prune", "qsensor").stdout.splitlines()[-1] == "2 documents forgotten"
    assert [found(home, text(seed)) != [] for seed in (0, 1, 2, 50)] == [False, False, True, True]


def test_a_copy_elsewhere_keeps_a_document_when_one_of_them_goes(home: Path) -> None:
    (home / "gripper" / "copy.txt").write_text(text(1), encoding="utf-8")
    run("--new-key", "--project", "qsensor", "qsensor", "gripper")
    (home / "qsensor" / "1.txt").unlink()
    assert run("--prune", "qsensor").stdout == "0 documents forgotten\n"
    assert found(home, text(1)) != []


def test_removed_and_published_documents_match_no_more(home: Path) -> None:
    run("--new-key", "--project", "qsensor", "qsensor")
    assert run("--remove", "qsensor/0.txt").stdout == "1 documents forgotten\n"
    assert run("--public", "qsensor/1.txt").stdout.startswith("1 documents declared public")
    assert [found(home, text(seed)) != [] for seed in range(3)] == [False, False, True]
    assert run("--project", "qsensor", "qsensor").exit_code == 0  # what is public stays so; what was removed comes back
    assert [found(home, text(seed)) != [] for seed in range(3)] == [True, False, True]
    assert "public" in run("--list").stdout


WRONG = (
    (("--project", "p", "nowhere"), "there is no `nowhere`"),
    (("--project", "p", "--key", "gone", "qsensor"), "there is no key `gone`"),
    (("--project", "p", "--key", "open.key", "qsensor"), "others may read the key"),
    (("--project", "p", "--key", "short.key", "qsensor"), "a key of 3 bytes"),
    (("--project", "p", "--key", "foreign.key", "qsensor"), "made with another key"),
    (("--status", "--index", "other.index", "--key", "foreign.key"), "no fingerprint index `other.index`"),
    (("--remove", "gripper"), "nothing was registered from `gripper`"),
    (("--new-key",), "is there already"),
)


def test_what_is_wrong_is_said(home: Path) -> None:
    assert run("--new-key", "--project", "qsensor", "qsensor").exit_code == 0
    for name, data, mode in (("open", b"x" * 32, 0o644), ("short", b"abc", 0o600), ("foreign", b"x" * 32, 0o600)):
        (home / f"{name}.key").write_bytes(data)
        (home / f"{name}.key").chmod(mode)
    for arguments, message in WRONG:
        result = run(*arguments)
        assert isinstance(result.exception, SekimoriError), arguments
        assert message in result.exception.message
        assert result.exception.help
    assert found(home, text(1)) != []


@pytest.mark.parametrize(
    "arguments",
    [
        (), ("qsensor",), ("--project", "p", "--level", "secret", "qsensor"), ("--list", "--status"),
        ("--project", "p", "--dry-run", "qsensor"),
    ],
)  # fmt: skip
def test_wrong_use_is_told(home: Path, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2
    assert sorted(each.name for each in home.iterdir()) == ["gripper", "qsensor"]


def test_a_file_without_text_is_known_by_its_bytes_and_an_unreadable_one_is_told(home: Path) -> None:
    (home / "qsensor" / "raw.bin").write_bytes(random.Random(1).randbytes(3000))
    (home / "qsensor" / "empty.txt").touch()
    os.mkfifo(home / "qsensor" / "pipe")
    (home / "qsensor" / "link.txt").symlink_to(home / "gripper" / "10.txt")
    told = run("--new-key", "--project", "qsensor", "qsensor")
    assert told.stdout.splitlines() == [
        "4 documents registered, 0 unchanged, 1 empty, 0 not read",
        "1 have no text or drawing: known by their bytes only (1 opaque)",
    ]
    assert found(home, text(10)) == []


def test_a_folder_without_files_is_told(home: Path) -> None:
    (home / "unmounted").mkdir()
    told = run("--new-key", "--project", "qsensor", "unmounted")
    assert (told.exit_code, told.stdout) == (0, "0 documents registered, 0 unchanged, 0 empty, 0 not read\n")
    assert "no file lies there" in told.stderr


def test_a_run_that_was_killed_goes_on_where_it_stood(home: Path) -> None:
    for seed in range(100, 125):
        (home / "qsensor" / f"{seed}.txt").write_text(text(seed), encoding="utf-8")
    run("--new-key", "--project", "gripper", "gripper")
    arguments = (
        sys.executable, "-m", "sekimori.cli", "register", "--project", "qsensor", "--ocr", "off", "--workers", "1"
    )  # fmt: skip
    root = Path(__file__).resolve().parents[3]
    started = subprocess.Popen(
        [*arguments, "qsensor"], cwd=home, env={**os.environ, "PYTHONPATH": str(root)}, start_new_session=True
    )
    journal = home / "fingerprints.index.journal-wal"
    try:
        while started.poll() is None and not (journal.exists() and journal.stat().st_size > 100_000):
            time.sleep(0.01)
    finally:
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()
    told = run("--project", "qsensor", "qsensor").stdout
    registered, unchanged = (int(told.split(", ")[place].split()[0]) for place in (0, 1))
    assert registered + unchanged == 28
    assert unchanged > 0
    assert [found(home, text(seed)) != [] for seed in (0, 100, 112, 124)] == [True] * 4


def test_classify_shows_the_registered_document_and_both_places(home: Path) -> None:
    run("--new-key", "--project", "qsensor", "qsensor")
    pasted = text(1)[300:700]
    (home / "minutes.txt").write_text(f"We met on Friday. {pasted}\n", encoding="utf-8")
    options = ["--index", "fingerprints.index", "--workers", "1", "--ocr", "off", "minutes.txt"]
    shown = CliRunner().invoke(classify, options)
    assert (shown.exit_code, "qsensor/1.txt (qsensor)" in shown.stdout) == (0, True)
    (row,) = (json.loads(line) for line in CliRunner().invoke(classify, ["--json", *options]).stdout.splitlines())
    (match,) = row["matches"]
    assert (match["name"], match["basis"], row["projects"]) == ("qsensor/1.txt", "text", ["qsensor"])
    passage = match["passages"][0]
    assert abs(passage["start"] - 18) < 20
    assert abs(passage["their_start"] - 300) < 20
    assert abs(passage["their_end"] - 700) < 20


def test_names_of_any_bytes_are_registered_and_none_can_look_like_a_line_of_ours(home: Path) -> None:
    folder = os.fsencode(home / "qsensor")
    for number, name in enumerate((b"\x83e\x83X\x83g.txt", b"a\nb\x1b[2J.txt")):
        Path(os.fsdecode(folder + b"/" + name)).write_text(text(70 + number), encoding="utf-8")
    assert run("--new-key", "--project", "qsensor", "qsensor").stdout.startswith("5 documents registered, 0 unchanged")
    assert run("--project", "qsensor", "qsensor").stdout.startswith("0 documents registered, 5 unchanged")
    listed = run("--list").stdout
    assert len(listed.splitlines()) == 5
    assert "qsensor/\\udc83e\\udc83X\\udc83g.txt" in listed
    assert "qsensor/a\\nb\\x1b[2J.txt" in listed
    assert found(home, text(70)) != []
    Path(os.fsdecode(folder + b"/\x83e\x83X\x83g.txt")).unlink()
    assert run("--prune", "qsensor").stdout.splitlines()[-1] == "1 documents forgotten"
    assert [found(home, text(seed)) != [] for seed in (70, 71)] == [False, True]
    assert run("--remove", "qsensor").stdout == "4 documents forgotten\n"


def test_nothing_of_a_removed_document_stays_in_the_files(home: Path) -> None:
    run("--new-key", "--project", "qsensor", "qsensor")
    size = (home / "fingerprints.index").stat().st_size
    run("--remove", "qsensor")
    assert (home / "fingerprints.index").stat().st_size < size - 5_000
    assert run("--list").stdout == ""
    assert not (home / "fingerprints.index.new").exists()


def test_documents_whose_names_begin_like_the_index_are_registered(home: Path) -> None:
    (home / "qsensor" / "0.txt.bak").write_text(text(80), encoding="utf-8")
    place = ("--index", "qsensor/0", "--project", "qsensor", "qsensor")
    assert run("--new-key", *place).stdout.startswith("4 documents registered")
    assert run(*place).stdout.startswith("0 documents registered, 4 unchanged")


def test_a_folder_that_is_not_mounted_is_not_pruned(home: Path) -> None:
    run("--new-key", "--project", "qsensor", "qsensor")
    (home / "qsensor").rename(home / "elsewhere")
    for _ in range(2):
        result = run("--prune", "qsensor")
        assert isinstance(result.exception, SekimoriError)
        assert "is its disk mounted?" in result.exception.message
        (home / "qsensor").mkdir(exist_ok=True)
    assert found(home, text(1)) != []
    assert run("--remove", "qsensor").stdout == "3 documents forgotten\n"


def test_what_stands_behind_a_bound_is_told_of(home: Path) -> None:
    table = " ".join(f"{number}.137 mm," for number in range(2_000, 13_000))
    (home / "qsensor" / "table.txt").write_text(table, encoding="utf-8")
    done = run("--new-key", "--project", "qsensor", "qsensor")
    assert done.exit_code == 0
    assert "table.txt (prints.numerals.rare-numbers 10000)" in done.stderr
    assert "1 are known in part" in done.stdout
    assert "known in part" not in run("--project", "qsensor", "qsensor").output
