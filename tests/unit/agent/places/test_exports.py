"""Exports in the form of exports(5)."""

from __future__ import annotations

from pathlib import Path

from agent.places.exports import Export, parse_exports, read_exports

TEXT = r"""
# comment
/srv/nfs4 gss/krb5i(rw,sync,fsid=0,crossmnt) # the root
"/srv/q sensor" 10.0.0.0/8(rw)
/srv/a\040b *(ro) \
   other(rw)
/srv/日本 -sec=sys host(fsid=root)
/srv/c	host(rw,fsid=01)
/srv/d -rw,fsid=0 host
/srv/e -fsid=01 host
relative host(rw)
"""


def test_each_form_is_read() -> None:
    assert parse_exports(TEXT) == (
        Export(path="/srv/nfs4", is_root=True),
        Export(path="/srv/q sensor"),
        Export(path="/srv/a b"),
        Export(path="/srv/日本", is_root=True),
        Export(path="/srv/c"),
        Export(path="/srv/d", is_root=True),
        Export(path="/srv/e"),
    )


def test_the_folder_beside_counts_as_well(tmp_path: Path) -> None:
    (tmp_path / "exports").write_text("/srv/a *(rw)\n")
    (tmp_path / "exports.d").mkdir()
    (tmp_path / "exports.d" / "b.exports").write_text("/srv/b *(rw)\n/srv/a *(ro)\n")
    (tmp_path / "exports.d" / "b.bak").write_text("/srv/c *(rw)\n")
    assert [each.path for each in read_exports([str(tmp_path / "exports"), str(tmp_path / "none")])] == [
        "/srv/a",
        "/srv/b",
    ]
