"""Programs: what words they hold, and whether anything else may hide in them."""
