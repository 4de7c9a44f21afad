"""What reviewers say that documents are, so that models can learn from it."""
