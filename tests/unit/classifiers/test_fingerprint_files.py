from __future__ import annotations

import errno
import hashlib
import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from classifiers.detect import fingerprints, indexfiles, segmentfile
from classifiers.detect.families import FAMILIES
from classifiers.detect.fingerprints import FingerprintIndex
from classifiers.detect.joined import JoinedIndex
from classifiers.detect.prints import Basis
from classifiers.document import Document, Part
from classifiers.errors import ModelError
from policies.label import Label, Level, ProjectId

KEY = b"0123456789abcdef0123456789abcdef"
LABEL = Label(projects=frozenset({ProjectId("qsensor")}), level=Level.CONTROLLED)
SYLLABLES = ["ka", "ro", "min", "tel", "sur", "vo", "den", "li", "pa", "gor", "ne", "shi", "ut", "bra", "quo"]
SYLLABLES += ["仕", "様"]


def text(seed: int, count: int = 250) -> str:
    chance = random.Random(seed)
    return " ".join("".join(chance.choice(SYLLABLES) for _ in range(chance.randint(1, 4))) for _ in range(count))


def doc(words: str) -> Document:
    raw = words.encode()
    part = Part(name="", type="text/plain", digest=hashlib.sha256(raw).hexdigest(), size_bytes=len(raw), text=words)
    return Document(parts=(part,))


def names(index: FingerprintIndex | JoinedIndex, seed: int) -> list[str]:
    """Who is found by an excerpt of a text."""
    words = text(seed)
    return sorted(match.name for match in index.lookup(doc(text(900, 80) + " " + words[300:700])))


def fill(index: FingerprintIndex, seeds: range) -> None:
    for seed in seeds:
        index.register(doc(text(seed)), name=str(seed), label=LABEL)


def test_a_merged_index_answers_as_before_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with FingerprintIndex(KEY, path) as index:
        fill(index, range(130))
        before = [index.lookup(doc(text(seed))) for seed in range(0, 130, 13)]
        index.merge()
        assert [index.lookup(doc(text(seed))) for seed in range(0, 130, 13)] == before
        fill(index, range(130, 135))
        index.forget(doc(text(7)).parts[0].digest)
    with FingerprintIndex(KEY, path) as index:
        assert len(index) == 134
        assert names(index, 7) == []
        index.merge()
        assert len(index) == 134
        assert index.waiting == 0
        assert [names(index, seed) for seed in (7, 8, 129, 133)] == [[], ["8"], ["129"], ["133"]]
    assert all(each.stat().st_mode & 0o077 == 0 for each in tmp_path.iterdir())


