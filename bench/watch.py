"""What is lost of bursts and of new folders, what a large tree costs, and how long a stop takes: the agent on each back
end, beside bare watchdog, watchfiles and inotifywait."""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.watched.agent import USED, quarantine_ms
from bench.watched.makers import Maker, burst, new_folders, prepare, tree
from bench.watched.peers import peers, settle
from tests.support.watched_tree import BACK_ENDS, WatchedTree

MEMORY = Path("/dev/shm")  # noqa: S108 - a file system in memory
PATTERNS: dict[str, Maker] = {"burst": burst, "new_folders": new_folders}
Figures = dict[str, float]


def resident_mb(key: str = "VmRSS") -> float:
    """Memory of this process now, or the most it ever held (`VmHWM`)."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(key))


@contextmanager
def places(where: Path | None) -> Iterator[tuple[Path, Path]]:
    """A folder to be watched, and one for the journal, which is in memory wherever that is to be had."""
    with (
        tempfile.TemporaryDirectory(dir=where) as folder,
        tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as data,
    ):
        prepare(Path(folder))
        yield Path(folder), Path(data)


def ours(back_end: str, make: Maker, count: int, where: Path | None, most_s: float) -> tuple[float, float, float]:
    """Share of the files that were never judged, share judged more than once, and seconds until all were."""
    with places(where) as (folder, data):
        agent = WatchedTree(folder, data, back_end)
        agent.start()
        begun_s = time.monotonic()
        made = make(folder, count)
        agent.run(lambda: len(agent.judged) >= count, most_s)
        took_s = time.monotonic() - begun_s
        # What comes twice comes a little later.
        agent.run(agent.is_quiet, 20.0)
        agent.stop()
        lost = len(made - agent.judged.keys())
        return lost / count, sum(times > 1 for times in agent.judged.values()) / count, took_s


def losses(
    counts: dict[str, int], wheres: dict[str, Path | None], back_ends: tuple[str, ...], most_s: float
) -> Figures:
    """Files lost and judged twice, for each pattern, place and back end; and lost by the peers."""
    figures: Figures = {}
    for pattern, make in PATTERNS.items():
        for place, where in wheres.items():
            for back_end in back_ends:
                name = f"{pattern}_{back_end}_{place}"
                try:
                    lost, twice, took_s = ours(back_end, make, counts[pattern], where, most_s)
                except PermissionError:
                    continue  # a mark on a file system is for root alone
                figures |= {f"lost_{name}": lost, f"twice_{name}": twice, f"seconds_{name}": round(took_s, 1)}
        for peer, watch in peers().items():
            with places(next(iter(wheres.values()))) as (folder, _):
                heard = watch(folder)
                made = make(folder, counts[pattern])
                settle(heard)
                heard.stop()
                figures[f"lost_{pattern}_{peer}"] = len({str(folder / each) for each in made} - heard.seen) / len(made)
        figures[f"lost_{pattern}"] = max(
            value for name, value in figures.items() if name.removeprefix(f"lost_{pattern}_").split("_")[0] in back_ends
        )
    return figures


def grown(back_end: str, folder: Path, data: Path) -> Figures:
    """What going through a tree costs this process, the first time and once all is known."""
    agent = WatchedTree(folder, data, back_end)
    agent.count_only()
    before_mb, begun_s = resident_mb(), time.monotonic()
    agent.start()
    watched_mb, watched_s = resident_mb(), time.monotonic() - begun_s
    agent.scan("first")
    agent.run(agent.is_quiet, 7200.0)
    first_s = time.monotonic() - begun_s - watched_s
    begun_s = time.monotonic()
    agent.scan("start")
    agent.run(agent.is_quiet, 7200.0)
    again_s = time.monotonic() - begun_s
    agent.stop()
    return {
        "tree_files": agent.files,
        f"tree_watch_s_{back_end}": round(watched_s, 1),
        f"tree_watch_mb_{back_end}": round(watched_mb - before_mb, 1),
        f"tree_rss_mb_{back_end}": round(resident_mb("VmHWM") - before_mb, 1),
        f"tree_first_s_{back_end}": round(first_s, 1),
        f"tree_again_s_{back_end}": round(again_s, 1),
    }


def trees(folders: int, files: int, back_ends: tuple[str, ...], where: Path | None) -> Figures:
    """The same of each back end on one tree on disk, each in a process of its own."""
    figures: Figures = {"tree_folders": folders}
    with tempfile.TemporaryDirectory(dir=where) as folder:
        tree(Path(folder), folders, files)
        for back_end in back_ends:
            with places(MEMORY if MEMORY.is_dir() else None) as (_, data):
                command = [sys.executable, "-m", "bench.watch", "--grown", back_end, folder, str(data)]
                figures |= json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    figures["tree_rss_mb"] = figures[f"tree_rss_mb_{back_ends[0]}"]
    return figures


def shares(taken_ms: list[float]) -> Figures:
    """The middle and the slow end."""
    ordered = sorted(taken_ms)
    return {f"p{share}": round(ordered[min(len(ordered) - 1, len(ordered) * share // 100)], 1) for share in (50, 99)}


def stops(documents: int, back_ends: tuple[str, ...]) -> Figures:
    """Milliseconds from a document's last byte until it is out of reach, with the shipped models."""
    figures: Figures = {}
    for back_end in back_ends:
        with tempfile.TemporaryDirectory() as folder:
            taken = quarantine_ms(Path(folder) / "house", documents=documents, backend=back_end)
        figures[f"quarantine_processor_ms_{back_end}"] = round(taken.pop(USED)[0], 1)
        figures |= {f"quarantine_ms_{share}_{back_end}": ms for share, ms in shares(taken.pop("written")).items()}
        for way, each in taken.items():
            figures |= {f"quarantine_ms_{share}_{way}_{back_end}": ms for share, ms in shares(each).items()}
    figures["quarantine_ms_p50"] = figures[f"quarantine_ms_p50_{back_ends[0]}"]
    figures["quarantine_ms_p99"] = figures[f"quarantine_ms_p99_{back_ends[0]}"]
    figures["load_per_processor"] = round(os.getloadavg()[0] / (os.cpu_count() or 1), 2)
    return figures


