"""The demo: the whole path, on real processes and real files, in a scratch folder."""
