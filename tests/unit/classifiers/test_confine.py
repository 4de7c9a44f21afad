from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import psutil
import pytest

from classifiers.confine import ReaderPool
from classifiers.confinement.walls import Wall
from classifiers.document import Document
from classifiers.errors import ClassifierError
from classifiers.frames import FrameError, receive_frame, receive_request, send_frame, send_request
from classifiers.limits import Limits
from classifiers.readerprocess import ENVIRONMENT
from classifiers.readers import READER_VERSION
from policies.label import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = "社外秘の技術資料です。"


@contextmanager
def opened(path: Path) -> Iterator[int]:
    fd = os.open(path, os.O_RDONLY)
    try:
        yield fd
    finally:
        os.close(fd)


def limits_of(pid: int) -> dict[str, tuple[str, str]]:
    """Soft and hard limits by the kernel's names for them."""
    lines = Path(f"/proc/{pid}/limits").read_text().splitlines()[1:]
    return {line[:25].strip(): (line[26:46].strip(), line[47:67].strip()) for line in lines}


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(Limits()) as running:
        yield running


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    path = tmp_path / "spec.txt"
    path.write_bytes(WORDS.encode("cp932"))
    return path


def test_a_document_comes_back_and_the_descriptor_stays(pool: ReaderPool, text_file: Path) -> None:
    with opened(text_file) as fd:
        os.lseek(fd, 3, os.SEEK_SET)
        document = pool.read(fd, "spec.txt")
        assert os.lseek(fd, 0, os.SEEK_CUR) == 3
    assert document.parts[0].text == WORDS
    assert document.reader_version == READER_VERSION
    assert document.reading is Reading.FULL


def test_the_same_bytes_give_the_same_document(pool: ReaderPool, text_file: Path) -> None:
    with opened(text_file) as fd:
        assert pool.read(fd, "a") == pool.read(fd, "a")


def test_a_lone_surrogate_in_a_name_is_no_fault(pool: ReaderPool, text_file: Path) -> None:
    with opened(text_file) as fd:
        assert pool.read(fd, "\udce5.txt").reading is Reading.FULL


def test_what_is_no_regular_file_fails(pool: ReaderPool, tmp_path: Path) -> None:
    with opened(tmp_path) as fd:
        document = pool.read(fd, "folder")
    assert document.reading is Reading.FAILED
    assert document.findings[0].name == "file.not-regular"


def test_confinement_holds_in_the_running_reader(pool: ReaderPool) -> None:
    (pid,) = pool.reader_pids
    status = Path(f"/proc/{pid}/status").read_text()
    assert "NoNewPrivs:\t1" in status
    assert os.getsid(pid) == pid
    assert {Wall.PRIVILEGES, Wall.LIMITS} <= pool.walls.held
    if Wall.NETWORK in pool.walls.held:
        # What listens here is not to be seen there: the reader is in a network of its own.
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = f":{listener.getsockname()[1]:04X} "
            assert port in Path("/proc/self/net/tcp").read_text()
            assert port not in Path(f"/proc/{pid}/net/tcp").read_text()
    assert limits_of(pid)["Max file size"] == ("0", "0")
    memory_bytes, mapped_bytes = Limits().memory_bytes, Limits().file_bytes
    assert limits_of(pid)["Max address space"][1] == str(memory_bytes + mapped_bytes)
    assert limits_of(pid)["Max data size"] == (str(memory_bytes), str(memory_bytes))
    if os.geteuid() == 0:  # nobody else may look
        environment = Path(f"/proc/{pid}/environ").read_bytes().decode().rstrip("\0").split("\0")
        assert dict(entry.split("=", 1) for entry in environment) == ENVIRONMENT


def test_a_killed_reader_costs_one_document_only(text_file: Path) -> None:
    with ReaderPool(Limits()) as pool, opened(text_file) as fd:
        (pid,) = pool.reader_pids
        os.kill(pid, signal.SIGSTOP)
        threading.Timer(0.3, os.kill, (pid, signal.SIGKILL)).start()
        document = pool.read(fd, "spec.txt")
        assert document.reading is Reading.FAILED
        assert document.findings[0].name == "reader.crashed"
        assert document.findings[0].detail == "SIGKILL"
        assert pool.read(fd, "spec.txt").reading is Reading.FULL


