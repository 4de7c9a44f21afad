"""The server: fleet, cases, releases, ledger, evidence and console. Nothing happens at import."""
