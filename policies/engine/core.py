"""The engine: tables compiled once, decisions by the thousand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from policies.day import DayView
from policies.decision import Decision
from policies.engine.conclusion import conclude, failed_decision
from policies.engine.lift import lifted, with_errors
from policies.engine.steps import SOURCES, Step, said_of
from policies.engine.table import TableStep
from policies.flow import Flow, day_of
from policies.interning import MEMO_SIZE, Interned
from policies.label import Label
from policies.model import ZoneId
from policies.opening import Openers, openers_of
from policies.release.terms import Release, ReleaseId
from policies.rules import RuleTable
from policies.tables import Tables
from policies.transfer import Exposure, Transfer

# Today's, and those of events that are replayed or that came late.
DAYS_KEPT = 4
NO_USES: Mapping[ReleaseId, int] = {}


class Engine:
    """Decides by one bundle's tables. Holds no state that changes a decision: only what it has worked out before.

    Args:
        tables: As `policies.bundle.decode_tables` or `policies.compiler.compile_policy` gave them.
        memo_size: How many different contents, destinations and sets of words are kept worked out, of each sort.
    """

    def __init__(self, tables: Tables, *, memo_size: int = MEMO_SIZE) -> None:
        self.tables = tables
        self._memo_size = memo_size
        self._interned = Interned(tables)
        self._table_fault: Exception | None = None
        try:
            self._rules = RuleTable(tables.rules, tables.zones, memo_size)
        except Exception as error:  # noqa: BLE001 - total by contract: a table that cannot be compiled holds everything
            self._table_fault = error
            self._rules = RuleTable((), tables.zones, memo_size)
        self._table = TableStep(self._rules, tables.defaults, tables.rings)
        self._days: dict[date, DayView] = {}
        self._today: DayView | None = None

    def decide(
        self,
        transfer: Transfer,
        label: Label,
        exposure: tuple[Exposure, ...],
        releases: tuple[Release, ...],
        now: datetime,
        *,
        uses: Mapping[ReleaseId, int] | None = None,
    ) -> Decision:
        """What happens to a transfer. Never raises.

        Args:
            transfer: Who moves what, how, and where to.
            label: Whose content it is, after `policies.attribution.attribute`.
            exposure: What people have handled on this agent; only the subject's counts.
            releases: Those known to the agent; nothing in them is trusted before it is verified.
            now: Aware UTC time; the later of the clock and the highest time seen.
            uses: How often each release was used on this agent.
        """
        try:
            flow = Flow(transfer, label, exposure, self._day(now), now)
            decision = conclude(said_of(flow, self._table_step))
        except Exception as error:  # noqa: BLE001 - total by contract: whatever fails, the transfer waits
            return failed_decision("decide", error)
        if not releases or not decision.verdict.stops or _is_broken(decision):
            return decision
        try:
            return lifted(decision, transfer, label, releases, self.tables, now, uses or NO_USES)
        except Exception as error:  # noqa: BLE001 - a release that cannot be judged lifts nothing
            return with_errors(decision, (f"release: {type(error).__name__}",))

    def openers(
        self, label: Label, zone: ZoneId | None, now: datetime, *, agent: str = "", is_released: bool = False
    ) -> Openers:
        """Who may open a document of this label where it rests, as an agent sees it."""
        return openers_of(label, zone, self._day(now), agent=agent, is_released=is_released)

    def walk(self, transfer: Transfer, label: Label, exposure: tuple[Exposure, ...], now: datetime) -> tuple[Step, ...]:
        """Every step of a decision before releases, in order, those with nothing to say included."""
        flow = Flow(transfer, label, exposure, self._day(now), now)
        said = {each.source: each for each in said_of(flow, self._table_step)}
        order = ("facts", *(source for source in SOURCES if source != "facts"))
        return tuple(said.get(source) or Step(source=source, reasons=()) for source in order)

    def _table_step(self, flow: Flow) -> Step:
        if self._table_fault is not None:
            raise self._table_fault
        return self._table(flow)

    def _day(self, now: datetime) -> DayView:
        today = self._today
        if today is None or not today.begins <= now < today.ends:
            self._today = today = self._view_of(day_of(now))
        return today

    def _view_of(self, day: date) -> DayView:
        view = self._days.get(day) or DayView(self._interned, self._rules, day, self._memo_size)
        others = [each for each in self._days.items() if each[0] != day]
        # A new dictionary and not a changed one: another thread may be looking. Last stands what was looked at last.
        self._days = dict([*others, (day, view)][-DAYS_KEPT:])
        return view


def decide(
    transfer: Transfer,
    label: Label,
    exposure: tuple[Exposure, ...],
    releases: tuple[Release, ...],
    tables: Tables,
    now: datetime,
    *,
    uses: Mapping[ReleaseId, int] | None = None,
) -> Decision:
    """One decision by tables that nothing else is decided by; who decides often holds an `Engine`."""
    try:
        engine = Engine(tables)
    except Exception as error:  # noqa: BLE001 - total by contract: whatever fails, the transfer waits
        return failed_decision("decide", error)
    return engine.decide(transfer, label, exposure, releases, now, uses=uses)


def walk(
    transfer: Transfer, label: Label, exposure: tuple[Exposure, ...], tables: Tables, now: datetime
) -> tuple[Step, ...]:
    """Every step of one decision by tables that nothing else is decided by; see `Engine.walk`."""
    return Engine(tables).walk(transfer, label, exposure, now)


def _is_broken(decision: Decision) -> bool:
    return any(reason.source.startswith("error:") for reason in decision.reasons)
