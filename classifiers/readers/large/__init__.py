"""Files too large for memory: read where they lie, or as they go by."""
