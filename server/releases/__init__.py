"""Requests for releases, the officers' approvals, and what agents made of them."""
