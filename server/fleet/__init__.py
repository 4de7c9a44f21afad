"""Agents: enrolment, health, revocation, and what they report."""
