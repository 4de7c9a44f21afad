"""Parties of a policy against lists: what changes, how it is written, and what an update turns."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from policies.errors import PolicyError
from policies.examples import load_example
from policies.language import load_policy
from policies.model import ListEffect, PartyId, Policy, ScreeningEntry
from policies.screening.editing import flow, write_screening
from policies.screening.findings import (
    ChangeKind,
    Finding,
    Judgement,
    entries_after,
    idle_judgements,
    screen,
    with_inherited,
)
from policies.screening.lists import ControlList, ListEntry, version_of
from policies.screening.matching import Thresholds
from policies.screening.rescreening import StandingRelease, Turn, rescreen

TODAY = date(2026, 8, 1)
TITLE = "US Entity List"
PARTIES = """parties:
  harbor-university: {name: Harbor University, domains: [harbor-university.example], country: US}   # a friend
  jianghai-university: {name: 江海大学 Jianghai University, domains: [jianghai.example], country: CN}
  aoki-heavy: {name: 青木重工 Aoki Heavy Industries, domains: [aoki-heavy.example], country: JP}
  bluefin-bearings:
    name: Bluefin Bearings          # ball and ceramic
    domains: [bluefin.example]

    country: US
    # looked at every spring
    screening:
      # by hand, kept
      - {list: our list, effect: flag}
      - list: US Entity List   # of old
        effect: licence
        version: old
      - {list: 外国ユーザーリスト, effect: flag, version: old}   # goes
  small: {owners: [{party: aoki-heavy, percent: 60}]}
  empty:
  listed: {name: Kaiyo Tsushin, screening: [{list: US Entity List, effect: prohibit}, {list: 外国ユーザーリスト,
    effect: flag, version: old}], country: JP}
