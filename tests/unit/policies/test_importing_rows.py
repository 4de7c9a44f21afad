"""Lists as rows: CSV in the encodings that Japanese offices use, SCIM and LDAP in JSON."""

from __future__ import annotations

import json

import pytest

from policies.importing import ImportFaults, read_csv, read_directory

LIST = "利用者ID,氏名\nsato,佐藤\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_csv_in_every_encoding(encoding: str, ending: str) -> None:
    source = read_csv(LIST.replace("\n", ending).encode(encoding), "people.csv")
    assert source.columns == ("利用者ID", "氏名")
    assert [(row.number, dict(row.cells)) for row in source.rows] == [(2, {"利用者ID": ("sato",), "氏名": ("佐藤",)})]


def test_tabs_between_cells() -> None:
    assert dict(read_csv(b"a\tb\n1,5\t2\n", "x.txt").rows[0].cells) == {"a": ("1,5",), "b": ("2",)}


def test_rows_are_numbered_as_an_editor_does() -> None:
    source = read_csv(b'a,b\n1,"two\nlines"\n\n3,4\n', "x.csv")
    assert [row.number for row in source.rows] == [2, 5]


@pytest.mark.parametrize(
    ("data", "row", "says"),
    [
        (b"", 0, "nothing stands in it"),
        (b"a,a\n1,2\n", 1, "two columns are named `a`"),
        (b"a,b\n1\n", 2, "1 cells, where the header has 2"),
        (b"a,b\n1,2,3\n", 2, "3 cells, where the header has 2"),
        (b'a,b\n1,"2\n', 2, "no CSV"),
        (b"a\n\x81 \n", 2, "is neither UTF-8 nor CP932"),
    ],
)
def test_what_is_no_list(data: bytes, row: int, says: str) -> None:
    with pytest.raises(ImportFaults) as caught:
        read_csv(data, "x.csv")
    fault = caught.value.faults[0]
    assert (fault.file, fault.row) == ("x.csv", row)
    assert says in fault.message
    assert fault.help


def test_scim() -> None:
    extension = {"clearance": "sensitive", "legalStatus": None}
    listed = {
        "Resources": [
            {
                "userName": "sato@minato.example",
                "emails": [{"value": "sato@minato.example"}, {"value": "t.sato@minato.example"}],
                "groups": [{"value": "0af1", "display": "Students"}],
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"organization": "Minato"},
                "urn:example:export:1.0:User": extension,
                "name": {"familyName": "Sato"},
            },
            {"userName": "gone", "active": False},
        ]
    }
    first, second = read_directory(json.dumps(listed).encode(), "scim.json").rows
    assert dict(first.cells) == {
        "userName": ("sato@minato.example",),
        "emails": ("sato@minato.example", "t.sato@minato.example"),
        "groups": ("Students",),
        "User.organization": ("Minato",),
        "clearance": ("sensitive",),
    }
    assert (first.is_active, second.is_active) == (True, False)


def test_ldap() -> None:
    listed = [
        {"dn": "x", "attributes": {"uid": ["sato"], "memberOf": [], "userAccountControl": ["512"]}},
        {"sAMAccountName": "wang", "userAccountControl": 514},
    ]
    first, second = read_directory(json.dumps(listed).encode(), "ldap.json").rows
    assert dict(first.cells) == {"uid": ("sato",), "memberOf": (), "userAccountControl": ("512",)}
    assert (first.is_active, second.is_active) == (True, False)


@pytest.mark.parametrize("text", ["", "{", "3", '{"a": 1}', '["a"]', "[" * 100_000])
def test_what_is_no_directory(text: str) -> None:
    with pytest.raises(ImportFaults):
        read_directory(text.encode(), "x.json")