def test_a_reader_past_the_deadline_is_killed(text_file: Path) -> None:
    with ReaderPool(Limits(deadline_s=0.5)) as pool, opened(text_file) as fd:
        (pid,) = pool.reader_pids
        os.kill(pid, signal.SIGSTOP)
        document = pool.read(fd, "spec.txt")
        assert document.reading is Reading.FAILED
        assert document.findings[0].name == "reader.deadline"
        assert not psutil.pid_exists(pid)


def test_processor_time_is_limited_by_the_kernel(tmp_path: Path) -> None:
    path = tmp_path / "busy.txt"
    path.write_bytes(("図" * 3_000_000).encode())
    with ReaderPool(Limits(memory_bytes=400 * 1024 * 1024)) as pool, opened(path) as fd:
        pool.read(fd, "busy.txt")
        (pid,) = pool.reader_pids
        soft, _ = limits_of(pid)["Max cpu time"]
        assert 0 < int(soft) <= Limits().cpu_s + 30


def test_memory_is_limited_and_the_next_document_is_read(tmp_path: Path, text_file: Path) -> None:
    path = tmp_path / "large.bin"
    with path.open("wb") as file:
        file.truncate(120 * 1024 * 1024)
    limits = Limits(memory_bytes=350 * 1024 * 1024, memory_file_bytes=200 * 1024 * 1024)
    with ReaderPool(limits) as pool:
        with opened(path) as fd:
            document = pool.read(fd, "large.bin")
        assert document.reading.is_opaque
        with opened(text_file) as fd:
            assert pool.read(fd, "spec.txt").reading is Reading.FULL


def test_a_file_larger_than_memory_is_read_where_it_lies(tmp_path: Path, text_file: Path) -> None:
    path = tmp_path / "large.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("first.txt", WORDS)
        with archive.open("noise.txt", "w") as stream:
            for number in range(400):
                stream.write(f"{number:07d}\n".encode() * 131_072)
        archive.writestr("last.txt", WORDS)
    limits = Limits(memory_bytes=350 * 1024 * 1024)
    assert path.stat().st_size > limits.memory_bytes
    with ReaderPool(limits) as pool:
        with opened(path) as fd:
            document = pool.read(fd, "large.zip")
        (pid,) = pool.reader_pids
        assert limits_of(pid)["Max address space"][0] == str(limits.memory_bytes + path.stat().st_size)
        with opened(text_file) as fd:
            assert pool.read(fd, "spec.txt").reading is Reading.FULL
        assert limits_of(pid)["Max address space"][0] == str(limits.memory_bytes)
    assert [part.name for part in document.parts] == ["", "first.txt", "noise.txt", "last.txt"]
    assert document.parts[1].text == document.parts[3].text == WORDS
    assert {finding.name for finding in document.findings} <= {"limit.part_chars", "limit.total_chars"}
    assert all(len(part.digest) == 64 for part in document.parts)


