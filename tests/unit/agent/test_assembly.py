"""What an agent holds while it has nothing to do."""

from __future__ import annotations

import subprocess
import sys

# Each of them is worth megabytes; what needs one runs in a process of its own, or is loaded when it is needed.
HEAVY = ("numpy", "tuf", "securesystemslib", "cryptography", "httpx", "rich", "urllib3", "PIL", "pypdf", "onnxruntime")


def test_an_agent_loads_nothing_that_only_judging_verifying_or_printing_needs() -> None:
    script = (
        "import sys\nimport sekimori.agent_commands, agent.gatehouse.house\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert {"agent", "policies", "msgspec"} <= loaded
    assert not loaded.intersection(HEAVY)