def main() -> None:
    """Print the figures, as a table or as JSON."""
    args = _arguments()
    # Overflow is what is provoked here; watchdog says so a hundred times.
    logging.getLogger("watchdog").setLevel(logging.CRITICAL)
    if args.grown:
        back_end, folder, data = args.grown
        print(json.dumps(grown(back_end, Path(folder), Path(data))))
        return
    back_ends = tuple(args.back_ends.split(","))
    counts = {"burst": args.files, "new_folders": args.folders}
    wheres: dict[str, Path | None] = {"memory": MEMORY, "disk": None} if MEMORY.is_dir() else {"disk": None}
    parts: dict[str, Callable[[], Figures]] = {
        "losses": lambda: losses(counts, wheres, back_ends, args.most_s),
        "trees": lambda: trees(args.tree_folders, args.tree_files, back_ends, None),
        "stops": lambda: stops(args.documents, tuple(each for each in back_ends if each != "polling")),
    }
    figures: Figures = {"files": args.files, "folders": args.folders}
    for part in args.parts.split(","):
        figures |= parts[part]()
    if args.json:
        print(json.dumps({"bench": "watch", "figures": figures}))
        return
    table = Table("figure", "value", title="watching")
    for name, value in figures.items():
        table.add_row(name, f"{value:g}")
    Console().print(table)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=100_000, help="files in the burst")
    parser.add_argument("--folders", type=int, default=10_000, help="new folders")
    parser.add_argument("--tree-folders", type=int, default=200_000, help="folders of the tree")
    parser.add_argument("--tree-files", type=int, default=1, help="files in each of them")
    parser.add_argument("--documents", type=int, default=60, help="documents to stop")
    parser.add_argument("--most-s", type=float, default=600.0, help="give up after so many seconds")
    parser.add_argument("--back-ends", default=",".join(BACK_ENDS), help="fanotify,watchdog,polling")
    parser.add_argument("--parts", default="losses,trees,stops", help="losses,trees,stops")
    parser.add_argument("--grown", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
