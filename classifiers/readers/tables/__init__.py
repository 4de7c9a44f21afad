"""The table of formats, a module for each family."""
