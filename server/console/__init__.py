"""The web console: server-rendered pages in Japanese, English and Chinese."""
