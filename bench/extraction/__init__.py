"""Other programs that get text out of files, beside which ours is measured."""
