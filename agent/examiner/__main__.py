"""`python -m agent.examiner FD …`: read and judge for the agent at the other end."""

from __future__ import annotations

import sys

from agent.examiner.opening import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
