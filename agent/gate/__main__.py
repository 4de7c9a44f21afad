"""`python -m agent.gate FOLDER`: stand at the gate of an agent's data folder."""

from __future__ import annotations

import sys
from pathlib import Path

from agent.gate.post import main

if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
