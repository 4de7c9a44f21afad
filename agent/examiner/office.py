"""The examiner itself: holds models, fingerprints and readers, and answers on its channels until nobody asks any more.

Invariants of this module:

1. It leaves of its own accord only between calls, with status 0; whoever calls at that moment starts another one.
2. It goes with its agent, whatever it is doing: at once where the agent died, in order where it is told to.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from agent.examiner import words
from agent.knowledge import Knowledge
from classifiers.assess import Classifier
from classifiers.confine import ReaderPool
from classifiers.document import Document, Part
from classifiers.frames import FrameError
from policies.errors import SekimoriError

# Documents kept for what is asked of them afterwards: of plain readings, and of readings with letters.
KEPT, KEPT_WITH_LETTERS = 2, 1
Asking = (
    words.Read | words.Judge | words.Register | words.MakeSketch | words.TellState | words.TellSources | words.TrySupply
)
LOOKS_EVERY_S = 1.0


class Office:
    """Answers calls, on several channels at once."""

    def __init__(
        self,
        pool: ReaderPool,
        classifier: Classifier,
        knowledge: Knowledge,
        try_supply: Callable[[words.TrySupply], None],
    ) -> None:
        self._try_supply = try_supply
        self._pool, self._classifier, self._knowledge = pool, classifier, knowledge
        self._lock = threading.Lock()
        self._kept: dict[bool, OrderedDict[int, Document]] = {False: OrderedDict(), True: OrderedDict()}
        self._number = 0
        self._busy = 0
        self._used_s = time.monotonic()
        self._is_leaving = False
        self._is_left = threading.Event()

    def ready(self) -> words.Ready:
        """What is said first."""
        return words.Ready(walls=self._classifier.walls, ocr=self._classifier.ocr)

    def serve(self, channels: list[socket.socket], leaves_after_s: float) -> None:
        """Answer until nobody asked for so long, or the agent is gone."""
        for channel in channels:
            threading.Thread(target=self._serve_one, args=(channel,), daemon=True).start()
        while not self._is_left.wait(LOOKS_EVERY_S):
            with self._lock:
                self._is_leaving = not self._busy and time.monotonic() - self._used_s >= leaves_after_s
                if self._is_leaving:
                    break
        else:
            self._pool.close(at_once=True)

    def _serve_one(self, channel: socket.socket) -> None:
        try:
            while self._serve_call(channel, words.receive(channel, words.Call)):  # type: ignore[arg-type]
                pass
        except (FrameError, OSError):
            # The agent died. The next one must not find two who write the same index.
            os._exit(1)

    def _serve_call(self, channel: socket.socket, call: words.Call) -> bool:
        if isinstance(call, words.Leave):
            self._is_left.set()
            return False
        is_work = not isinstance(call, words.TellSources)
        with self._lock:
            if self._is_leaving:
                return False
            self._busy += is_work
        try:
            words.send(channel, self._answer(channel, call))
        finally:
            with self._lock:
                self._busy -= is_work
                self._used_s = time.monotonic() if is_work else self._used_s
        return True

    def _answer(self, channel: socket.socket, call: Asking) -> words.Answer:
        try:
            return self._do(channel, call)
        except (FrameError, BrokenPipeError):
            raise
        except SekimoriError as error:
            return words.Failed(message=error.message, help=error.help, kind=type(error).__name__)
        except Exception as error:  # noqa: BLE001 - the worker's rim: what goes wrong with one file ends at this file
            return words.Failed(message=f"unexpected: {type(error).__name__}", kind=type(error).__name__)

    def _do(self, channel: socket.socket, call: Asking) -> words.Answer:
        match call:
            case words.Read():
                return self._read(words.receive_fd(channel), call)
            case words.TellState():
                return words.State(state=self._knowledge.state)
            case words.TellSources():
                walls, ocr = self._classifier.walls, self._classifier.ocr
                return words.Sources(sources=self._knowledge.sources, walls=walls, ocr=ocr)
            case words.TrySupply():
                self._try_supply(call)
                return words.Tried()
            case words.Judge() | words.Register() | words.MakeSketch():
                document = self._find(call.number)
                return self._with(document, call) if document is not None else words.Forgot()
            case _:
                assert_never(call)

    def _with(self, document: Document, call: words.Judge | words.Register | words.MakeSketch) -> words.Answer:
        match call:
            case words.Judge():
                started = time.monotonic() - call.ms / 1000
                return words.Judged(assessment=self._classifier.judge(document, call.name, started=started))
            case words.Register():
                return words.Registered(count=self._knowledge.register(document, name=call.name, label=call.label))
            case words.MakeSketch():
                return words.Sketched(sketch=self._knowledge.sketch(document))
            case _:
                assert_never(call)

    def _read(self, fd: int, call: words.Read) -> words.Answer:
        try:
            read = self._classifier.read_letters if call.with_letters else self._classifier.read
            document = read(fd, call.name)
        finally:
            os.close(fd)
        if document is None:
            return words.NothingRead()
        # The agent needs to know which bytes these are; what stands in them stays here.
        root = document.parts[0]
        facts = Part(
            name=root.name, type=root.type, digest=root.digest, size_bytes=root.size_bytes, reading=root.reading
        )
        head = replace(document, parts=(facts,))
        left = self._classifier.leaves_letters(document)
        return words.WasRead(number=self._keep(document, call.with_letters), head=head, leaves_letters=left)

    def _keep(self, document: Document, with_letters: bool) -> int:
        with self._lock:
            self._number += 1
            kept = self._kept[with_letters]
            kept[self._number] = document
            while len(kept) > (KEPT_WITH_LETTERS if with_letters else KEPT):
                kept.popitem(last=False)
            return self._number

    def _find(self, number: int) -> Document | None:
        with self._lock:
            return self._kept[False].get(number) or self._kept[True].get(number)


def _facts_of(part: Part) -> Part:
    return Part(name=part.name, type=part.type, digest=part.digest, size_bytes=part.size_bytes, reading=part.reading)
