"""Every fault that the language tells, with its place; and nothing half-loaded."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from policies.examples import load_example
from policies.keys import public_text
from policies.label import Level, ProjectId
from policies.language import KeyRing, PolicyFaults, fill_keys, load_policy
from policies.language.faults import MAX_SEARCHES
from policies.language.source import MAX_CHARS
from policies.model import Membership, PartyId, PersonId, Side, Status, WallId, ZoneId

BASE = """\
version: 3
organisation: Institute
contact: office
walls: {us-cn: {sides: [us, cn]}, makers: {sides: [aoki, bluefin]}}
parties: {harbor: {country: US}, jianghai: {country: CN}}
people: {sato: {}, wang: {}, tanaka: {}, suzuki: {}}
projects:
  q: {side: us, level: controlled, members: [sato], homes: [/srv/q/**], partners: [harbor]}
  g: {side: cn, level: sensitive, members: [wang], homes: [/srv/g/**], partners: [jianghai]}
zones: {common: {kind: common, persons: [sato, wang]}}
rules:
  - {name: first, from: {kind: drawing}, to: {channel: removable}, verdict: hold}
permits:
  - {id: p, number: N, authority: METI, projects: [q], persons: [sato]}
officers: {tanaka: {key: ""}, suzuki: {key: ""}}
reviewers: {wang: {recipient: "", projects: [g]}}
"""


def faults_of(text: str) -> list[tuple[int, int, str]]:
    with pytest.raises(PolicyFaults) as caught:
        load_policy(text)
    return [(fault.line, fault.column, fault.message) for fault in caught.value.faults]


def place_of(text: str, needle: str) -> tuple[int, int]:
    index = text.index(needle)
    before = text[:index]
    return before.count("\n") + 1, index - before.rfind("\n")


def test_the_base_is_sound() -> None:
    policy = load_policy(BASE)
    assert policy.version == 3
    assert policy.projects[ProjectId("q")].sides == {Side(wall=WallId("us-cn"), name="us")}
    assert policy.projects[ProjectId("q")].members == {PersonId("sato"): Membership(level=Level.CONTROLLED)}
    assert policy.zones[ZoneId("common")].persons == {"sato", "wang"}
    assert policy.rules[0].line == 12


def reset(**put: str) -> str:
    """A version line and a reset below it; what is put stands in it in place of what is sound."""
    values = {"person": "sato", "side": "us", "on": "2026-05-01", "by": "wang", "reason": "seen"} | put
    written = ", ".join(f"{key}: {value}" for key, value in values.items())
    return f"version: 3\nexposure_resets: [{{{written}}}]"


# What to change in the base, the text at which the fault stands, and what it says.
FAULTS = [
    ("version: 3", "version: x", "x\n", "`x` is not a whole number"),
    ("version: 3", "version: 0", "0\n", "`version` is 0"),
    ("version: 3", "version: 1.5", "1.5", "`1.5` is not a whole number"),
    ("contact: office", "contct: office", "contct", "unknown key `contct` in the policy"),
    ("contact: office", "contact: office\ncontact: two", "contact: two", "`contact` stands twice"),
    ("side: us,", "side: [us, cn],", "cn], level: con", "project `q` is on `us` and `cn` of wall `us-cn`"),
    ("side: us,", "side: usa,", "usa", "unknown side `usa`"),
    ("level: controlled", "level: secret", "secret", "`secret` is not a level"),
    ("members: [sato]", "members: [stao]", "stao", "unknown person `stao`"),
    ("members: [sato]", "members: [sato, sato]", "sato], homes", "`sato` stands twice in `members`"),
    ("members: [wang]", "members: {wang: controlled}", "controlled}", "`wang` would read up to controlled"),
    ("partners: [harbor]", "partners: [harbour]", "harbour", "unknown party `harbour`"),
    ("homes: [/srv/g/**]", "homes: [/srv/q/**]", "/srv/q/**], partners: [jia", "home `/srv/q/**` belongs to `q`"),
    ("homes: [/srv/g/**]", "homes: [/srv/q/sub/**]", "/srv/q/sub", "the homes of `q` and `g` lie inside each other"),
    ("homes: [/srv/g/**]", "homes: [/srv/../q]", "/srv/..", "`/srv/../q` is not a home"),
    ("homes: [/srv/g/**]", "homes: [srv]", "srv], partners: [jia", "`srv` is not a home"),
    ("  g: {side", "  q: {side", "q: {side: cn", "`q` stands twice"),
    ("  g: {side", "  removable: {side", "removable: {side", "`removable` is the zone of removable media"),
    ("  g: {side", "  G: {side", "G: {side", "`G` cannot be an id"),
    ("zones: {common:", "zones: {q:", "q: {kind", "zone `q` has the name of a project"),
    ("persons: [sato, wang]", "projects: [q, g]", "common: {", "zone `common` is a home of both sides"),
    ("kind: common,", "kind: enclave,", "{kind: enclave", "zone `common` is an enclave without projects"),
    ("sides: [us, cn]", "sides: [us]", "us-cn: {", "wall `us-cn` has fewer than two sides"),
    ("country: CN", "country: China", "China", "`China` is not a country"),
    ("harbor: {country", "partner: {country", "partner: {country", "`partner` means any partner in a rule"),
    ("country: US", "screening: [{list: x}]", "{list: x}", "screening of party `harbor` has no `effect`"),
    ("sato: {}", "sato: {status: citizen}", "citizen", "`citizen` is not a status"),
    ("sato: {}", "sato: {status_until: 2026-02-30}", "2026-02-30", "`2026-02-30` is not a day"),
    ("sato: {}", "sato: {status_until: soon}", "soon", "`soon` is not a day"),
    ("sato: {}, wang: {}", "sato: {accounts: [A]}, wang: {accounts: [a]}", "a]}", "account `a` belongs to `sato`"),
    ("sato: {}", "sato: [x]", "[x]", "person `sato` is a mapping"),
    ("verdict: hold", "verdict: stop", "stop}", "`stop` is not a verdict"),
    (", verdict: hold", "", "{name: first", "rule `first` has no `verdict`"),
    ("name: first, ", "", "{from:", "rule has no `name`"),
    ("kind: drawing", "kind: drawn", "drawn", "`drawn` is not a kind"),
    ("kind: drawing", "channel: http", "channel: http", "unknown key `channel` in `from` of rule `first`"),
    ("kind: drawing", "level: {least: controlled, most: public}", "{least", "no level is at least controlled"),
    ("channel: removable", "party: harbr", "harbr", "unknown party `harbr`"),
    ("channel: removable", "zone: commn", "commn", "unknown zone `commn`"),
    ("channel: removable", "country: us", "us}, verdict", "`us` is not a country"),
    ("number: N, ", "", "{id: p", "permit `p` has no `number`"),
    (", persons: [sato]}", "}", "{id: p", "permit `p` permits nobody"),
    (" projects: [q], persons", " persons", "{id: p", "permit `p` permits nothing"),
    ("projects: [q], persons", "projects: [], persons", "{id: p", "permit `p` permits nothing"),
    ("projects: [q], persons", "projects: [x], persons", "x], persons", "unknown project `x`"),
    ("authority: METI", "authority: X, since: 2027-01-01, until: 2026-01-01", "2026-01-01", "ends on 2026-01-01"),
    ('tanaka: {key: ""}', "tanaka: {key: abc}", "abc", "the public key is not base64"),
    ("officers: {tanaka", "officers: {yamada", "yamada", "unknown person `yamada`"),
    ('recipient: ""', "recipient: age1xyz", "age1xyz", "not an age recipient"),
    ("projects: [g]}}", "projects: [g, q]}}", "[g, q]", "reviewer `wang` would see both sides of a wall"),
    ("version: 3", "version: 3\nthreshold: 3", "3\norg", "`threshold` is 3, but 2 officers sign the policy"),
    ("version: 3", "version: 3\nthreshold: 1", "1\norg", "`threshold` is 1"),
    ("version: 3", "version: 3\nquorum_cross_wall: 1", "1\norg", "`quorum_cross_wall` is 1"),
    ("version: 3", "version: 3\nquorum: 5", "5\norg", "`quorum` is 5, but 2 officers approve releases"),
    ("version: 3", "version: 3\ndefault: {labelled: maybe}", "maybe", "`maybe` is not a verdict"),
    ("version: 3", "version: 3\ndeemed_export: {alien: sensitive}", "alien", "`alien` is not a status"),
    ("version: 3", "version: 3\nexposure_days: 0", "0\norg", "`exposure_days` is 0"),
    ("members: [sato]", "members: {sato: {level: secret}}", "secret", "`secret` is not a level"),
    ("members: [wang]", "members: {wang: {level: controlled}}", "controlled}}", "`wang` would read up to controlled"),
    ("members: [wang]", "members: {wang: {until: x}}", "x}}", "`x` is not a day"),
    ("members: [wang]", "members: {wang: {from: 2026-01-01}}", "from: 2026", "unknown key `from` in member `wang`"),
    ("members: [wang]", "members: {wang: {since: 2027-01-01, until: 2026-01-01}}", "2026-01-01}", "ends on 2026-01-01"),
    ("side: us,", "side: us, stage: idea,", "idea", "`idea` is not a stage"),
    ("side: us,", "side: us, funding: [NSF],", "NSF", "`NSF` cannot be an id"),
    ("side: us,", "side: us, terms: {eccn: 3A9011},", "3A9011", "`3A9011` is not an ECCN"),
    ("side: us,", "side: us, terms: {eccn: 3F901},", "3F901", "`3F901` is not an ECCN"),
    ("side: us,", "side: us, terms: [{cui: true}, {eccn: ear99}],", "ear99", "`ear99` is not an ECCN"),
    ("side: us,", "side: us, terms: {cui: yes},", "yes", "`yes` is neither true nor false"),
    ("side: us,", "side: us, terms: {publication: free},", "free", "`free` is not a publication"),
    ("side: us,", "side: us, terms: {prc_export_permission: true},", "true", "`true` says nothing here"),
    ("side: us,", "side: us, terms: {residency: Japan},", "Japan", "`Japan` is not a country"),
    ("side: us,", "side: us, terms: [{since: 2027-01-01, until: 2026-01-01}],", "2026-01-01}", "ends on 2026-01-01"),
    ("side: us,", "side: us, terms: word,", "word", "terms of project `q` is a mapping"),
    ("side: us,", "side: us, terms: {fefa: {result: no}},", "no}}", "`no` is not a fefa result"),
    ("side: us,", "side: us, terms: {fefa: {result: controlled, judge: x, on: 2026-01-01}},", "{result", "`fefa` in"),
    ("side: us,", "side: us, terms: {fefa: {item: i, result: controlled, on: 2026-01-01}},", "{item", "`fefa` in"),
    ("side: us,", "side: us, terms: {fefa_item: i, fefa: {item: i}},", "i, fefa", "the item stands in `fefa` already"),
    ("harbor: {country: US}", "harbor: {owners: [{party: x, percent: 1}]}", "x, percent", "unknown party `x`"),
    ("harbor: {country: US}", "harbor: {owners: [{party: harbor, percent: 1}]}", "harbor, p", "party `harbor` would"),
    ("harbor: {country: US}", "harbor: {owners: [{party: jianghai, percent: 0}]}", "0}]", "`0` is no share"),
    ("harbor: {country: US}", "harbor: {owners: [{party: jianghai, percent: 101}]}", "101", "`101` is no share"),
    ("harbor: {country: US}", "harbor: {owners: [{party: jianghai, percent: 51%}]}", "51%", "`51%` is no share"),
    ("harbor: {country: US}", "harbor: {owners: [{party: jianghai}]}", "{party", "owner of party `harbor` has no"),
    ("harbor: {country: US}", "harbor: {owners: {party: jianghai}}", "{party", "`owners` of party `harbor` is a list"),
    (
        "harbor: {country: US}, jianghai",
        "harbor: {owners: [{party: jianghai, percent: 60}, {party: z, percent: 41}]}, z: {}, jianghai",
        "[{party",
        "the owners of party `harbor` hold 101 percent",
    ),
    (
        "harbor: {country: US}",
        "harbor: {owners: [{party: jianghai, percent: 6}, {party: jianghai, percent: 4}]}",
        "jianghai, percent: 4",
        "`jianghai` stands twice in `owners`",
    ),
    (
        "country: US",
        "screening: [{list: x, effect: flag, dated: 2026-13-01}]",
        "2026-13-01",
        "`2026-13-01` is not a day",
    ),
    (
        "country: US",
        "screening: [{list: x, effect: flag, since: 2026-02-01, until: 2026-01-01}]",
        "2026-01-01}",
        "ends on 2026-01-01",
    ),
    ("sato: {}", "sato: {clearance_until: never}", "never", "`never` is not a day"),
    ("sato: {}", "sato: {funding: [China]}", "China", "`China` is not a country"),
    ("sato: {}", "sato: {groups: [Students]}", "Students", "`Students` cannot be an id"),
    ("kind: drawing", "stage: idea", "idea", "`idea` is not a stage"),
    ("kind: drawing", "funding: nsf", "nsf", "unknown funding of a project `nsf`"),
    ("kind: drawing", "size: 10MB", "10MB", "`10MB` is no range of sizes"),
    ("kind: drawing", "size: {least: 10 mb}", "10 mb", "`10 mb` is not a size"),
    ("kind: drawing", "size: {least: 10}", "10}", "`10` is not a size"),
    ("kind: drawing", "size: {least: 1GB, most: 1MB}", "{least", "no size is at least 1000000000"),
    ("{kind: drawing}", "{}, person: {group: students}", "students", "unknown group `students`"),
    ("{kind: drawing}", "{}, person: {employer: x}", "x}, to", "unknown party `x`"),
    ("{kind: drawing}", "{}, person: {status: alien}", "alien", "`alien` is not a status"),
    ("{kind: drawing}", "{}, person: {clearance: {least: controlled, most: public}}", "{least", "no level is at least"),
    ("{kind: drawing}", "{}, person: {foreign_funding: cn}", "cn}, to", "`cn` is not a country"),
    ("{kind: drawing}", "{}, person: {name: sato}", "name: sato", "unknown key `name` in `person` of rule `first`"),
    ("{kind: drawing}", "{}, persons: []", "[], to", "`persons` in rule `first` is empty"),
    ("{kind: drawing}", "{kind: []}", "[]}", "`kind` in `from` of rule `first` is empty"),
    ("channel: removable", "channel:", "}, verdict", "`channel` in `to` of rule `first` is empty"),
    ("{kind: drawing}", "{}, hours: {from: 18}", "18}", "`18` is not a time"),
    ("{kind: drawing}", "{}, hours: {from: 18:60}", "18:60", "`18:60` is not a time"),
    ("{kind: drawing}", "{}, hours: {to: 24:01}", "24:01", "`24:01` is not a time"),
    ("{kind: drawing}", "{}, hours: {from: 24:00}", "24:00", "no hours begin at 24:00"),
    ("{kind: drawing}", "{}, hours: {from: 09:00, to: 09:00}", "{from: 09", "`hours` of rule `first` begin and end"),
    ("{kind: drawing}", "{}, hours: {days: [monday]}", "monday", "`monday` is not a weekday"),
    ("verdict: hold", "verdict: hold, obligations: [pray]", "pray", "`pray` is not an obligation"),
    ("version: 3", "version: 3\nquorum_controlled: 3", "3\norg", "`quorum_controlled` is 3, but 2 officers approve"),
    ("version: 3", "version: 3\nquorum_listed: 3", "3\norg", "`quorum_listed` is 3, but 2 officers approve"),
    ("version: 3", "version: 3\nquorum_listed: 1", "1\norg", "`quorum_listed` is lower than `quorum`"),
    ("kind: common,", "homes: [/srv/q],", "/srv/q],", "home `/srv/q` belongs to `q` already"),
    ("kind: common,", "homes: [/srv/q/x],", "/srv/q/x],", "zone `common` lies in the home of project `q`"),
    ("kind: common,", "homes: [/srv/q/x], projects: [g],", "/srv/q/x],", "the homes of `q` and `common` lie inside"),
    ("kind: common,", "homes: [/srv/**], projects: [g],", "/srv/**],", "the homes of `common` and `q` lie inside"),
    ("homes: [/srv/g/**]", "homes: [/srv//g]", "/srv//g", "`/srv//g` is not a home"),
    ("version: 3", "version: 3\nexposure_resets: {}", "{}", "exposure_resets is a list"),
    ("version: 3", "version: 3\nexposure_resets: [{person: sato}]", "{person: s", "exposure reset has no `side`"),
    ("version: 3", reset(by="sato"), "sato, r", "`sato` would reset the own exposure"),
    ("version: 3", reset(by="yamada"), "yamada", "unknown person `yamada`"),
    ("version: 3", reset(side="usa"), "usa, on", "unknown side `usa`"),
    ("version: 3", reset(side="[us, cn]"), "[us, cn], on", "a reset is of one side"),
    ("version: 3", reset(on="soon"), "soon", "`soon` is not a day"),
    ("version: 3", reset(person="nobody"), "nobody", "unknown person `nobody`"),
    ("version: 3", "version: 3\nrules2: *x", "*x", "alias `*x`"),
    ("version: 3", "version: &x 3", "&x 3", "anchor `&x`"),
    ("version: 3", "version: !!python/name:os.system 3", "!!python", "tag `tag:yaml.org,2002:python/name:os.system`"),
    ("version: 3", "version: 3\n---\nversion: 4", "---", "a second document"),
    ("version: 3", "version: 3\n\tx: 1", "\tx", "not YAML"),
    ("version: 3", "version: 3\nx: \x07", "\x07", "character U+0007 is not allowed"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "at", "says"), FAULTS, ids=[f"{i}-{f[3][:40]}" for i, f in enumerate(FAULTS)])
def test_fault(old: str, new: str, at: str, says: str) -> None:
    assert BASE.count(old) >= 1
    text = BASE.replace(old, new, 1)
    line, column = place_of(text, at)
    found = faults_of(text)
    assert any((f[0], f[1]) == (line, column) and f[2].startswith(says) for f in found), found


def test_only_reviewers_and_officers_reset_exposure() -> None:
    text = BASE.replace("version: 3", reset(by="sato", person="wang"))
    assert faults_of(text) == [(2, 64, "`sato` is neither a reviewer nor an officer")]
    resets = load_policy(BASE.replace("version: 3", reset())).exposure_resets
    assert [(each.person, each.side.name, each.by) for each in resets] == [("sato", "us", "wang")]


def test_all_faults_are_told_at_once_and_in_order() -> None:
    text = (
        BASE.replace("side: us,", "side: usa,")
        .replace("verdict: hold", "verdict: stop")
        .replace("sato: {}", "sato: {x: 1}")
    )
    found = faults_of(text)
    assert [message for _, _, message in found] == [
        "unknown key `x` in person `sato`",
        "unknown side `usa`",
        "`stop` is not a verdict",
    ]


def test_advice_names_the_nearest_word() -> None:
    with pytest.raises(PolicyFaults) as caught:
        load_policy(BASE.replace("members: [sato]", "members: [stao]"))
    assert caught.value.faults[0].help == "did you mean `sato`?"
    assert caught.value.help == "did you mean `sato`?"
    assert "policy.yaml has 1 fault; the first: line 8, column 46" in caught.value.message


def test_a_bomb_costs_nothing() -> None:
    lines = ["a0: &a0 [x]"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 30)]
    found = faults_of("\n".join(lines))
    assert found[0] == (1, 5, "anchor `&a0`")
    assert all("alias" in message or "anchor" in message for _, _, message in found)


def test_nesting_is_bounded() -> None:
    assert faults_of("[" * 100_000) == [(1, 17, "nested deeper than 16")]


def test_size_is_bounded() -> None:
    assert faults_of("#" * (MAX_CHARS + 1))[0][2].startswith("the policy has 4000001 characters")


@pytest.mark.parametrize("text", ["", "- a", "word", "3", "# nothing"])
def test_what_is_no_mapping(text: str) -> None:
    assert faults_of(text) == [(1, 1, "a policy is a mapping")]


def test_words_are_read_as_they_stand() -> None:
    policy = load_policy(BASE.replace("country: CN", "country: NO"))
    assert policy.parties[PartyId("jianghai")].country == "NO"


def test_an_ambiguous_side_is_written_with_its_wall() -> None:
    text = BASE.replace("[aoki, bluefin]", "[us, bluefin]")
    assert any("stands in several walls" in message for _, _, message in faults_of(text))
    assert load_policy(text.replace("side: us,", "side: us-cn/us,")).projects[ProjectId("q")].sides == {
        Side(wall=WallId("us-cn"), name="us")
    }


def test_specific_categories_at_once() -> None:
    policy = load_policy(BASE + "deemed_export: {specific-category-*: sensitive}\n")
    assert policy.deemed_export == {
        status: Level.SENSITIVE for status in Status if status.startswith("specific-category")
    }


def test_one_key_for_two_officers_is_a_fault(public_key: str) -> None:
    text = BASE.replace('key: ""', f"key: {public_key}")
    assert any("belongs to `tanaka` already" in message for _, _, message in faults_of(text))


def test_overrides_fill_keys(public_key: str) -> None:
    policy = load_policy(BASE, overrides=KeyRing(officers={"tanaka": public_key}))
    assert {officer.person: officer.key for officer in policy.officers} == {"tanaka": public_key, "suzuki": ""}


def test_filled_text_differs_by_the_keys_alone(public_key: str) -> None:
    text = load_example()
    filled = fill_keys(text, KeyRing(officers={"mori": public_key}, recovery="age1x"))
    assert filled.replace(f'mori: {{key: "{public_key}"}}', 'mori: {key: ""}').replace('"age1x"', '""') == text


def test_a_key_for_nobody_is_a_fault(public_key: str) -> None:
    with pytest.raises(PolicyFaults, match="officer `nobody` has no `key:`"):
        load_policy(BASE, overrides=KeyRing(officers={"nobody": public_key}))


def test_a_bare_key_is_filled_too(public_key: str) -> None:
    text = BASE.replace(
        'officers: {tanaka: {key: ""}, suzuki: {key: ""}}', "officers:\n  tanaka:\n    key:\n  suzuki: {}"
    )
    policy = load_policy(text, overrides=KeyRing(officers={"tanaka": public_key}))
    assert policy.officers[1].key == public_key


@pytest.fixture
def public_key() -> str:
    return public_text(Ed25519PrivateKey.from_private_bytes(b"k" * 32))


def test_a_lost_section_is_told_without_a_search_for_every_mention() -> None:
    people = ", ".join(f"p{number:04d}: {{}}" for number in range(300))
    members = ", ".join(f"q{number:04d}" for number in range(300))
    twice = "".join(f"  {name}: {{side: us, members: [{members}]}}\n" for name in ("one", "two"))
    text = f"version: 1\nwalls: {{w: {{sides: [us, cn]}}}}\npeople: {{{people}}}\nprojects:\n{twice}"
    with pytest.raises(PolicyFaults) as caught:
        load_policy(text)
    unknown = [fault for fault in caught.value.faults if fault.message.startswith("unknown person")]
    assert len(unknown) == 600
    by_line = [[fault.help for fault in unknown if fault.line == line] for line in (5, 6)]
    assert by_line[0] == by_line[1]
    assert [bool(help) for help in by_line[0]] == [True] * MAX_SEARCHES + [False] * (300 - MAX_SEARCHES)
