"""Sessions as cgroups: who works for which project is put into one, marked by what is read in it, and kept from the
network where that is configured.
"""
