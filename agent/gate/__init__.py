"""The open gate: small processes that let the kernel ask before a file is opened, and answer from tables.

Nothing in here imports numpy, a database or an HTTP client, and nothing opens a file once the gate answers: its own
open would wait for its own answer.
"""
