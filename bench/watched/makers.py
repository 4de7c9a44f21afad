"""What is made to be heard: by another process, as quickly as it can."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

FOLDERS_OF_A_BURST = 100
TREE = """
made = 0
for a in range(1000):
    for b in range(100):
        for c in range(100):
            if made == count:
                raise SystemExit
            os.makedirs(f"{a}/{b}/{c}")
            for n in range(FILES):
                os.close(os.open(f"{a}/{b}/{c}/{n}.txt", os.O_CREAT | os.O_WRONLY))
            made += 1
"""
Maker = Callable[[Path, int], frozenset[str]]


def burst(root: Path, files: int) -> frozenset[str]:
    """Many files at once, in turn in a hundred folders that `prepare` made."""
    one = "for n in range(count): os.close(os.open(f'{n % FOLDERS}/{n}.txt', os.O_CREAT | os.O_WRONLY))"
    elsewhere(one.replace("FOLDERS", str(FOLDERS_OF_A_BURST)), root, files)
    return frozenset(f"{number % FOLDERS_OF_A_BURST}/{number}.txt" for number in range(files))


def prepare(root: Path) -> None:
    """The folders of a burst; they are there before anybody watches."""
    for number in range(FOLDERS_OF_A_BURST):
        (root / f"{number}").mkdir()


def new_folders(root: Path, folders: int) -> frozenset[str]:
    """A file in each of many new folders."""
    one = "for n in range(count): os.mkdir(f'n{n}'); os.close(os.open(f'n{n}/file.txt', os.O_CREAT | os.O_WRONLY))"
    elsewhere(one, root, folders)
    return frozenset(f"n{number}/file.txt" for number in range(folders))


def tree(root: Path, folders: int, files: int) -> None:
    """Folders three deep, some hundred in each, with so many files in each of the deepest."""
    elsewhere(TREE.replace("FILES", str(files)), root, folders)


def elsewhere(program: str, root: Path, count: int) -> None:
    """Run Python in a process of its own, in a folder."""
    subprocess.run([sys.executable, "-c", f"import os; count = {count}\n{program}"], cwd=root, check=True)
