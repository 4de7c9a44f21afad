"""What can be told from a document without a trained model: markings and registered content."""
