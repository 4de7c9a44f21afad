"""Measures screening on pairs of names labelled from real lists, beside rapidfuzz's token_sort_ratio on the same pairs.

How pairs are labelled, by facts in the data alone:

* `listed`: a name and the entry that holds it, written as people write: legal form, case, width, `&`, hyphens, order.
* `typo`: the same with one stroke wrong in a word of five letters or more; `disguise`: with letters of another script,
  invisible signs or blanks between letters.
* `alias`: an alias that is taken out of its entry before the index is made, if it shares half of its words with what
  stays; the list itself says that the two are one.
* `cross_list`: a name on METI's list or in the printed rule, and the US entry that shares another name with it exactly.
* `native`: a Chinese name on METI's list, with every Chinese character taken out of the index, and its entry; and the
  Chinese and the Latin name of one academic domain.
* Not the same: a university on no list and the three listed names nearest to it by the peer's own measure; an entry and
  its name with another number, or with another Chinese city.

Pairs are split by a digest of the name asked for: `--tune` reports the half that thresholds and tables were chosen on,
without it the other half is reported, which was not looked at while choosing.

    python -m bench.screening [--data ../shared/data] [--json] [--tune] [--wrong]
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from policies.model import ListEffect
from policies.screening.characters import HAN
from policies.screening.glossary import places
from policies.screening.lists import ControlList, EntityKind, ListEntry
from policies.screening.matching import ListIndex, Thresholds
from policies.screening.reading import read_lists

DEFAULT_DATA = Path(__file__).parents[1].parent / "shared" / "data"
FILES = {
    "us": "screening/us-consolidated-screening-list/csl.jsonl.gz",
    "meti": "screening/meti-foreign-end-user-list/meti-foreign-end-user-list.jsonl.gz",
    "mofcom": "screening/china-mofcom-lists/china-mofcom-lists.jsonl.gz",
    "printed": "screening/bis-entity-list-china-universities/bis_china_universities.jsonl.gz",
}
ORGS = ("orgs/academic-domains-swot/academic_domains.csv.gz", "orgs/university-domains/university_domains.csv.gz")
ASKED = 1_500
PARTIES = 2_000
_LEGAL = re.compile(r",? \b(co\.?,? ?ltd\.?|limited|ltd\.?|inc\.?|corporation|company|llc)\.?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pair:
    """A name asked for and an entry: one or not; `bed` says which index it is asked of."""

    kind: str
    asked: str
    entry: ListEntry
    is_same: bool
    bed: str = "lists"


def words_of(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W_]+", name.casefold()))


def plain_key(name: str) -> str:
    return "".join(re.findall(r"[^\W_]+", name.casefold()))


class Data:
    """The lists and organisations, and indexes made of them."""

    def __init__(self, root: Path) -> None:
        self.lists = {name: read_lists((root / file).read_bytes(), file=name) for name, file in FILES.items()}
        self.orgs = list(self._organisations(root))
        self.screened = (*self.lists["us"], *self.lists["meti"], *self.lists["mofcom"])
        self.entries = [e for each in self.screened for e in each.entries if e.kind is EntityKind.ORGANISATION]
        self.listed = {plain_key(name) for entry in self.entries for name in entry.names}

    @staticmethod
    def _organisations(root: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
        with gzip.open(root / ORGS[0], "rt", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                yield row["domain"], tuple(each.strip() for each in row["names"].split(" / "))
        with gzip.open(root / ORGS[1], "rt", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                yield row["domain"], (row["name"],)


def listed_pairs(data: Data, chance: random.Random) -> Iterator[Pair]:
    """Names as the lists have them, written as people write them."""
    for entry in chance.sample(data.entries, ASKED):
        name = chance.choice(entry.names)
        if len(words_of(name)) < 2 and len(name) < 8:
            continue
        yield Pair("listed", chance.choice((formed, shouted, widened, joined, reordered))(name, chance), entry, True)
        wrong = mistyped(name, chance)
        if wrong != name:
            yield Pair("typo", wrong, entry, True)
        yield Pair("disguise", chance.choice((look_alike, invisible, spaced))(name, chance), entry, True)


def formed(name: str, chance: random.Random) -> str:
    bare = _LEGAL.sub("", name)
    return (
        bare + chance.choice(("", " Co., Ltd.", " Company Limited", " LTD", ", Inc.")) if bare != name else name + "."
    )


def shouted(name: str, chance: random.Random) -> str:
    return chance.choice((name.upper(), name.lower(), name.title()))


def widened(name: str, _: random.Random) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else "　" if sign == " " else sign for sign in name)


def joined(name: str, chance: random.Random) -> str:
    changes = (
        (" and ", " & "),
        (" & ", " and "),
        (" University", " Univ."),
        ("-", " "),
        (" ", "-"),
        ("Institute", "Inst."),
    )
    fitting = [change for change in changes if change[0] in name] or [("", "")]
    return name.replace(*chance.choice(fitting), 1)


def reordered(name: str, _: random.Random) -> str:
    found = re.fullmatch(r"([A-Z]\w+) University of ([A-Za-z ]+)", name)
    return f"University of {found[2]} {found[1]}" if found else f"The {name}"


def mistyped(name: str, chance: random.Random) -> str:
    places_ = [match.span() for match in re.finditer(r"[A-Za-z]{5,}", name)]
    if not places_:
        return name
    start, end = chance.choice(places_)
    at = chance.randrange(start + 1, end - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + name[at] + name[at:]
    if kind == 2:
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name[:at] + chance.choice("aeiorstln") + name[at + 1 :]


def look_alike(name: str, _: random.Random) -> str:
    return name.translate(str.maketrans("aeopcAEOPC", "аеорсАЕОРС"))


def invisible(name: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(name))
    return name[:at] + chance.choice("\u200b\u200d\u2060\u00ad\ufeff") + name[at:]


def spaced(name: str, _: random.Random) -> str:
    return "  ".join(" ".join(word) for word in name.split())


def alias_pairs(data: Data, chance: random.Random) -> Iterator[tuple[Pair, ListEntry]]:
    """Pairs, and the entry without the alias that is asked for."""
    fitting = [entry for entry in data.entries if entry.aliases]
    for entry in chance.sample(fitting, ASKED):
        alias = chance.choice(entry.aliases)
        rest = tuple(name for name in entry.names if plain_key(name) != plain_key(alias))
        mine = words_of(alias)
        if not rest or not any(len(mine & words_of(name)) * 2 >= max(len(mine), len(words_of(name))) for name in rest):
            continue
        kept = replace(entry, name=rest[0], aliases=rest[1:])
        yield Pair("alias", alias, kept, True, "held-out"), entry


def cross_pairs(data: Data) -> Iterator[Pair]:
    """Other names of the entries that two lists share a name of."""
    us = defaultdict(list)
    for each in data.lists["us"]:
        for entry in each.entries:
            for name in entry.names:
                us[plain_key(name)].append(entry)
    for each in (*data.lists["meti"], *data.lists["printed"]):
        for entry in each.entries:
            pieces = [part for name in entry.names for part in split_scripts(name)]
            shared = {
                id(other): other for name in pieces for other in us.get(plain_key(name), ()) if len(words_of(name)) > 1
            }
            for other in shared.values():
                known = {plain_key(name) for name in other.names}
                for name in pieces:
                    if plain_key(name) not in known and len(plain_key(name)) > 5:
                        yield Pair("cross_list", name, other, True)


def split_scripts(name: str) -> list[str]:
    """`Beihang University (北京航空航天大学)`: both names; brackets with an acronym are left out."""
    outside = re.sub(r"[（(][^()（）]*[)）]", " ", name).strip()
    inside = [part for part in re.findall(r"[（(]([^()（）]*)[)）]", name) if HAN.search(part)]
    return [part for part in (outside, *inside) if part]


def native_pairs(data: Data) -> Iterator[Pair]:
    """Chinese names, asked where every name is Latin."""
    for each in data.lists["meti"]:
        for entry in each.entries:
            pieces = [part for name in entry.names for part in split_scripts(name)]
            latin = tuple(part for part in pieces if not HAN.search(part))
            native = [part for part in pieces if HAN.search(part) and not re.search("[A-Za-z]", part)]
            if latin and native:
                yield Pair("native", native[0], replace(entry, name=latin[0], aliases=latin[1:]), True, "latin")
    for domain, names in data.orgs:
        latin = tuple(name for name in names if not HAN.search(name))
        native = [name for name in names if HAN.search(name) and not re.search("[A-Za-zぁ-ヺ]", name)]
        if latin and native and domain.endswith((".cn", ".tw", ".hk")):
            entry = ListEntry(id=domain, name=latin[0], aliases=latin[1:], effect=ListEffect.FLAG)
            yield Pair("native", native[0], entry, True, "latin")


def unlisted_pairs(data: Data, chance: random.Random) -> Iterator[Pair]:
    """Universities none of whose names is listed, and the listed names nearest to them."""
    by_domain = defaultdict(set)
    for domain, names in data.orgs:
        by_domain[domain].update(names)
    unlisted = [
        name
        for domain in sorted(by_domain)
        for name in sorted(by_domain[domain])
        if not any(plain_key(each) in data.listed for each in by_domain[domain]) and len(name) > 6
    ]
    asian = [name for name in unlisted if words_of(name) & {p for place in places().values() for p in place.split()}]
    names = [(name, entry) for entry in data.entries for name in entry.names]
    processed = [default_process(name) for name, _ in names]
    for name in (*chance.sample(unlisted, 500), *chance.sample(asian, 700)):
        near = process.extract(default_process(name), processed, scorer=fuzz.token_sort_ratio, processor=None, limit=3)
        for entry in {id(names[at][1]): names[at][1] for _, _, at in near}.values():
            yield Pair("unlisted", name, entry, False)


def changed_pairs(data: Data, chance: random.Random) -> Iterator[Pair]:
    """Listed names with another number or another city."""
    cities = sorted(place.title() for place in places().values() if " " not in place)
    for entry in data.entries:
        for name in entry.names:
            # A name that says itself which others it has stays the same entity, whatever else is changed in it.
            if re.search(r"a\.?k\.?a|[()（）;]", name):
                continue
            number = re.search(r"(?<!\d)(\d{1,3})(?=(st|nd|rd|th)? ?(Research|Institute|Factory|Plant|Academy))", name)
            if number:
                other = name[: number.start()] + str(int(number[1]) + chance.choice((1, 3, 10))) + name[number.end() :]
                if plain_key(other) not in data.listed:
                    yield Pair("other_number", other, entry, False)
            city = next((each for each in cities if re.search(rf"\b{each}\b", name)), None)
            others = [each for each in entry.names if city and city not in each]
            if city and not others and len(words_of(name)) > 2:
                other = re.sub(rf"\b{city}\b", chance.choice([each for each in cities if each != city]), name)
                if plain_key(other) not in data.listed:
                    yield Pair("other_city", other, entry, False)


def is_tuning(name: str) -> bool:
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 0


def peer_score(pair: Pair) -> float:
    """The peer's measure of a name against every name of an entry, 0 to 1."""
    return max(fuzz.token_sort_ratio(pair.asked, name, processor=default_process) for name in pair.entry.names) / 100


