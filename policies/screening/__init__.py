"""Screening: which parties stand on a control list, by name. Values in, matches out; an officer decides."""
