"""python -m benchmarks [board|callbacks|importing|… ]: all of them, or the named ones (基准测试)."""

import asyncio
import sys

from benchmarks import board, callbacks, duplicates, exporting, importing, lists, memory, recycling, visibility

ALL = {
    "board": board.run,
    "callbacks": callbacks.run,
    "duplicates": duplicates.run,
    "exporting": exporting.run,
    "importing": importing.run,
    "lists": lists.run,
    "memory": memory.run,
    "recycling": recycling.run,
    "visibility": visibility.run,
}


def main(names: list[str]) -> int:
    """Runs them one after the other: beside each other they would measure themselves."""
    if unknown := [name for name in names if name not in ALL]:
        print(f"no benchmark {unknown[0]!r}; there are {', '.join(ALL)}", file=sys.stderr)
        return 2
    for name in names or ALL:
        asyncio.run(ALL[name]())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