def as_list(entries: list[ListEntry]) -> ControlList:
    return ControlList(code="X", title="X", version="", dated=None, entries=tuple(entries))


def measure(data: Data, *, is_tuned: bool) -> tuple[dict[str, float], list[tuple[Pair, float, float]]]:
    """All figures, and every reported pair with our score and the peer's."""
    chance = random.Random(7)
    held = list(alias_pairs(data, chance))
    pairs = [*listed_pairs(data, chance), *(pair for pair, _ in held), *cross_pairs(data), *native_pairs(data)]
    pairs += [*unlisted_pairs(data, chance), *changed_pairs(data, chance)]
    pairs = [pair for pair in pairs if is_tuning(pair.asked) is is_tuned]
    started = time.perf_counter()
    index = ListIndex(data.screened)
    index_s = time.perf_counter() - started
    changed = {id(entry): pair.entry for pair, entry in held}
    beds: dict[str, ListIndex] = {
        "lists": index,
        "held-out": ListIndex([as_list([changed.get(id(entry), entry) for entry in data.entries])]),
        "latin": ListIndex([as_list([pair.entry for pair in pairs if pair.bed == "latin"])]),
    }
    scored = [(pair, our_score(pair, beds[pair.bed]), peer_score(pair)) for pair in pairs]
    figures = {**rates(scored), "index_s": index_s, "parties_per_s": speed(data, chance)}
    figures |= alarms(pairs, index)
    figures |= {"entries": float(len(index)), "pairs": float(len(pairs))}
    return figures, scored