def test_a_file_over_the_limit_is_opaque_but_hashed(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_bytes(b"a" * 5_000_000)
    with ReaderPool(Limits(file_bytes=1_000_000)) as pool, opened(path) as fd:
        document = pool.read(fd, "large.txt")
    assert document.reading is Reading.OPAQUE
    assert [finding.name for finding in document.findings] == ["limit.file_bytes"]
    assert len(document.parts[0].digest) == 64
    assert document.parts[0].size_bytes == 5_000_000


def test_a_file_over_the_hash_limit_has_no_digest(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    path.write_bytes(b"a" * 5_000_000)
    with ReaderPool(Limits(file_bytes=1_000_000, hash_bytes=2_000_000)) as pool, opened(path) as fd:
        document = pool.read(fd, "large.txt")
    assert document.parts[0].digest == ""
    assert "limit.hash_bytes" in {finding.name for finding in document.findings}
    assert document.reading is Reading.OPAQUE


def test_a_reply_over_the_limit_is_a_finding(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(b"abc " * 100_000)
    with ReaderPool(Limits(reply_bytes=10_000)) as pool, opened(path) as fd:
        document = pool.read(fd, "text.txt")
    assert document.reading is Reading.FAILED
    assert document.findings[0].name == "limit.reply_bytes"


def test_readers_are_replaced_after_some_documents(text_file: Path) -> None:
    with ReaderPool(Limits(documents_per_worker=2)) as pool, opened(text_file) as fd:
        (first,) = pool.reader_pids
        pool.read(fd, "a")
        assert pool.reader_pids == (first,)
        pool.read(fd, "a")
        assert not psutil.pid_exists(first)
        assert pool.read(fd, "a").reading is Reading.FULL


def test_many_threads_share_the_readers(text_file: Path) -> None:
    readings: list[Reading] = []
    with ReaderPool(Limits(), workers=2) as pool, opened(text_file) as fd:
        threads = [
            threading.Thread(target=lambda: readings.extend(pool.read(fd, "a").reading for _ in range(5)))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(pool.reader_pids) <= 2
    assert readings == [Reading.FULL] * 20


def test_a_reader_started_for_a_thread_outlives_it(text_file: Path) -> None:
    with ReaderPool(Limits(documents_per_worker=1)) as pool, opened(text_file) as fd:
        pool.read(fd, "a")  # the first reader is spent now: the next is started on behalf of the thread below
        thread = threading.Thread(target=pool.read, args=(fd, "a"))
        thread.start()
        thread.join()
        assert pool.read(fd, "a").reading is Reading.FULL


def test_a_closed_pool_refuses(text_file: Path) -> None:
    pool = ReaderPool(Limits())
    with pool:
        (pid,) = pool.reader_pids
    assert not psutil.pid_exists(pid)
    with opened(text_file) as fd, pytest.raises(ClassifierError, match="closed"):
        pool.read(fd, "a")
    with pytest.raises(ClassifierError, match="at least one"):
        ReaderPool(Limits(), workers=0)


def test_readers_die_with_their_parent() -> None:
    script = (
        "import sys, time\nfrom classifiers.confine import ReaderPool\nfrom classifiers.limits import Limits\n"
        "with ReaderPool(Limits()) as pool:\n print(pool.reader_pids[0], flush=True)\n time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        reader = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
        assert reader.wait(timeout=30) is None or not reader.is_running()


def test_a_file_that_shrinks_or_grows_meanwhile_is_not_full(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"line\n" * 10)
    from classifiers.readers import entry

    with opened(path) as fd:
        load = entry._load

        def load_and_append(descriptor: int, limits: Limits) -> tuple[bytes, str, int]:
            loaded = load(descriptor, limits)
            with path.open("ab") as file:
                file.write(b"more\n")
            return loaded

        entry._load = load_and_append
        try:
            document = entry.read_document(fd, "log.txt", Limits())
        finally:
            entry._load = load
    assert document.reading is Reading.PARTIAL
    assert "file.changed" in {finding.name for finding in document.findings}


def test_frames_are_bounded_and_whole() -> None:
    ours, theirs = socket.socketpair()
    with closing(ours), closing(theirs):
        send_frame(ours, b"x" * 1_000)
        with pytest.raises(FrameError, match="longer"):
            receive_frame(theirs, 999)
    ours, theirs = socket.socketpair()
    with closing(theirs):
        ours.sendall(b"\0\0\0\x09half")
        ours.close()
        with pytest.raises(FrameError, match="closed"):
            receive_frame(theirs, 100)


def test_a_request_carries_exactly_one_descriptor(text_file: Path) -> None:
    ours, theirs = socket.socketpair()
    with closing(ours), closing(theirs), opened(text_file) as fd:
        send_request(ours, fd, "名前.txt")
        request = receive_request(theirs)
        assert request is not None
        assert request.name == "名前.txt"
        assert os.path.sameopenfile(request.fd, fd)
        os.close(request.fd)
        send_frame(ours, msgspec.msgpack.encode("no descriptor"))
        with pytest.raises(FrameError, match="0 descriptors"):
            receive_request(theirs)


def test_a_document_survives_the_wire() -> None:
    from classifiers.readers.entry import unread

    document = unread("reader.crashed", "SIGSEGV", Reading.FAILED)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(document), type=Document) == document


def test_a_reader_that_babbles_is_replaced(text_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from classifiers import readerprocess

    with ReaderPool(Limits()) as pool, opened(text_file) as fd:
        (pid,) = pool.reader_pids
        monkeypatch.setattr(readerprocess, "_frame_until", lambda *_: b"\xc1 no document")
        document = pool.read(fd, "a")
        monkeypatch.undo()
        assert document.findings[0].name == "reader.garbled"
        assert document.reading is Reading.FAILED
        deadline = time.monotonic() + 30
        while psutil.pid_exists(pid) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not psutil.pid_exists(pid)
        assert pool.read(fd, "a").reading is Reading.FULL
