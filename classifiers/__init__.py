"""What a document is: bytes to an assessment. Knows no network and no policy rule."""
