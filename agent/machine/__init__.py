"""What differs from one operating system to another, behind one set of names for each matter.

Each matter has a module that chooses (`folders`, `accounts`, `doors`, …) and one that does for each family of systems:
`posix_…` for Linux and macOS, `windows_…`. Nothing outside this package asks which system it runs on in order to open,
move, own or lock a file.
"""
