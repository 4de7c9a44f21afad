"""Where Python lacks what the agent needs, a command says so and nothing is half done."""

from __future__ import annotations

import subprocess
import sys


def test_the_agent_says_where_it_runs() -> None:
    script = (
        "import sys; sys.modules.update(dict.fromkeys(('fcntl', 'pwd', 'resource', 'grp')));"
        "sys.argv = ['sekimori', 'agent', 'status', '--data', 'x'];"
        "from sekimori.cli import main; main()"
    )
    done = subprocess.run((sys.executable, "-c", script), capture_output=True, check=False, text=True)
    assert done.returncode != 0
    assert "which this system has not" in done.stderr
    assert "Traceback" not in done.stderr
