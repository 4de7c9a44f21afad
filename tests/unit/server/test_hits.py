"""Hits as agents tell them: each total once, the highest counts, what cannot be right is left out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from agent.wire import Heartbeat, RuleHits
from server.asking import COOKIE
from server.hits.service import MOST_SOURCES
from tests.unit.server.staging import NOW, Agent, Site

RULE = "rule:drawings-off-site"


def told(source: str = RULE, hits: int = 1, *, version: int = 1, last: datetime = NOW) -> RuleHits:
    return RuleHits(policy_version=version, source=source, hits=hits, last=last)


def beat(agent: Agent, *hits: RuleHits) -> Any:
    heartbeat = Heartbeat(
        at=NOW, agent_version="0", policy_version=1, state="ok", outbox=0, holds=0, watches=(), hits=hits
    )
    return agent.client().post("/agent/v1/heartbeat", content=msgspec.json.encode(heartbeat))


def hits(site: Site) -> dict[str, int]:
    shown = site.as_("tanaka").get("/api/v1/policy/hits").json()
    rules = {f"rule:{each['rule']}": each["hits"] for each in shown["rules"]}
    return rules | {each["source"]: each["hits"] for each in shown["others"]}


def test_totals_of_all_agents_are_added_and_told_twice_count_once(site: Site) -> None:
    first, second = site.enrol("one"), site.enrol("two")
    for _ in range(2):
        assert beat(first, told(hits=5)).status_code == 200
    beat(first, told(hits=7))
    beat(first, told(hits=6))
    beat(second, told(hits=10), told("invariant:wall", 3))
    assert hits(site)[RULE] == 17
    assert hits(site)["invariant:wall"] == 3
    assert site.as_("tanaka").get("/api/v1/policy/hits").json()["agents"] == 2


def test_every_rule_stands_there_in_order_also_those_never_hit(site: Site) -> None:
    shown = site.as_("auditor").get("/api/v1/policy/hits").json()
    assert [each["rule"] for each in shown["rules"]] == [rule.name for rule in site.office.tables().rules]
    assert {(each["hits"], each["last"]) for each in shown["rules"]} == {(0, None)}
    assert shown["version"] == 1
    assert datetime.fromisoformat(shown["since"]) == NOW


def test_each_version_of_the_policy_begins_anew(site: Site) -> None:
    agent = site.enrol()
    beat(agent, told(hits=5))
    site.clock.pass_(hours=1)
    site.publish(version=2)
    assert hits(site)[RULE] == 0
    beat(agent, told(hits=6), told(hits=2, version=2))
    assert hits(site)[RULE] == 2


def test_what_cannot_be_right_is_left_out_and_the_rest_kept(site: Site) -> None:
    agent = site.enrol()
    nonsense = (
        told("made-up:x"), told("rule:a b"), told("rule:" + "x" * 81), told("", 1), told(hits=0), told(hits=-4),
        told(hits=2**60), told(hits=3, version=9), told(hits=3, version=0), told("rule:\0"),
        told(last=datetime(1, 1, 1, tzinfo=UTC)),
    )  # fmt: skip
    assert beat(agent, *nonsense, told("default:clean", 4)).status_code == 200
    assert {source: count for source, count in hits(site).items() if count} == {"default:clean": 4}


def test_permits_that_were_recorded_and_the_lack_of_one_count_too(site: Site) -> None:
    beat(site.enrol(), told("permit:meti-2026", 2), told("obligation:record-permit", 3))
    assert (hits(site)["permit:meti-2026"], hits(site)["obligation:record-permit"]) == (2, 3)


def test_a_time_to_come_is_now(site: Site) -> None:
    beat(site.enrol(), told(last=NOW + timedelta(days=400)))
    shown = site.as_("tanaka").get("/api/v1/policy/hits").json()
    last = next(each["last"] for each in shown["rules"] if f"rule:{each['rule']}" == RULE)
    assert datetime.fromisoformat(last) == NOW


def test_an_agent_that_tells_of_too_many_is_not_believed(site: Site) -> None:
    agent = site.enrol()
    made_up = [told(f"default:d{number}") for number in range(MOST_SOURCES + 5)]
    assert beat(agent, *made_up).status_code == 200
    assert len([source for source in hits(site) if source.startswith("default:")]) == MOST_SOURCES


def test_the_kept_heartbeat_does_not_hold_them(site: Site) -> None:
    agent = site.enrol()
    beat(agent, told())
    (known,) = site.house.fleet.everybody(site.clock())
    assert known.heartbeat is not None
    assert known.heartbeat.hits == ()


def test_without_a_policy_there_is_nothing_to_hit(bare_site: Site) -> None:
    assert bare_site.as_("tanaka").get("/api/v1/policy/hits").json()["code"] == "no-policy"


def test_the_console_shows_them_to_those_who_mind_the_policy(site: Site) -> None:
    beat(site.enrol(), told(hits=42))
    page = _page(site, "tanaka")
    assert "<td>42</td>" in page
    assert "never hit" in page
    assert "controlled content 2" in page
    assert "Hits" not in _page(site, "miller")


def _page(site: Site, name: str) -> str:
    token = site.as_(name).headers["authorization"].removeprefix("Bearer ")
    client = site.client()
    client.cookies[COOKIE] = token
    return str(client.get("/policy", headers={"accept-language": "en"}).text)
