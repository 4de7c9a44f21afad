"""Builds the gate's sorted table of files beside the agent's loop: of two million files it takes half a minute.

Invariants of this module:

1. What becomes known of a file while a table is built counts over what the table has of it.
2. The table that counts is not touched before the other one is whole.
3. No more than one page of the inventory is held in memory, and the thread that thinks gets its turn after each few.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from typing import TYPE_CHECKING

from agent.errors import AgentError
from agent.gate.table import Record, packed, tag_of
from agent.leisure import Leisure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agent.gate.client import GateClient
    from agent.gatehouse.classes import Classes
    from agent.inventory import Inventory, Known
    from agent.tree import Signature

# Up to so many files a table is written at once.
AT_ONCE = 10_000
# After so many rows the thread that thinks has its turn for so long.
TURN_ROWS, TURN_S = 250, 0.001


def tag(signature: Signature) -> int:
    """The name of a file's state, as the gate makes it."""
    return tag_of(signature.size_bytes, signature.mtime_ns, signature.ctime_ns)


def record_of(signature: Signature, number: int) -> Record:
    """A file in this state, of that class."""
    return Record(signature.device, signature.inode, tag(signature), number)


def number_of(known: Known, inventory: Inventory, classes: Classes) -> int:
    """The class of a file that has its verdict: under two names the stricter of both."""
    number = classes.number_of(known.label, known.zone, known.release)
    for other in inventory.of_inode(known.signature.device, known.signature.inode):
        if other.spot.full != known.spot.full and tag(other.signature) == tag(known.signature):
            number = classes.both(number, classes.number_of(other.label, other.zone, other.release))
    return number


def rows_of(inventory: Inventory, classes: Classes) -> Iterator[bytes]:
    """Every file of the inventory, packed, in the order of keys; under two names in the stricter class of both."""
    last: Record | None = None
    for signature, label, zone, release in inventory.by_inode():
        record = record_of(signature, classes.number_of(label, zone, release))
        if last is not None and (last.device, last.inode) == (record.device, record.inode):
            last = Record(record.device, record.inode, record.tag, classes.both(last.number, record.number))
            continue
        if last is not None:
            yield packed(last)
        last = record
    if last is not None:
        yield packed(last)


class Build:
    """One table, on its way.

    Attributes:
        classes: Those whose numbers it has; nobody else's before it is done.
        grounds: What it follows from.
        rows: How many files it has, so far.

    Args:
        is_at_once: Whether whoever makes it waits for it.
    """

    def __init__(
        self, client: GateClient, inventory: Inventory, classes: Classes, grounds: tuple[object, ...], *,
        is_at_once: bool,
    ) -> None:  # fmt: skip
        self.classes, self.grounds, self.rows = classes, grounds, 0
        self._client, self._inventory = client, inventory
        # What became known of files meanwhile: with its verdict, or as a record that needs none.
        self._since: dict[tuple[int, int], Known | Record] = {}
        self._error: Exception | None = None
        self._given_up, self._turns = threading.Event(), not is_at_once
        self._thread = threading.Thread(target=self._run, name="gate-tables", daemon=True)
        if is_at_once:
            self._write()
        else:
            self._thread.start()

    @property
    def is_done(self) -> bool:
        """Whether it is whole, or has failed."""
        return not self._thread.is_alive()

    def note(self, device: int, inode: int, what: Known | Record) -> None:
        """Something became known of a file."""
        self._since[device, inode] = what

    def take(self) -> tuple[Record, ...]:
        """Have it take the place of the one before; what became known meanwhile, to be written behind it.

        Raises:
            OSError, AgentError: it could not be built.
        """
        if self._error is not None:
            raise self._error
        self._client.take_files()
        return tuple(
            each
            if isinstance(each, Record)
            else record_of(each.signature, number_of(each, self._inventory, self.classes))
            for each in self._since.values()
        )

    def give_up(self) -> None:
        """It is not wanted any more; comes back when nobody writes at it."""
        self._given_up.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        with Leisure().now():
            try:
                self._write()
            except (OSError, AgentError) as error:
                self._error = error
            except sqlite3.Error as error:
                self._error = AgentError(f"the inventory cannot be read: {type(error).__name__}")

    def _write(self) -> None:
        self._client.build_files(self._counted())

    def _counted(self) -> Iterator[bytes]:
        for row in rows_of(self._inventory, self.classes):
            yield row
            self.rows += 1
            if self._turns and not self.rows % TURN_ROWS:
                if self._given_up.is_set():
                    raise AgentError("the tables are not wanted any more")
                time.sleep(TURN_S)