"""


def policy_text() -> str:
    text = load_example()
    start, end = text.index("parties:"), text.index("people:")
    return text[:start] + PARTIES + "\n" + text[end:]


@pytest.fixture
def text() -> str:
    return policy_text()


@pytest.fixture
def policy(text: str) -> Policy:
    return load_policy(text)


def entry(name: str, *aliases: str, effect: ListEffect = ListEffect.LICENCE, until: date | None = None) -> ListEntry:
    return ListEntry(id=f"id of {name}", name=name, aliases=aliases, effect=effect, until=until)


def as_list(*entries: ListEntry, title: str = TITLE) -> ControlList:
    return ControlList(code=title, title=title, version=version_of(entries), dated=TODAY, entries=entries)


US = as_list(
    entry("Aoki Heavy Industries Ltd"), entry("Bluefin Bearings", effect=ListEffect.PROHIBIT), entry("Kaiyo Tsushin")
)
JP = as_list(entry("Nobody in Particular", "江淮大学"), title="外国ユーザーリスト")


def found(policy: Policy, *lists: ControlList, judgements: tuple[Judgement, ...] = ()) -> dict[str, Finding]:
    findings = screen(policy, lists, thresholds=Thresholds(), on=TODAY, judgements=judgements)
    return {each.party.id: each for each in with_inherited(findings)}


def kinds(finding: Finding) -> dict[str, ChangeKind]:
    return {change.list: change.kind for change in finding.changes}


def test_what_would_change(policy: Policy) -> None:
    findings = found(policy, US, JP)
    assert kinds(findings["aoki-heavy"]) == {TITLE: ChangeKind.ADDED}
    assert kinds(findings["bluefin-bearings"]) == {TITLE: ChangeKind.CHANGED, "外国ユーザーリスト": ChangeKind.REMOVED}
    assert kinds(findings["harbor-university"]) == {}
    assert kinds(findings["jianghai-university"]) == {}
    (added,) = entries_after(findings["aoki-heavy"])
    assert (added.list, added.effect, added.version, added.dated) == (TITLE, ListEffect.LICENCE, US.version, TODAY)
    assert "id of Aoki Heavy Industries Ltd" in added.note


def test_an_entry_by_hand_is_never_made_laxer_nor_removed(policy: Policy) -> None:
    listed = found(policy, US, JP)["listed"]
    assert entries_after(listed)[0].effect is ListEffect.PROHIBIT
    assert kinds(found(policy, as_list(entry("Other Thing")), JP)["listed"])[TITLE] is ChangeKind.KEPT


def test_owners_pass_their_entries_on(policy: Policy) -> None:
    (inherited,) = found(policy, US)["small"].inherited
    assert (inherited.list, inherited.owner) == (TITLE, "aoki-heavy")


def test_an_ended_entry_does_not_count(policy: Policy) -> None:
    ended = as_list(entry("Aoki Heavy Industries", until=date(2026, 7, 31)))
    assert found(policy, ended)["aoki-heavy"].changes == ()
    to_end = as_list(entry("Aoki Heavy Industries", until=TODAY))
    assert entries_after(found(policy, to_end)["aoki-heavy"])[0].until == TODAY


def test_officers_judge_what_is_unsure(policy: Policy) -> None:
    near = as_list(entry("Harbor University Institute of Sea Things", "Harbour University"))
    open_ = found(policy, near)["harbor-university"]
    assert open_.unsure
    assert not open_.sure
    judged = {
        is_same: Judgement(party=PartyId("harbor-university"), list=TITLE, entry=near.entries[0].name, is_same=is_same)
        for is_same in (True, False)
    }
    same = found(policy, near, judgements=(judged[False], judged[True]))["harbor-university"]
    assert kinds(same) == {TITLE: ChangeKind.ADDED}
    other = found(policy, near, judgements=(judged[True], judged[False]))["harbor-university"]
    assert (other.sure, other.unsure, other.changes) == ((), (), ())


def test_a_judgement_also_clears_a_sure_match(policy: Policy) -> None:
    judgement = Judgement(
        party=PartyId("aoki-heavy"), list=TITLE, entry="id of Aoki Heavy Industries Ltd", is_same=False
    )
    assert found(policy, US, judgements=(judgement,))["aoki-heavy"].changes == ()


def test_writing_changes_only_what_it_must(text: str, policy: Policy) -> None:
    findings = found(policy, US, JP)
    written = write_screening(text, findings.values())
    after = load_policy(written)
    for name, finding in findings.items():
        assert after.parties[PartyId(name)].screening == entries_after(finding)
        assert replace(after.parties[PartyId(name)], screening=()) == replace(finding.party, screening=())
    before_lines, after_lines = text.splitlines(), written.splitlines()
    kept = [line for line in before_lines if line in after_lines]
    lost = [line for line in before_lines if line not in after_lines]
    assert len(lost) <= 7, lost
    for comment in ("# a friend", "# ball and ceramic", "# looked at every spring", "# by hand, kept", "# of old"):
        assert comment in written
    assert len(kept) > len(before_lines) - 8
    assert "# goes" not in written


def test_writing_twice_changes_nothing_more(text: str, policy: Policy) -> None:
    written = write_screening(text, found(policy, US, JP).values())
    again = load_policy(written)
    assert write_screening(written, found(again, US, JP).values()) == written


def test_a_new_version_renews_and_delisting_removes(text: str, policy: Policy) -> None:
    written = write_screening(text, found(policy, US, JP).values())
    later = as_list(*US.entries, entry("Fresh Name"))
    renewed = found(load_policy(written), later, JP)["aoki-heavy"]
    assert kinds(renewed) == {TITLE: ChangeKind.RENEWED}
    assert entries_after(renewed)[0].version == later.version
    gone = found(load_policy(written), as_list(entry("Fresh Name")), JP)
    cleared = write_screening(written, gone.values())
    assert load_policy(cleared).parties[PartyId("aoki-heavy")].screening == ()
    assert load_policy(cleared).parties[PartyId("listed")].screening[0].list == TITLE


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "party",
    [
        "  aoki-heavy: {name: Aoki Heavy Industries}",
        "  aoki-heavy: {name: Aoki Heavy Industries, screening: []}",
        "  aoki-heavy: {name: Aoki Heavy Industries, screening: }",
        "  aoki-heavy: {name: Aoki Heavy Industries, screening: [{list: x, effect: flag}]}  # c",
        "  aoki-heavy:\n    name: Aoki Heavy Industries",
        "  aoki-heavy:\n    name: Aoki Heavy Industries\n    screening:",
        "  aoki-heavy:\n    screening:\n    - list: x\n      effect: flag   # c\n    name: Aoki Heavy Industries",
        '  aoki-heavy:\n    name: "Aoki Heavy Industries"   # {not: a map}\n    screening: [{list: x, effect: flag}, ]',
        "  aoki-heavy:\n    name: |\n      Aoki Heavy Industries\n",
        f"  aoki-heavy:\n    name: Aoki Heavy Industries\n    screening:\n      - {{list: {TITLE}, effect: flag}}",
        f"  aoki-heavy:\n    name: Aoki Heavy Industries\n    screening:\n      -\n"
        f"        effect: flag\n        list: {TITLE}",
    ],
)
def test_every_shape_of_party_is_written(party: str, newline: str) -> None:
    base = load_example()
    start, end = base.index("  aoki-heavy: {"), base.index("  bluefin-bearings: {")
    text = (base[:start] + party + "\n" + base[end:]).replace("\n", newline)
    policy = load_policy(text)
    findings = found(policy, as_list(entry("Aoki Heavy Industries")))
    written = write_screening(text, findings.values())
    screening = load_policy(written).parties[PartyId("aoki-heavy")].screening
    assert {each.list for each in screening} >= {TITLE}
    assert screening == entries_after(findings["aoki-heavy"])
    assert written.count("\n") - written.count("\r\n") == (0 if newline == "\r\n" else written.count("\n"))


@pytest.mark.parametrize(
    "old",
    [
        "      - list: {0}   # c\n        effect: flag\n        version: x\n        dated: 2026-01-01   # d",
        "      - dated: 2026-01-01\n        list: {0}\n        until: 2026-12-31\n"
        "        effect: flag\n        version: x",
        "      - {{list: {0}, effect: flag, version: x, dated: 2026-01-01, until: 2026-12-31}}   # c",
        "      - {{dated: 2026-01-01, until: 2026-12-31, list: {0}, effect: flag, version: x}}",
        "      - list: {0}\n        effect: flag\n        version: x\n"
        "        note: >-\n          two\n          lines\n"
        "        until: 2026-12-31\n        # between\n      - {{list: y, effect: flag}}",
    ],
)
def test_a_day_that_the_new_list_does_not_say_goes(old: str) -> None:
    base = load_example()
    start, end = base.index("  aoki-heavy: {"), base.index("  bluefin-bearings: {")
    head = "  aoki-heavy:\n    name: Aoki Heavy Industries\n    screening:\n"
    text = base[:start] + head + old.format(TITLE) + "\n" + base[end:]
    undated = replace(as_list(entry("Aoki Heavy Industries")), dated=None)
    findings = found(load_policy(text), undated)
    written = write_screening(text, findings.values())
    changed, *others = load_policy(written).parties[PartyId("aoki-heavy")].screening
    assert (changed.effect, changed.dated, changed.until) == (ListEffect.LICENCE, None, None)
    assert changed.version == undated.version
    assert len(others) == old.count("list: y")
    assert all(comment in written for comment in ("   # c", "# between") if comment in old)
    assert write_screening(written, found(load_policy(written), undated).values()) == written


def test_an_entry_to_come_counts_from_its_day(policy: Policy) -> None:
    to_come = replace(entry("Aoki Heavy Industries"), since=date(2027, 4, 1))
    (change,) = found(policy, as_list(to_come))["aoki-heavy"].changes
    assert change.after is not None
    assert change.after.since == date(2027, 4, 1)
    begun = replace(entry("Aoki Heavy Industries"), since=date(2026, 4, 1))
    (change,) = found(policy, as_list(begun))["aoki-heavy"].changes
    assert change.after is not None
    assert change.after.since is None


def test_an_older_list_takes_back_nothing_of_a_newer_one(text: str, policy: Policy) -> None:
    written = write_screening(text, found(policy, US).values())
    now = load_policy(written)
    older = replace(as_list(entry("Nobody in Particular")), dated=date(2026, 7, 1))
    finding = found(now, older)["aoki-heavy"]
    assert kinds(finding) == {TITLE: ChangeKind.KEPT}
    assert write_screening(written, found(now, older).values()) == written


def test_of_entries_of_one_name_the_strictest_that_counts(policy: Policy) -> None:
    name = "Aoki Heavy Industries"
    ended = replace(entry(name, effect=ListEffect.PROHIBIT, until=date(2020, 1, 1)), id="1")
    flag, standing = replace(entry(name, effect=ListEffect.FLAG), id="2"), replace(entry(name), id="3")
    for entries in ((ended, flag, standing), (standing, flag, ended)):
        (change,) = found(policy, as_list(*entries))["aoki-heavy"].changes
        assert change.after is not None
        assert change.after.effect is ListEffect.LICENCE
    (update,) = rescreen(
        policy, (as_list(ended, flag),), (as_list(ended, standing, flag),), thresholds=Thresholds(), on=TODAY
    )
    assert (update.turn, update.party) == (Turn.STRICTER, "aoki-heavy")


def test_a_recipient_in_chinese_is_read_word_by_word(policy: Policy) -> None:
    release = StandingRelease(id="R-1", party=None, recipient="江海工程大学 王教授")
    new = as_list(entry("Jianghai Engineering University (江海工程大学)"))
    (update,) = rescreen(policy, (US,), (new,), releases=(release,), thresholds=Thresholds(), on=TODAY)[:1]
    assert (update.turn, update.releases) == (Turn.LISTED, ("R-1",))


def test_what_stands_as_listed_is_no_change(text: str, policy: Policy) -> None:
    written = load_policy(write_screening(text, found(policy, US).values()))
    assert found(written, US)["aoki-heavy"].changes == ()


def test_judgements_of_nothing_are_found(policy: Policy) -> None:
    good = Judgement(party=PartyId("aoki-heavy"), list=TITLE, entry="id of aoki heavy industries ltd", is_same=True)
    wrong = (replace(good, party=PartyId("aoki")), replace(good, entry="Aoki"), replace(good, list="US list"))
    assert idle_judgements((good, *wrong), policy, (US,)) == wrong


def test_a_note_cannot_break_out_of_its_place() -> None:
    nasty = ScreeningEntry(list='a"]}: #', effect=ListEffect.FLAG, note='x"\n\u0085- y: *z {[\\')
    base = load_example().replace("  aoki-heavy: {", f"  aoki-heavy: {{screening: [{flow(nasty)}], ", 1)
    (read,) = load_policy(base).parties[PartyId("aoki-heavy")].screening
    assert read.list == nasty.list
    assert read.note.startswith('x"')


def test_a_text_that_is_no_policy_is_refused(policy: Policy) -> None:
    with pytest.raises(PolicyError):
        write_screening("- not a policy", found(policy, US).values())


def test_an_update_says_what_turns(policy: Policy) -> None:
    old = as_list(entry("Aoki Heavy Industries Ltd"), entry("Bluefin Bearings"), entry("Kaiyo Tsushin"))
    new = as_list(
        entry("Aoki Heavy Industries Ltd", effect=ListEffect.PROHIBIT),
        entry("Kaiyo Tsushin"),
        entry("Jianghai University"),
    )
    releases = (
        StandingRelease(id="R-1", party=PartyId("aoki-heavy"), recipient="Aoki Heavy Industries"),
        StandingRelease(id="R-2", party=None, recipient="Dr. Li, Jianghai University, CN"),
        StandingRelease(id="R-3", party=PartyId("harbor-university"), recipient="Harbor University"),
    )
    updates = rescreen(policy, [old], [new], releases=releases, thresholds=Thresholds(), on=TODAY)
    told = {(each.party, each.turn): each for each in updates}
    assert told["aoki-heavy", Turn.STRICTER].releases == ("R-1",)
    assert told["aoki-heavy", Turn.STRICTER].before is ListEffect.LICENCE
    assert told["jianghai-university", Turn.LISTED].is_sure
    assert told["bluefin-bearings", Turn.DELISTED].match.entry.name == "Bluefin Bearings"
    assert told[None, Turn.LISTED].releases == ("R-2",)
    assert len(updates) == 4
    assert [each.turn.concerns for each in updates] == sorted((each.turn.concerns for each in updates), reverse=True)


def test_an_update_that_lacks_a_list_delists_nobody(policy: Policy) -> None:
    assert rescreen(policy, [US], [JP], thresholds=Thresholds(), on=TODAY) == ()


def test_renumbered_entries_turn_nothing(policy: Policy) -> None:
    renumbered = as_list(*(replace(each, id=f"new {each.id}") for each in US.entries))
    assert rescreen(policy, [US], [renumbered], thresholds=Thresholds(), on=TODAY) == ()
