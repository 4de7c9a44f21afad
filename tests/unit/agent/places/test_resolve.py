"""From homes to folders: what is found, and what is never guessed."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from agent.config import Watch
from agent.places.exports import Export
from agent.places.mounts import Mount
from agent.places.resolve import How, Machine, Place, Resolution, Resolver, foreign_shares, with_config
from agent.places.samba import Samba, Share
from policies.compiler import compile_policy
from policies.examples import load_example
from policies.language import load_policy
from policies.model import ZoneId, ZoneKind
from policies.tables import Tables, ZoneFacts

EXAMPLE = compile_policy(load_policy(load_example()))


def policy(**homes: str) -> Tables:
    """Tables whose zones have these homes, and no other zone any."""
    named = {ZoneId(name.replace("_", "-")): home for name, home in homes.items()}
    zones = {
        zone: ZoneFacts(kind=ZoneKind.COMMON, projects=frozenset(), readers=None, country="", homes=(home,))
        for zone, home in named.items()
    }
    return replace(EXAMPLE, zones=zones)


def machine(**shares: str) -> Machine:
    samba = Samba(file=Path("smb.conf"), shares=tuple(Share(name=name, path=path) for name, path in shares.items()))
    return Machine(names=frozenset({"fs1"}), samba=samba, exports=(), mounts=())


def resolve(tables: Tables, here: Machine) -> Resolution:
    def identity(path: str) -> tuple[int, int]:
        status = Path(path).stat()
        return (status.st_dev, status.st_ino)

    return Resolver(tables, here, entries=os.listdir, real=os.path.realpath, identity=identity).resolve()


def found(resolution: Resolution) -> dict[str, str]:
    return {place.path: place.zone for place in resolution.places}


@pytest.fixture
def srv(tmp_path: Path) -> Path:
    for name in ("q", "g", "common/inner", "common/Ünner"):
        (tmp_path / "srv" / name).mkdir(parents=True)
    return tmp_path / "srv"


def test_a_share_is_found_by_its_name_whatever_the_case(srv: Path) -> None:
    resolution = resolve(policy(qsensor="smb://FS1/QSensor/**"), machine(qsenSOR=f"{srv}/q"))
    assert found(resolution) == {f"{srv}/q": "qsensor"}
    assert resolution.places[0].how is How.SAMBA
    assert resolution.findings == []


def test_a_folder_below_a_share_is_found_as_its_server_compares_names(srv: Path) -> None:
    resolution = resolve(
        policy(inner="smb://fs1/common/INNER", u="smb://fs1/common/u\u0308nner"), machine(common=f"{srv}/common")
    )
    assert found(resolution) == {f"{srv}/common/inner": "inner", f"{srv}/common/Ünner": "u"}


def test_homes_that_lie_in_each_other_are_both_found(srv: Path) -> None:
    tables = policy(common="smb://fs1/common/**", inner="smb://fs1/common/inner/**")
    assert found(with_config(resolve(tables, machine(common=f"{srv}/common")), ())) == {
        f"{srv}/common": "common",
        f"{srv}/common/inner": "inner",
    }


@pytest.mark.parametrize(
    ("home", "why"),
    [
        ("smb://fs1/gone/**", "no share `gone`"),
        ("smb://fs1/", "names no share"),
        ("smb://fs1/common/none/**", "no such folder: `none`"),
        ("smb://fs1/common/file", "no such folder: `file`"),
        ("smb://fs1/common/link", "no such folder: `link`"),
        ("smb://fs1/common/same", "several folders"),
        ("smb://fs1/away/**", "is not there"),
        ("smb://fs1/varying/**", "depends on who asks"),
        ("nfs://fs1/srv/q", "no export"),
    ],
)
def test_a_home_that_leads_nowhere_is_told(srv: Path, home: str, why: str) -> None:
    (srv / "common" / "file").write_text("x")
    (srv / "common" / "link").symlink_to(srv / "q")
    (srv / "common" / "same").mkdir()
    (srv / "common" / "SAME").mkdir()
    here = machine(common=f"{srv}/common", away=f"{srv}/away")
    here = replace(
        here,
        samba=replace(
            here.samba,
            shares=(*here.samba.shares, Share(name="varying", path="", why="its folder depends on who asks")),
        ),
    )
    resolution = resolve(policy(zone=home), here)
    assert resolution.places == []
    assert [finding.is_problem for finding in resolution.findings] == [True]
    assert why in resolution.findings[0].text
    assert home in resolution.findings[0].text


def test_another_machines_home_is_none_of_ours(srv: Path) -> None:
    resolution = resolve(policy(q="smb://fs2/q/**", g="git://fs1/g"), machine(q=f"{srv}/q", g=f"{srv}/g"))
    assert (resolution.places, resolution.findings) == ([], [])


def test_a_host_that_is_called_almost_the_same_is_not_taken_for_this_one(srv: Path) -> None:
    resolution = resolve(policy(q="smb://fs1.lab.example/q/**"), machine(q=f"{srv}/q"))
    assert resolution.places == []
    assert "`names`" in resolution.findings[0].text


def test_a_folder_that_two_zones_claim_is_neithers(srv: Path) -> None:
    resolution = resolve(policy(a="smb://fs1/one/**", b="smb://fs1/two/**"), machine(one=f"{srv}/q", two=f"{srv}/q"))
    assert resolution.places == []
    assert "`a` and `b` at once" in resolution.findings[0].text


def test_a_share_by_a_link_is_the_folder_that_the_owner_meant(srv: Path) -> None:
    (srv / "alias").symlink_to(srv / "q")
    resolution = resolve(
        policy(a="smb://fs1/one/**", b="smb://fs1/two/**"), machine(one=f"{srv}/alias", two=f"{srv}/q")
    )
    assert resolution.places == []
    assert "`a` and `b` at once" in resolution.findings[0].text


def test_what_a_user_shares_is_never_a_zone(srv: Path) -> None:
    here = machine()
    users = Share(name="gripper", path=f"{srv}/g", is_users=True)
    resolution = resolve(
        policy(gripper="smb://fs1/gripper/**"), replace(here, samba=replace(here.samba, shares=(users,)))
    )
    assert resolution.places == []
    assert "no share `gripper`" in resolution.findings[0].text


def test_a_folder_of_this_machine_is_found_and_its_absence_is_not_told(srv: Path) -> None:
    resolution = resolve(policy(bench=f"{srv}/q/**", other=f"{srv}/none/**"), machine())
    assert found(resolution) == {f"{srv}/q": "bench"}
    assert resolution.findings == []


def test_exports_are_found_where_they_lie_and_below_the_root_of_version_4(srv: Path) -> None:
    plain = replace(machine(), exports=(Export(path=f"{srv}/q"),))
    assert found(resolve(policy(q=f"nfs://fs1{srv}/q/**"), plain)) == {f"{srv}/q": "q"}
    rooted = replace(machine(), exports=(Export(path=str(srv), is_root=True),))
    assert found(resolve(policy(q="nfs://fs1/q/**", g=f"nfs://fs1{srv}/g"), rooted)) == {
        f"{srv}/q": "q",
        f"{srv}/g": "g",
    }


def test_an_export_that_can_mean_two_folders_is_not_guessed(srv: Path) -> None:
    (srv / "root" / str(srv).lstrip("/") / "q").mkdir(parents=True)
    exports = (Export(path=f"{srv}/root", is_root=True), Export(path=f"{srv}/q"))
    resolution = resolve(policy(q=f"nfs://fs1{srv}/q"), replace(machine(), exports=exports))
    assert resolution.places == []
    assert "it can mean" in resolution.findings[0].text


@pytest.mark.parametrize(
    ("kind", "source", "top", "home", "path"),
    [
        ("cifs", "//FS2/QSensor", "/", "smb://fs2/qsensor/**", "/mnt/x"),
        ("cifs", "//fs2/common", "/", "smb://fs2/common/Inner/**", "/mnt/x/Inner"),
        ("cifs", "//fs2/common", "/inner", "smb://fs2/common/inner/deep", "/mnt/x/deep"),
        ("nfs4", "fs2:/srv/q", "/", "nfs://fs2/srv/q/**", "/mnt/x"),
        ("nfs4", "fs2:/srv", "/", "nfs://fs2/srv/q", "/mnt/x/q"),
        ("nfs4", "fs2:/srv/q", "/", "nfs://fs2/srv", ""),
        ("cifs", "//fs3/qsensor", "/", "smb://fs2/qsensor/**", ""),
        ("nfs4", "fs2:/qsensor", "/", "smb://fs2/qsensor/**", ""),
        ("ext4", "//fs2/qsensor", "/", "smb://fs2/qsensor/**", ""),
    ],
)
def test_homes_on_other_machines_are_found_where_they_are_mounted(
    kind: str, source: str, top: str, home: str, path: str
) -> None:
    mount = Mount(id=1, device="0:9", top=top, point="/mnt/x", kind=kind, source=source)
    resolution = resolve(policy(zone=home), replace(machine(), mounts=(mount,)))
    assert [place.path for place in resolution.places] == ([path] if path else [])
    assert resolution.findings == []


def test_nothing_is_touched_that_another_machine_could_keep_waiting(srv: Path) -> None:
    mounts = (Mount(id=1, device="0:9", top="/", point=str(srv), kind="autofs", source="auto"),)

    def never(path: str) -> list[str]:
        raise AssertionError(path)

    here = replace(machine(q=f"{srv}/q"), mounts=mounts, exports=(Export(path=f"{srv}/g"),))
    tables = policy(q="smb://fs1/q/**", g=f"nfs://fs1{srv}/g", f=f"{srv}/common/**")
    resolution = Resolver(tables, here, entries=never, real=os.path.realpath, identity=hash).resolve()
    assert resolution.places == []
    assert len(resolution.findings) == 2


def watch(zone: str, path: Path) -> Watch:
    return Watch(zone=ZoneId(zone), path=path)


def test_config_stands_and_disagreement_is_told(srv: Path) -> None:
    seen = resolve(policy(qsensor="smb://fs1/q/**", gripper="smb://fs1/g/**"), machine(q=f"{srv}/q", g=f"{srv}/g"))
    both = with_config(seen, (watch("gripper", srv / "q"), watch("common", srv / "common")))
    assert found(both) == {f"{srv}/q": "gripper", f"{srv}/common": "common", f"{srv}/g": "gripper"}
    assert [finding.text for finding in both.findings] == [
        f"config.toml watches `{srv}/q` as zone `gripper`; by the policy it is the home of `qsensor`",
        f"config.toml watches `{srv}/q` as zone `gripper`, whose home is `{srv}/g` on this machine",
    ]


def test_agreement_is_not_told_and_watched_once(srv: Path) -> None:
    seen = resolve(policy(qsensor="smb://fs1/common/inner/**"), machine(common=f"{srv}/common"))
    both = with_config(seen, (watch("qsensor", srv / "common"),))
    assert (found(both), both.findings) == ({f"{srv}/common": "qsensor"}, [])


def test_a_share_that_reaches_a_zone_by_another_way_is_told(srv: Path) -> None:
    here = machine(q=f"{srv}/q", all=str(srv), below=f"{srv}/q/deep", other=f"{srv}/g")
    tables = policy(qsensor="smb://fs1/q/**")
    places = [Place(zone=ZoneId("qsensor"), path=f"{srv}/q", how=How.SAMBA)]
    told = {each.text: each.is_problem for each in foreign_shares(places, here.samba, tables, here.names)}
    assert told == {
        "share `all`, which the policy does not know, reaches the folders of `qsensor`": True,
        "share `below`, which the policy does not know, reaches the folders of `qsensor`": True,
        "share `other` is no zone of the policy": False,
    }
