"""What every test shares: where the real files are, and that a skip is never silent in CI."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
NO_SKIPS = "SEKIMORI_NO_SKIPS"


def pytest_configure() -> None:
    """Let Ctrl-C reach the programs that tests start: a shell in the background has its children ignore it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep each file's tests in one worker, so that what a file sets up is set up once.

    The files that share one running demo count as one.
    """
    for item in items:
        shares_demo = "show" in getattr(item, "fixturenames", ())
        item.add_marker(pytest.mark.xdist_group("demo" if shares_demo else str(item.path)))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of real files and texts beside the repository; the test skips where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs the real files in ../shared/data, which are not there")
    return folder


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run in which a test was skipped, where that is asked for."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or os.environ.get(NO_SKIPS) != "1":
        return
    skipped = reporter.stats.get("skipped", [])
    if skipped and exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"{len(skipped)} tests were skipped, and {NO_SKIPS}=1 forbids it", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
