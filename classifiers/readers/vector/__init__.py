"""Readers of drawings by strokes: PostScript, Windows metafiles and their like."""
