"""Tables as the agent writes them and the gate reads them."""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from agent.gate.client import GateClient
from agent.gate.names import BASE, LOG, RULES
from agent.gate.rules import Rules, from_json
from agent.gate.table import FIRST_CLASS, RECORD_BYTES, Record, Table, name_of, packed

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no gate on Windows")

RECORDS = [Record(1, inode, inode * 7, FIRST_CLASS) for inode in range(10)]


@contextmanager
def opened(*paths: Path) -> Iterator[list[int]]:
    fds = [os.open(path, os.O_RDONLY) for path in paths]
    try:
        yield fds
    finally:
        for fd in fds:
            os.close(fd)


@contextmanager
def no_file_longer_than(size_bytes: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size_bytes, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_record_that_a_full_disk_tore_is_whole_once_there_is_room(tmp_path: Path) -> None:
    client = GateClient(tmp_path)
    client.publish([], Rules(generation=1))
    client.note(RECORDS[:1])
    with no_file_longer_than(RECORD_BYTES * 2 - 10), pytest.raises(OSError, match=r"[Nn]o space"):
        client.note(RECORDS[1:2])
    assert (tmp_path / LOG).stat().st_size % RECORD_BYTES
    client.note(RECORDS[2:4])
    with opened(tmp_path / BASE, tmp_path / LOG) as fds:
        table = Table(*fds)
        assert [table.find(1, inode) for inode in range(5)] == [*RECORDS[:4], None]
    client.publish(map(packed, RECORDS), Rules(generation=2))
    assert (tmp_path / LOG).stat().st_size == 0


def test_rules_say_to_which_table_their_numbers_belong(tmp_path: Path) -> None:
    client = GateClient(tmp_path)
    client.publish(map(packed, RECORDS), Rules(generation=1))
    with opened(tmp_path / BASE) as (base,):
        assert from_json((tmp_path / RULES).read_bytes()).files == name_of(base)
    client.publish_rules(Rules(generation=2))
    client.publish_files(map(packed, RECORDS))
    with opened(tmp_path / BASE) as (base,):
        assert from_json((tmp_path / RULES).read_bytes()).files != name_of(base)
