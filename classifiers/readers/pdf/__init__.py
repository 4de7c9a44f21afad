"""PDF: pages, their words and pictures, and everything that stands beside them."""
