from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from bench.judged.memory import peak_mb
from bench.judged.speed import Peer
from classifiers.model.made_texts import made_texts
from classifiers.model.topics import FIELDS

HELD_MB = 200
WAITING = "import sys; sys.stdout.write('!'); sys.stdout.flush(); sys.stdin.read()"


def test_a_peak_is_the_process_s_own_and_not_that_of_whoever_started_it() -> None:
    held = np.ones(HELD_MB << 20, dtype=np.uint8)
    assert peak_mb(os.getpid()) > HELD_MB
    with subprocess.Popen([sys.executable, "-S", "-c", WAITING], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as one:
        assert one.stdout is not None
        one.stdout.read(1)
        assert 0 < peak_mb(one.pid) < HELD_MB / 2
        one.communicate()
    assert held.all()


def test_the_peer_answers_the_same_questions() -> None:
    # Our own texts are of no field: said to be of two, they give the peer something to learn.
    samples = [replace(sample, field=FIELDS[at % 2]) for at, sample in enumerate(made_texts()[::8])]
    peer = Peer(samples)
    kinds = {str(sample.kind) for sample in samples if sample.kind is not None}
    sensitive, kind, fields = peer.judge(samples[0].text)
    assert sensitive.shape == (1, 2)
    assert kind.shape == (1, len(kinds))
    assert fields.shape == (1, 2)
    assert sensitive.sum() == pytest.approx(1.0)
    assert kind.sum() == pytest.approx(1.0)
