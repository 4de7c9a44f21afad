"""The kernel's fanotify, as the watcher and whoever answers for opens need it."""
