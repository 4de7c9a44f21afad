"""Legends, carriers and near misses of our own, with which the marking detector is measured."""
