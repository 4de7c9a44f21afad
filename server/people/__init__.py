"""Accounts, roles and sessions of people."""
