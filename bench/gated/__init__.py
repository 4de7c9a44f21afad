"""Parts of the gate's bench: files that are new when somebody opens them, and ClamAV's scanner beside them."""
