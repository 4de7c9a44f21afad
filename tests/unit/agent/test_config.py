"""`config.toml`: what it says, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.config import Backend, Fingerprints, Judging, Limits, load_config, parse_config
from agent.config_template import TEMPLATE
from agent.desktop.settings import Desktop
from agent.errors import AgentError
from classifiers.confinement import Wall
from classifiers.confinement.settings import Confinement
from classifiers.detect.bounds import Bounds
from policies.model import Channel


def test_everything_that_can_be_said() -> None:
    config = parse_config(
        'server = "https://a"\n[[watch]]\nzone = "qsensor"\npath = "/srv/q"\nbackend = "polling"\nchannel = "sync"\n'
        '[accounts]\n1000 = ["Sato", "miller"]\n[limits]\nsettle_s = 1\n[reader]\ndepth = 3\n'
    )
    (watch,) = config.watches
    assert (watch.zone, watch.path, watch.backend, watch.channel) == (
        "qsensor", Path("/srv/q"), Backend.POLLING, Channel.SYNC,
    )  # fmt: skip
    assert config.accounts == {1000: ("sato", "miller")}
    assert (config.limits.settle_s, config.reader.depth) == (1.0, 3)


def test_how_much_is_looked_up_is_a_setting() -> None:
    assert parse_config("").lookup == Bounds()
    assert parse_config("[lookup]\npicture_pages = 40\n").lookup == Bounds(picture_pages=40)


def test_what_holds_the_readers_in_stands_beside_what_reading_may_cost() -> None:
    config = parse_config('[reader]\ndepth = 3\nworkers = 2\nrequire = ["landlock", "seccomp"]\n')
    assert (config.reader.depth, config.confinement.workers) == (3, 2)
    assert config.confinement.require == {Wall.FILES, Wall.CALLS}
    assert parse_config("").confinement == Confinement()


def test_the_template_and_nothing_at_all_give_the_defaults() -> None:
    assert parse_config(TEMPLATE) == parse_config("")
    assert parse_config("").limits == Limits()
    assert parse_config("").desktop == Desktop()
    assert not parse_config("[desktop]\nnotify = false\n").desktop.notify


def test_files_learnt_elsewhere_have_a_key_which_may_be_that_of_the_index() -> None:
    index = '[fingerprints]\nindex = "/a/index"\nkey = "/a/key"\n'
    alone = parse_config('[judging]\nprojects = "/b/projects.npz"\nkey = "/b/key"\n')
    assert alone.judging == Judging(projects=Path("/b/projects.npz"), key=Path("/b/key"))
    beside = parse_config(f'{index}[judging]\nprojects = "/b/projects.npz"\n')
    assert beside.judging == Judging(projects=Path("/b/projects.npz"), key=Path("/a/key"))
    own = parse_config(f'{index}[judging]\nprojects = "/b/projects.npz"\nkey = "/b/key"\n')
    assert own.judging == alone.judging
    assert parse_config(index).judging is None


def test_a_key_alone_means_what_officers_supply() -> None:
    supplied = parse_config('[fingerprints]\nkey = "/a/key"\n')
    assert supplied.fingerprints == Fingerprints(index=None, key=Path("/a/key"))
    assert supplied.judging == Judging(projects=None, key=Path("/a/key"))
    learnt = parse_config('[judging]\nkey = "/a/key"\n')
    assert (learnt.fingerprints, learnt.judging) == (None, Judging(projects=None, key=Path("/a/key")))


WRONG = {
    "a language that nobody wrote for": ('[desktop]\nlanguage = "fr"', "`fr` is none of the languages", "ja"),
    "an unknown key of the desktop": ("[desktop]\nnotifiy = false", "unknown key `notifiy`", "`notify`"),
    "a runtime folder that is nowhere": ('[desktop]\nruntime_folder = "run"', "not an absolute path", ""),
    "projects without a key": ('[judging]\nprojects = "/b/projects.npz"', "has no `key`", "absolute path"),
    "projects at a relative path": ('[judging]\nprojects = "b.npz"\nkey = "/k"', "not an absolute path", ""),
    "an unknown file to judge by": ('[judging]\nproject = "/b"', "unknown key `project`", "`projects`"),
    "judging that is no table": ('judging = "/b"', "must be a table", ""),
    "projects as a number": ('[judging]\nprojects = 3\nkey = "/k"', "must be text", ""),
    "a bound below nothing": ("[lookup]\npicture_pages = -1", "[lookup]", "from 0 to"),
    "unknown bound": ("[lookup]\npages = 9", "unknown key `pages`", ""),
    "unknown wall": ('[reader]\nrequire = ["landlok"]', "landlok", "`landlock`"),
    "no list of walls": ('[reader]\nrequire = "landlock"', "[reader]", "`landlock`"),
    "too many readers": ("[reader]\nworkers = 1000", "between 0 and 64", ""),
    "unknown setting of readers": ("[reader]\nrequired = []", "unknown key `required`", "`require`"),
    "a file larger than what is hashed": ("[reader]\nfile_bytes = 5000000000", "`file_bytes`", "`hash_bytes`"),
    "more in memory than there is": ("[reader]\nmemory_file_bytes = 1000000000", "a quarter", "`memory_bytes`"),
    "less memory than is held": ("[reader]\nmemory_bytes = 300000000", "`memory_file_bytes`", "`memory_bytes`"),
    "reading beyond the deadline": ("[reader]\nreading_s = 60", "`reading_s`", "killed"),
    "a size in words": ('[reader]\nfile_bytes = "2 GiB"', "file_bytes", ""),
    "no limit at all": ("[reader]\nmemory_bytes = -1", "`memory_bytes`", "positive"),
    "a deadline that never comes": ("[reader]\ndeadline_s = nan", "`deadline_s`", "positive"),
    "readers that are no table": ("reader = 3", "must be a table", ""),
    "unknown key": ('servr = "x"', "unknown key `servr`", "did you mean `server`"),
    "unknown limit": ("[limits]\nsettle = 1", "unknown key `settle`", "`settle_s`"),
    "limit of another type": ('[limits]\nsettle_s = "long"', "[limits]", ""),
    "negative limit": ("[limits]\npoll_s = -1", "`poll_s`", ""),
    "not a number": ("[limits]\npoll_s = nan", "`poll_s`", ""),
    "no path": ('[[watch]]\nzone = "a"', "has no `path`", ""),
    "relative path": ('[[watch]]\nzone = "a"\npath = "srv"', "not an absolute path", ""),
    "one inside another": (
        '[[watch]]\nzone = "a"\npath = "/srv"\n[[watch]]\nzone = "b"\npath = "/srv/b"', "watched twice", ""
    ),
    "watched as a table": ('[watch]\nzone = "a"', "[[watch]]", ""),
    "unknown back end": ('[[watch]]\nzone = "a"\npath = "/srv"\nbackend = "magic"', "magic", ""),
    "accounts of a name": ('[accounts]\nsato = ["sato"]', "`sato`", ""),
    "not TOML": ("server = ", "not TOML", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(WRONG))
def test_what_is_wrong_is_named(name: str) -> None:
    text, message, help_ = WRONG[name]
    with pytest.raises(AgentError) as caught:
        parse_config(text)
    assert message in caught.value.message
    assert help_ in caught.value.help


def test_a_missing_file_says_who_writes_it(tmp_path: Path) -> None:
    with pytest.raises(AgentError) as caught:
        load_config(tmp_path / "config.toml")
    assert "enrol" in caught.value.help
