"""Readers of older and East Asian office documents, books and notebooks."""