def test_a_reader_sees_the_file_that_took_the_place_of_another(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with FingerprintIndex(KEY, path) as index:
        fill(index, range(3))
        index.merge()
    with FingerprintIndex(KEY, path, is_read_only=True) as reader:
        assert (len(reader), names(reader, 4)) == (3, [])
        state = reader.state
        with FingerprintIndex(KEY, path) as index:
            fill(index, range(3, 5))
            assert names(reader, 4) == ["4"]  # from the journal
            index.merge()
        assert (len(reader), names(reader, 4)) == (5, ["4"])
        assert reader.state > state
        with pytest.raises(ModelError, match="opened to look only"):
            fill(reader, range(1))
        path.write_bytes(path.read_bytes()[:-100])
        with pytest.raises(ModelError, match="damaged or cut off"):
            names(reader, 4)


def test_what_was_held_goes_on_to_count_where_a_damaged_file_takes_its_place(tmp_path: Path) -> None:
    path, draft = tmp_path / "index", tmp_path / "draft"
    with FingerprintIndex(KEY, path) as index:
        fill(index, range(3))
        index.merge()
    path.with_name("index.journal").unlink()
    with FingerprintIndex(KEY, path, is_read_only=True) as reader:
        draft.write_bytes(path.read_bytes()[:-100])
        whole = path.read_bytes()
        draft.replace(path)
        assert (names(reader, 1), len(reader)) == (["1"], 3)
        assert "damaged or cut off; what it held before still counts" in reader.problem
        state = reader.state
        path.unlink()
        assert names(reader, 1) == ["1"]
        assert "there is no fingerprint index" in reader.problem
        path.write_bytes(whole)
        assert (names(reader, 1), reader.problem) == (["1"], "")
        assert reader.state > state


def test_a_journal_that_cannot_be_read_takes_nothing_of_the_file_away(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with FingerprintIndex(KEY, path) as index:
        fill(index, range(3))
        index.merge()
    with FingerprintIndex(KEY, path, is_read_only=True) as reader:
        path.with_name("index.journal").write_bytes(b"no journal at all, but a file of that name" * 200)
        assert names(reader, 1) == ["1"]
        assert "still counts" in reader.problem


def test_a_patient_reader_waits_for_its_file_and_answers_nothing_until_then(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with FingerprintIndex(KEY, path, is_read_only=True, is_patient=True) as reader:
        assert "there is no fingerprint index" in reader.problem
        assert len(reader) == 0
        with pytest.raises(ModelError, match="there is no"):
            names(reader, 1)
        state = reader.state
        path.mkdir()
        assert reader.state > state
        with pytest.raises(ModelError, match="cannot read"):
            names(reader, 1)
        path.rmdir()
        with FingerprintIndex(b"z" * 32, path) as index:
            fill(index, range(3))
            index.merge()
        with pytest.raises(ModelError, match="another key"):
            names(reader, 1)
        for each in tmp_path.iterdir():
            each.unlink()
        with FingerprintIndex(KEY, path) as index:
            fill(index, range(3))
            index.merge()
        assert (names(reader, 1), reader.problem) == (["1"], "")


def test_every_damaged_byte_and_every_cut_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with FingerprintIndex(KEY, path) as index:
        fill(index, range(4))
        index.merge()
    path.with_name("index.journal").unlink()
    whole, chance = path.read_bytes(), random.Random(5)
    header = whole.index(b'"arrays"')
    places = [header, *(chance.randrange(len(whole)) for _ in range(60))]
    for place in places:
        changed = bytes([whole[place] ^ 1])
        path.write_bytes(whole[:place] + changed + whole[place + 1 :])
        if whole[place] == 0 and not any(whole[place - 63 : place + 64]):
            continue  # may be what fills up an array to its edge
        try:
            with FingerprintIndex(KEY, path, is_read_only=True) as index:
                assert [names(index, seed) for seed in range(4)] == [[str(seed)] for seed in range(4)]
        except ModelError:
            continue
        assert whole[place] == 0  # between two arrays
    for size in (0, 10, 30, header, len(whole) // 2, len(whole) - 200):
        path.write_bytes(whole[:size])
        with pytest.raises(ModelError):
            FingerprintIndex(KEY, path, is_read_only=True)


def test_a_file_that_is_older_than_its_journal_or_gone_is_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with FingerprintIndex(KEY, path) as index:
        fill(index, range(2))
        index.merge()
        older = path.read_bytes()
        fill(index, range(2, 4))
        index.merge()
    path.write_bytes(older)
    with pytest.raises(ModelError, match="older than its journal"):
        FingerprintIndex(KEY, path)
    path.unlink()
    with pytest.raises(ModelError, match="missing beside its journal"):
        FingerprintIndex(KEY, path)


LOADED = """import importlib.util, os
spec = importlib.util.spec_from_file_location("here", os.environ["HERE"])
here = importlib.util.module_from_spec(spec)
spec.loader.exec_module(here)"""

KILLED = """
import os, signal, sys
from pathlib import Path
from classifiers.detect import fingerprints, segmentfile

step, path = sys.argv[1], Path(sys.argv[2])
die = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
index = fingerprints.FingerprintIndex(here.KEY, path)
here.fill(index, range(20))
index.merge()
here.fill(index, range(20, 30))
index.forget(here.doc(here.text(3)).parts[0].digest)
if step == "before-sync":
    segmentfile.os.fsync = die
elif step == "before-rename":
    Path.replace = die
elif step == "after-rename":
    segmentfile.sync_folder = die
elif step == "before-drop":
    index._pending.drop = die
index.merge()
"""


@pytest.mark.parametrize("step", ["before-sync", "before-rename", "after-rename", "before-drop"])
def test_a_kill_in_the_middle_of_a_merge_loses_nothing(tmp_path: Path, step: str) -> None:
    root = Path(__file__).resolve().parents[3]
    code = f"{LOADED}\n{KILLED}"
    done = subprocess.run(
        [sys.executable, "-c", code, step, tmp_path / "index"], cwd=root, timeout=120, check=False,
        env={**os.environ, "HERE": __file__},
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL
    with FingerprintIndex(KEY, tmp_path / "index") as index:
        assert len(index) == 29
        assert [names(index, seed) for seed in (3, 4, 19, 20, 29)] == [[], ["4"], ["19"], ["20"], ["29"]]
        index.merge()
        assert (len(index), index.waiting) == (29, 0)
        assert [names(index, seed) for seed in (3, 4, 29)] == [[], ["4"], ["29"]]


def test_an_index_merges_itself_when_enough_has_gathered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("classifiers.detect.remerging.MERGE_FROM", 20)
    with FingerprintIndex(KEY, tmp_path / "index", merges_itself=True) as index:
        fill(index, range(50))
    with FingerprintIndex(KEY, tmp_path / "index") as index:
        assert (len(index), index.problem) == (50, "")
        assert index.waiting < 50
        assert [names(index, seed) for seed in (0, 19, 20, 49)] == [["0"], ["19"], ["20"], ["49"]]


def test_what_is_declared_public_matches_no_more_and_neither_do_its_passages(tmp_path: Path) -> None:
    paper = text(1)
    report = text(2, 120) + "\n" + paper[200:800] + "\n" + text(3, 120)
    with FingerprintIndex(KEY, tmp_path / "index") as index:
        index.register(doc(paper), name="paper", label=LABEL)
        index.register(doc(report), name="report", label=LABEL)
        excerpt = doc(text(4) + paper[250:700])
        assert {match.name for match in index.lookup(excerpt)} == {"paper", "report"}
        assert index.publish(doc(paper).parts[0].digest)
        assert not index.publish("0" * 64)
        assert index.lookup(excerpt) == ()
        assert index.lookup(doc(paper)) == ()
        assert [match.name for match in index.lookup(doc(text(4) + text(2, 120)))] == ["report"]
        index.register(doc(paper), name="paper again", label=LABEL)  # as an agent would
        index.merge()
        assert len(index) == 1
    with FingerprintIndex(KEY, tmp_path / "index") as index:
        assert index.lookup(excerpt) == ()
        index.forget(doc(paper).parts[0].digest)
        assert [match.name for match in index.lookup(excerpt)] == ["report"]


def test_two_indexes_with_keys_of_their_own_answer_as_one(tmp_path: Path) -> None:
    with FingerprintIndex(b"z" * 32, tmp_path / "theirs") as theirs:
        fill(theirs, range(3))
        theirs.register(doc(text(5)), name="published", label=LABEL, is_public=True)
        theirs.merge()
    with (
        FingerprintIndex(KEY, tmp_path / "own") as own,
        FingerprintIndex(b"z" * 32, tmp_path / "theirs", is_read_only=True) as theirs,
    ):
        both = JoinedIndex(own, (theirs,))
        fill(own, range(2, 7))
        assert [names(both, seed) for seed in (0, 2, 4)] == [["0"], ["2"], ["4"]]
        assert names(own, 5) == ["5"]
        assert names(both, 5) == []
        assert both.lookup(doc(text(5))) == ()
        assert len(both) == 8


def test_versions_of_one_document_are_not_taken_for_a_common_phrase() -> None:
    index = FingerprintIndex(KEY)
    words = text(1).split(" ")
    for number in range(30):
        words[number * 5] = "changed"
        index.register(doc(" ".join(words)), name=f"v{number}", label=LABEL)
    pasted = " ".join(words[190:215])
    assert index.lookup(doc(text(2) + " " + pasted + " " + text(3)))


def test_other_families_answer_beside_the_text(tmp_path: Path) -> None:
    figures = [f"{random.Random(seed).uniform(1, 900):.3f} mm" for seed in range(40)]
    with FingerprintIndex(KEY, tmp_path / "index", families=FAMILIES) as index:
        index.register(doc("Length " + ", bore ".join(figures)), name="spec", label=LABEL)
        fill(index, range(3))
        index.merge()
        translated = doc("長さ " + "、内径 ".join(figures))
        assert [(match.name, match.basis) for match in index.lookup(translated)] == [("spec", Basis.NUMERALS)]
        index.publish(doc("Length " + ", bore ".join(figures)).parts[0].digest)
        assert index.lookup(translated) == ()


@pytest.mark.parametrize("kind", ["symlink", "pipe", "hard link", "draft"])
def test_what_lies_in_the_place_of_the_draft_is_put_aside(tmp_path: Path, kind: str) -> None:
    path, draft, other = tmp_path / "index", tmp_path / "index.new", tmp_path / "other"
    other.write_bytes(b"precious")
    if kind == "symlink":
        draft.symlink_to(other)
    elif kind == "hard link":
        draft.hardlink_to(other)
    elif kind == "pipe":
        os.mkfifo(draft)
    else:
        draft.write_bytes(b"half")
        draft.chmod(0o666)
    with FingerprintIndex(KEY, path) as index:
        fill(index, range(2))
        index.merge()
        assert names(index, 1) == ["1"]
    assert other.read_bytes() == b"precious"
    assert path.stat().st_mode & 0o777 == 0o600
    assert not draft.exists()


def test_a_draft_that_cannot_be_finished_does_not_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(fd: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with FingerprintIndex(KEY, tmp_path / "index") as index:
        fill(index, range(3))
        with monkeypatch.context() as patch:
            patch.setattr("classifiers.detect.segmentfile.os.fsync", full)
            with pytest.raises(OSError, match="No space"):
                index.merge()
        assert not (tmp_path / "index.new").exists()
        assert names(index, 1) == ["1"]
        index.merge()
        assert names(index, 1) == ["1"]


def test_removing_leaves_something_to_write_so_that_the_file_holds_it_no_more(tmp_path: Path) -> None:
    with FingerprintIndex(KEY, tmp_path / "index") as index:
        fill(index, range(4))
        index.merge()
        assert index.waiting == 0
        index.forget(doc(text(2)).parts[0].digest)
        assert index.waiting == 1
        size = (tmp_path / "index").stat().st_size
        index.merge()
        assert (tmp_path / "index").stat().st_size < size


def test_a_reader_that_looks_between_the_new_file_and_the_emptied_journal_misses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "index"
    with FingerprintIndex(KEY, path) as index:
        fill(index, range(3))
        index.merge()
        fill(index, range(3, 5))
        really, merged = indexfiles.map_segment, []

        def slow(*arguments: Any) -> Any:
            mapped = really(*arguments)
            if not merged:
                merged.append(True)
                index.merge()
            return mapped

        monkeypatch.setattr(indexfiles, "map_segment", slow)
        with FingerprintIndex(KEY, path, is_read_only=True) as reader:
            assert (len(reader), names(reader, 4)) == (5, ["4"])


@pytest.mark.parametrize("merged", [True, False])
def test_what_another_version_wrote_is_refused_with_advice_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, merged: bool
) -> None:
    path = tmp_path / "index"
    with monkeypatch.context() as older:
        for module in (fingerprints, segmentfile, indexfiles):
            older.setattr(module, "VERSION", "passages-0")
        with FingerprintIndex(KEY, path) as index:
            fill(index, range(3))
            if merged:
                index.merge()
    with pytest.raises(ModelError, match="another version of Sekimori: its format is `passages-0`") as refused:
        FingerprintIndex(KEY, path)
    assert "move the index and its `.journal` away, keep the key" in refused.value.help
    with pytest.raises(ModelError, match="another version"):
        FingerprintIndex(KEY, path, is_read_only=True)
    with FingerprintIndex(KEY, path, is_read_only=True, is_patient=True) as patient:
        assert "another version" in patient.problem
        with pytest.raises(ModelError, match="another version"):
            names(patient, 1)
    with monkeypatch.context() as older:
        for module in (fingerprints, segmentfile, indexfiles):
            older.setattr(module, "VERSION", "passages-0")
        with FingerprintIndex(KEY, path) as index:
            assert names(index, 1) == ["1"]


def test_a_newer_file_in_the_place_of_one_in_use_is_refused_and_what_was_there_still_counts(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with FingerprintIndex(KEY, path) as index:
        fill(index, range(3))
        index.merge()
    path.with_name("index.journal").unlink()
    with FingerprintIndex(KEY, path, is_read_only=True) as reader:
        newer = tmp_path / "new"
        newer.write_bytes(b"sekimori-index-2\n" + b"whatever it holds then")
        newer.rename(path)
        assert names(reader, 1) == ["1"]
        assert "another version of Sekimori" in reader.problem
        assert "still counts" in reader.problem
    with pytest.raises(ModelError, match="another version of Sekimori"):
        FingerprintIndex(KEY, path, is_read_only=True)
