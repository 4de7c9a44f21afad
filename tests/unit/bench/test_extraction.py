"""How the bench of the readers holds one extractor to the others."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bench.extraction.agreement import agreed, missing, recall, words
from bench.extraction.expected import missing_phrases
from bench.extraction.peer import Extract, Peer
from bench.extraction.trial import judge
from classifiers.document import Document, Finding, Part
from policies.label import Reading


def document(text: str, reading: Reading = Reading.FULL, *findings: Finding) -> Document:
    part = Part(name="", type="text/plain", digest="", size_bytes=9, text=text, reading=reading)
    return Document(parts=(part,), findings=findings)


def extract(text: str, fault: str = "") -> Extract:
    return Extract(text=text, fault=fault, seconds=0.1)


def test_words_are_words_and_pairs_of_characters() -> None:
    assert words("The ＳＨＡＦＴ, 12 mm; 図面番号x") == {"the", "shaft", "図面", "面番", "番号"}


def test_what_markitdown_writes_itself_is_no_word_of_the_file() -> None:
    assert words("<!-- Slide number: 3 -->\n| NaN | Unnamed: 0 |\n![bolt](Picture2.jpg)") == {"bolt"}


def test_what_nobody_sees_is_no_word() -> None:
    assert words("bolt\nthumbnail_0.wmf\nUNKNOWN-0.unknown\nfile_12.emf") == {"bolt"}
    assert words("see file_1.emf here") == {"see", "file", "emf", "here"}
    assert words("optional\u200bhyphen soft\u00adware") == {"optionalhyphen", "software"}


def test_spacing_and_order_do_not_matter() -> None:
    assert missing("Gear-\nbox housing", words("housing gearbox")) == frozenset()
    assert recall("housing", words("housing gearbox flange")) == pytest.approx(1 / 3)


def test_two_have_to_agree() -> None:
    assert agreed([{"a", "b"}, {"b", "c"}]) == {"b"}


def test_full_by_our_own_word_is_not_enough() -> None:
    theirs = {"tika": extract("housing gearbox flange bearing"), "markitdown": extract("housing gearbox flange")}
    trial = judge("x", document("housing"), 0.1, theirs, ())
    assert not trial.is_read_fully
    assert trial.missed == ("flange", "gearbox")
    assert trial.recovered == {"tika", "markitdown"}
    assert judge("x", document("a flange, a gearbox, a housing, a bearing"), 0.1, theirs, ()).is_read_fully


def test_a_phrase_that_a_person_saw_has_to_be_there() -> None:
    assert judge("x", document("材 質 : SUS３０４"), 0.1, {}, ("材質: SUS304",)).is_read_fully
    assert judge("x", document("材質"), 0.1, {}, ("SUS304",)).missed == ("SUS304",)
    assert missing_phrases("a", ["b"]) == ["b"]


def test_what_a_person_saw_counts_more_than_a_peers_other_words() -> None:
    theirs = {"tika": extract("hhoouussiinngg ffllaannggee bboolltt nnuutt")}
    seen = ("housing", "flange", "bolt")
    assert "ours" not in judge("x", document("housing flange bolt"), 0.1, theirs, ()).recovered
    assert "ours" in judge("x", document("housing flange bolt"), 0.1, theirs, seen).recovered
    assert "ours" not in judge("x", document("housing flange"), 0.1, theirs, seen).recovered


def test_what_a_peer_failed_at_holds_nobody() -> None:
    trial = judge("x", document("housing"), 0.1, {"tika": extract("", "IOError")}, ())
    assert trial.is_read_fully
    assert trial.faults == {"tika": "IOError"}


def test_crashes_and_deadlines_are_seen() -> None:
    crashed = document("", Reading.FAILED, Finding(name="reader.crashed"))
    assert judge("x", crashed, 0.1, {}, ()).is_crash
    late = document("", Reading.FAILED, Finding(name="reader.deadline", detail="60"))
    assert judge("x", late, 0.1, {}, ()).is_late


CHILD = """
import json, os, sys, time
print("{}", flush=True)
for line in sys.stdin:
    path = json.loads(line)
    if path == "die":
        os._exit(3)
    if path == "sleep":
        time.sleep(60)
    print(json.dumps({"text": path * 3, "fault": "", "seconds": 0.5, "peak_mb": 9.0}), flush=True)
"""


def test_a_peer_that_dies_or_sleeps_is_a_fault_of_that_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child = tmp_path / "child.py"
    child.write_text(CHILD)
    monkeypatch.setattr("bench.extraction.peer.CHILD", child)
    with Peer(name="tika", python=Path(sys.executable), deadline_s=5) as peer:
        assert peer.extract(Path("ab")).text == "ababab"
        assert peer.extract(Path("die")).fault
        assert peer.extract(Path("ab")).text == "ababab"
        peer.deadline_s = 0.3
        assert peer.extract(Path("sleep")).fault
        peer.deadline_s = 5
        assert peer.extract(Path("ab")).text == "ababab"
        assert peer.peak_mb == 9.0


def test_a_peer_that_does_not_start_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="make peers"), Peer(name="no such", python=Path(sys.executable)):
        pass
