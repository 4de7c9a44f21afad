"""Readers of pictures: pixels, the words that stand in their metadata, letters by OCR."""
