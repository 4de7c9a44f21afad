"""`python -m agent.bundles FD`: verify for the agent at the other end."""

from __future__ import annotations

import sys

from agent.bundles.aside import serve

if __name__ == "__main__":
    sys.exit(serve(sys.argv[1]))