def our_score(pair: Pair, index: ListIndex) -> float:
    found = index.matches(pair.asked, least=Thresholds().unsure)
    return max((match.score for match in found if match.entry is pair.entry), default=0.0)


def alarms(pairs: list[Pair], index: ListIndex) -> dict[str, float]:
    """Share of the unlisted organisations that meet any entry at all: what a person looks at for nothing."""
    names = sorted({pair.asked for pair in pairs if pair.kind == "unlisted"})
    met = [
        max((match.score for match in index.matches(name, least=Thresholds().unsure)), default=0.0) for name in names
    ]
    sure = sum(score >= Thresholds().sure for score in met)
    return {"alarms_unlisted": sum(map(bool, met)) / len(names), "alarms_unlisted_sure": sure / len(names)}


def speed(data: Data, chance: random.Random) -> float:
    """Parties a second: universities and companies, a tenth of them listed, none asked for twice."""
    names = [names[0] for _, names in chance.sample(data.orgs, PARTIES * 9 // 10)]
    names += [entry.name for entry in chance.sample(data.entries, PARTIES // 10)]
    fresh = ListIndex(data.screened)
    started = time.perf_counter()
    for name in names:
        fresh.matches(name, least=Thresholds().unsure)
    return len(names) / (time.perf_counter() - started)


def rates(scored: list[tuple[Pair, float, float]]) -> dict[str, float]:
    """Precision and recall at both thresholds and of the peer at its best one, and shares by kind."""
    limits = Thresholds()
    ours = [(pair.is_same, score) for pair, score, _ in scored]
    peers = [(pair.is_same, score) for pair, _, score in scored]
    best = max((each / 100 for each in range(50, 101)), key=lambda limit: f1(*precision_recall(peers, limit)))
    precision, recall = precision_recall(ours, limits.unsure)
    sure_precision, sure_recall = precision_recall(ours, limits.sure)
    peer_precision, peer_recall = precision_recall(peers, best)
    figures = {
        "precision": precision,
        "recall": recall,
        "precision_sure": sure_precision,
        "recall_sure": sure_recall,
        "peer_precision": peer_precision,
        "peer_recall": peer_recall,
        "peer_threshold": best,
        "f1_ratio_to_peer": f1(precision, recall) / f1(peer_precision, peer_recall),
    }
    for kind in sorted({pair.kind for pair, _, _ in scored}):
        of_kind = [(pair, score, peer) for pair, score, peer in scored if pair.kind == kind]
        name = "recall" if of_kind[0][0].is_same else "false"
        figures[f"{name}_{kind}"] = share(of_kind, lambda each: each[1] >= limits.unsure)
        figures[f"peer_{name}_{kind}"] = share(of_kind, lambda each: each[2] >= best)
        figures[f"sure_{name}_{kind}"] = share(of_kind, lambda each: each[1] >= limits.sure)
    return figures


def share(of: list[tuple[Pair, float, float]], holds: Callable[[tuple[Pair, float, float]], bool]) -> float:
    return sum(map(holds, of)) / len(of)


def precision_recall(scored: list[tuple[bool, float]], limit: float) -> tuple[float, float]:
    found = [is_same for is_same, score in scored if score >= limit]
    return sum(found) / max(len(found), 1), sum(found) / max(sum(is_same for is_same, _ in scored), 1)


def f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--tune", action="store_true", help="report the half that was tuned on")
    parser.add_argument("--wrong", action="store_true", help="list the pairs that were told wrongly")
    asked = parser.parse_args()
    missing = [name for name in (*FILES.values(), *ORGS) if not (asked.data / name).is_file()]
    if missing:
        print(json.dumps({"bench": "screening", "skipped": f"no {missing[0]} in {asked.data}"}))
        return
    figures, scored = measure(Data(asked.data), is_tuned=asked.tune)
    if asked.json:
        print(json.dumps({"bench": "screening", "figures": {name: round(value, 4) for name, value in figures.items()}}))
        return
    for name, value in figures.items():
        print(f"{name:28} {value:10.3f}")
    if asked.wrong:
        index = ListIndex(Data(asked.data).screened)
        for name in sorted({pair.asked for pair, _, _ in scored if pair.kind == "unlisted"}):
            for match in index.matches(name, least=Thresholds().unsure)[:1]:
                print(f"alarm\t{match.score:.2f}\t{match.how}\t{name}\t{match.alias}")
        for pair, ours, peer in scored:
            if pair.is_same != (ours >= Thresholds().unsure):
                print(f"{pair.kind}\t{ours:.2f}\t{peer:.2f}\t{pair.asked}\t{' | '.join(pair.entry.names[:4])}")


if __name__ == "__main__":
    main()
