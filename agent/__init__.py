"""Watches, decides, acts and reports. `agent.wire` is the one room that the server may enter."""
