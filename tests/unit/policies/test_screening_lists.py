"""Files of lists, read whole or refused with the place where they break."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from policies.model import ListEffect
from policies.screening.effects import KNOWN_LISTS, known_list
from policies.screening.json_lists import MAX_VALUES
from policies.screening.lists import ControlList, EntityKind, ListError
from policies.screening.reading import MAX_BYTES, read_lists

DATA = Path(__file__).parents[3].parent / "shared" / "data" / "screening"
US_JSON = {
    "total": 3,
    "sources_used": [{"source": "Entity List", "source_last_updated": "2026-07-30T10:00:00"}],
    "results": [
        {
            "id": "a1",
            "name": "Minato Works",
            "alt_names": ["Minato Factory"],
            "source": "Entity List (EL) - Bureau of Industry and Security",
            "license_requirement": "For all items subject to the EAR",
            "license_policy": "Presumption of denial",
            "start_date": "2020-05-01",
            "addresses": [{"country": "CN"}],
        },
        {
            "id": "a2",
            "name": "Kaiyo",
            "alt_names": None,
            "source": "Unverified List (UVL) - Bureau of Industry and Security",
        },
        {
            "id": "a3",
            "name": "Somebody",
            "type": "Individual",
            "source": "Specially Designated Nationals (SDN) - Treasury Department",
        },
    ],
}
US_CSV = (
    "_id,source,entity_number,type,programs,name,alt_names,start_date,end_date,license_requirement,license_policy\n"
    'b1,Denied Persons List (DPL) - Bureau of Industry and Security,,,,"Minato, Inc.","Minato One; Minato Two",'
    "2020-01-02,2030-01-02,,\n"
)
OWN = "name,aliases,effect,from,until,note\nMinato Works,ミナト製作所;港制作所,flag,2026-01-01,2026-12-31,unpaid\n"


def read(text: str | object, file: str = "list.json") -> tuple[ControlList, ...]:
    data = text if isinstance(text, str) else json.dumps(text, ensure_ascii=False)
    return read_lists(data.encode(), file=file)


def test_trade_gov_json() -> None:
    lists = {each.code: each for each in read(US_JSON)}
    assert {code: len(each.entries) for code, each in lists.items()} == {"EL": 1, "UVL": 1, "SDN": 1}
    entry = lists["EL"].entries[0]
    assert entry.names == ("Minato Works", "Minato Factory")
    assert entry.effect is ListEffect.LICENCE
    assert entry.since == date(2020, 5, 1)
    assert "Presumption of denial" in entry.reason
    assert lists["EL"].dated == date(2026, 7, 30)
    assert lists["UVL"].entries[0].effect is ListEffect.FLAG
    assert lists["SDN"].entries[0].kind is EntityKind.PERSON


def test_trade_gov_csv() -> None:
    (found,) = read(US_CSV, "consolidated-2026-07-31.csv")
    assert found.title == "US Denied Persons List"
    assert found.dated == date(2026, 7, 31)
    assert found.entries[0].names == ("Minato, Inc.", "Minato One", "Minato Two")
    assert found.entries[0].effect is ListEffect.PROHIBIT
    assert found.entries[0].until == date(2030, 1, 2)


def test_trade_gov_csv_and_json_are_the_same_version() -> None:
    columns = (
        "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,end_date,"
        "standard_order,license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,"
        "gross_registered_tonnage,vessel_flag,vessel_owner,remarks,source_list_url,alt_names,citizenships,"
        "dates_of_birth,nationalities,places_of_birth,source_information_url,ids"
    )
    source = "Entity List (EL) - Bureau of Industry and Security"
    row = dict.fromkeys(columns.split(","), "") | {
        "_id": "a1", "source": source, "name": "Minato Works", "alt_names": "Minato One; Minato Two",
        "addresses": "1 Port Road, Minato, CN; 2 Port Road, Minato, CN", "start_date": "2020-05-01",
        "license_requirement": "All items", "programs": "A; B", "remarks": "see the notice",
    }  # fmt: skip
    cells = ",".join(f'"{cell}"' for cell in row.values())
    (table,) = read(f"{columns}\n{cells}\n\x1a\n", "consolidated.csv")
    whole = row | {
        "id": "a1", "alt_names": ["Minato One", "Minato Two"], "programs": ["A", "B"], "country": None, "ids": [],
        "addresses": [{"address": "1 Port Road", "city": "Minato", "postal_code": None, "country": "CN"}],
        "end_date": None, "entity_number": None, "type": None,
    }  # fmt: skip
    del whole["_id"]
    (document,) = read({"total": 1, "results": [whole]})
    assert table.version == document.version
    assert table.entries[0].id == document.entries[0].id == "a1"
    assert table.entries[0].aliases == document.entries[0].aliases == ("Minato One", "Minato Two")


def test_the_day_in_a_files_name_is_no_part_of_the_lists_name() -> None:
    for file in ("watch-2026-07-01.csv", "watch_20260801.csv.gz", "2026-08-01 watch.csv", "watch.csv"):
        (found,) = read_lists(OWN.encode(), file=f"lists/{file}")
        assert found.title == "watch"
    (found,) = read_lists(OWN.encode(), file="2026-08-01.csv")
    assert (found.title, found.dated) == ("2026-08-01", date(2026, 8, 1))


def test_a_file_that_would_fill_the_memory_is_refused() -> None:
    with pytest.raises(ListError, match="too many values"):
        read_lists(gzip.compress(b"[" + b"[]," * (MAX_VALUES // 2) + b"[]]"), file="x.json.gz")
    with pytest.raises(ListError, match="too large"):
        read_lists(gzip.compress(b" " * (MAX_BYTES + 1), 1), file="x.json.gz")


def test_a_number_too_long_for_python_stays_text() -> None:
    row = '{"name": "Minato Works", "list": "watch", "id": %s}' % ("9" * 5000)
    (found,) = read(row)
    assert found.entries[0].id == "9" * 5000


def test_own_list() -> None:
    (found,) = read(OWN, "lists/our watch list.csv")
    assert found.title == "our watch list"
    entry = found.entries[0]
    assert entry.names == ("Minato Works", "ミナト製作所", "港制作所")
    assert (entry.effect, entry.since, entry.until) == (ListEffect.FLAG, date(2026, 1, 1), date(2026, 12, 31))


def test_a_name_that_slipped_into_the_country_is_found() -> None:
    row = {"list_id": "jp-end-user-list", "aliases": [], "entity_type": "organization"}
    rows = [
        row | {"id": "1", "entity_name": "Minato Works", "addresses": ["Republic of Somewhere"]},
        row | {"id": "2", "entity_name": "", "addresses": ["Republic of Somewhere Kaiyo Trading"]},
    ]
    (found,) = read(rows)
    assert [entry.name for entry in found.entries] == ["Minato Works", "Kaiyo Trading"]
    assert found.title == "外国ユーザーリスト"


def test_an_entry_as_the_rule_prints_it() -> None:
    raw = "Minato Works, a.k.a., the following two aliases: —Minato Factory; and —MW. 12 Port Road, Minato."
    (found,) = read({"generatedAt": "2026-03-30T14:41:14Z", "entries": [{"name": "Minato Works", "raw": raw}]})
    assert found.entries[0].names == ("Minato Works", "Minato Factory", "MW")
    assert found.dated == date(2026, 3, 30)


def test_the_same_entries_have_the_same_version_in_any_order_and_file() -> None:
    turned = US_JSON | {"results": list(reversed(US_JSON["results"]))}  # type: ignore[call-overload]
    packed = read_lists(gzip.compress(json.dumps(turned).encode()), file="other.json.gz")
    assert {each.code: each.version for each in packed} == {each.code: each.version for each in read(US_JSON)}
    changed = json.loads(json.dumps(US_JSON))
    changed["results"][0]["alt_names"] = ["Minato Factory", "MW"]
    versions = {each.code: each.version for each in read(changed)}
    assert versions["EL"] != {each.code: each.version for each in read(US_JSON)}["EL"]
    assert versions["UVL"] == {each.code: each.version for each in read(US_JSON)}["UVL"]


def test_an_office_gives_a_list_its_own_effect() -> None:
    lists = read_lists(json.dumps(US_JSON).encode(), file="x", overrides={"EL": ListEffect.PROHIBIT})
    assert {each.code: each.entries[0].effect for each in lists}["EL"] is ListEffect.PROHIBIT


def test_a_measure_put_off_is_a_flag() -> None:
    rows = [{"list_id": "cn-export-control-watchlist", "entity_name": "Kaiyo", "reason": reason, "id": reason}
            for reason in ("両用品の輸出原則禁止", "暂停实施至2026年11月10日")]  # fmt: skip
    effects = [entry.effect for entry in read(rows)[0].entries]
    assert effects == [ListEffect.PROHIBIT, ListEffect.FLAG]


def test_every_known_list_is_found_by_its_code_and_one_unknown_asks_for_a_licence() -> None:
    assert len({each.code for each in KNOWN_LISTS}) == len({each.title for each in KNOWN_LISTS}) == len(KNOWN_LISTS)
    for code in ("EL", "DPL", "UVL", "MEU", "SDN", "CMIC", "SSI", "NS-MBS", "CAP", "PLC", "DTC", "ISN"):
        assert known_list(code).code == code
    new = known_list("Brand New List (BNL) - Some Department")
    assert (new.title, new.effect) == ("Brand New List (BNL) - Some Department", ListEffect.LICENCE)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b"  \n", "the file is empty"),
        (b"[]", "holds no entry"),
        (b"{}", "neither `results` nor `entries`"),
        (b'{"results": [', "no JSON"),
        (b'{"name": "a", "list": "EL"}\n{"name": ', "line 2: no JSON"),
        (b'{"name": "", "list": "EL"}\n', "line 1: an entry without a name"),
        (b'[{"name": "a", "list": "EL"}, 7]', "record 2: no object"),
        (b'[{"name": ["a", 1], "list": "EL"}]', "record 1: `name` is not text"),
        (b'[{"name": "a"}]', "record 1 names no list"),
        (b'{"total": 2, "results": [{"name": "a", "source": "EL"}]}', "says that it holds 2 entries, and holds 1"),
        (b'[{"name": "a", "list": "EL", "start_date": "soon"}]', "record 1: `soon` is not a day"),
        (b"name,aliases\na,b\n", "no list has the columns `name,aliases`"),
        (b"name,effect\nMinato,ban\n", "line 2: `ban` is no effect"),
        (b"name,effect\n,flag\n", "line 2: an entry without a name"),
        (b"name,effect\nMinato,flag,x\n", "line 2: 3 cells under 2 columns"),
        (b"name,effect,colour\nMinato,flag,x\n", "unknown column `colour`"),
        (b'name,effect\n"Minato,flag\n', "no CSV"),
        (b"name,effect,from,until\nMinato,flag,2026-02-01,2026-01-01\n", "ends on 2026-01-01, before it begins"),
        ("name,effect\n港,flag\n".encode("cp932"), "line 2: byte 0x8D is not UTF-8"),
        (b"<!DOCTYPE html><html></html>", "a web page, not a list"),
        (gzip.compress(b"name,effect\nMinato,flag\n" * 99, mtime=0)[:-9], "the gzip is cut off"),
        (gzip.compress(b"name,effect\nMinato,flag\n", mtime=0)[:-8] + b"\xff" * 8, "the gzip is damaged"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_bad_files_are_refused_with_place_and_advice(data: bytes, message: str) -> None:
    with pytest.raises(ListError) as caught:
        read_lists(data, file="downloads/list.csv")
    assert caught.value.message.startswith("`downloads/list.csv`: ")
    assert message in caught.value.message
    assert caught.value.help


@pytest.mark.skipif(not DATA.is_dir(), reason="no ../shared/data/screening beside the repository")
@pytest.mark.parametrize(
    ("file", "counts", "dated"),
    [
        ("us-consolidated-screening-list/csl.jsonl.gz", {"EL": 3420, "SDN": 19181, "UVL": 222}, None),
        (
            "us-consolidated-screening-list/original/screening-list.json.gz",
            {"EL": 3420, "MEU": 70, "CMIC": 68, "DPL": 1596},
            date(2026, 7, 31),
        ),
        ("meti-foreign-end-user-list/meti-foreign-end-user-list.jsonl.gz", {"METI-FEUL": 835}, date(2026, 7, 20)),
        ("meti-foreign-end-user-list/original/jp.json.gz", {"METI-FEUL": 835}, date(2026, 7, 20)),
        (
            "china-mofcom-lists/original/cn.json.gz",
            {"MOFCOM-CONTROL": 139, "MOFCOM-UNRELIABLE": 61, "MOFCOM-ATTENTION": 40},
            date(2026, 7, 19),
        ),
        ("bis-entity-list-china-universities/original/data.json.gz", {"EL-PRINTED": 60}, date(2026, 3, 30)),
        ("eu-2014-833-annexes/32014R0833.csv.gz", {"EU-833-2014": 1746}, None),
        (
            "meti-russia-related-end-users/original/250912_list_russia_tokutei.pdf.txt.gz",
            {"METI-RU": 561},
            date(2025, 9, 12),
        ),
        (
            "meti-russia-related-end-users/original/250912_list_daisangoku_tokutei.pdf.txt.gz",
            {"METI-THIRD": 56},
            date(2025, 9, 12),
        ),
        (
            "meti-russia-related-end-users/original/list_belarus_tokutei.pdf.txt.gz",
            {"METI-BY": 27},
            date(2022, 7, 5),
        ),
    ],
)
def test_real_files_are_read_whole(file: str, counts: dict[str, int], dated: date | None) -> None:
    found = {each.code: each for each in read_lists((DATA / file).read_bytes(), file=file)}
    assert {code: len(found[code].entries) for code in counts} == counts
    assert {each.dated for each in found.values()} == {dated}
    assert all(name.strip() for each in found.values() for entry in each.entries for name in entry.names)
