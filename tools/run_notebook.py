"""Executes a notebook top to bottom in its own kernel, shows how far it is, and saves what it has after every cell.

    run_notebook.py NOTEBOOK --output FILE    the executed notebook goes to FILE, as far as it got

Exit code 0: all cells ran. 1: a cell failed; its heading and its error are printed. 130: interrupted.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError
from nbformat import NotebookNode, ValidationError
from nbformat.reader import NotJSONError
from tqdm import tqdm

KERNEL = "tslab"  # as set-up calls it
ANSI_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
ATX_HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$")


def headings(notebook: NotebookNode) -> list[str]:
    """For each cell, the last markdown heading above it (or in it)."""
    result, current = [], ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            in_fence = False
            for line in cell.source.splitlines():
                in_fence ^= line.lstrip().startswith("```")
                match = ATX_HEADING.match(line)
                if match and not in_fence:
                    current = match[1]
        result.append(current)
    return result


def save(notebook: NotebookNode, path: Path) -> None:
    """Writes the notebook under a passing name and renames it, so that it is never seen half written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    nbformat.write(notebook, partial)
    os.replace(partial, path)


class Progress:
    """Cell n of m, its heading, the time so far, on stderr: a bar in a terminal, elsewhere a line a cell."""

    REMIND = 30  # seconds after which a line tells that a cell still runs

    def __init__(self, total: int) -> None:
        self.total = total
        self.number = 0
        self.heading = ""
        self.started = self.written = time.monotonic()
        self.bar = None
        if sys.stderr.isatty() and os.get_terminal_size(sys.stderr.fileno()).columns > 0:
            layout = "cell {n} of {total} |{bar:24}| {elapsed}  {desc}"
            self.bar = tqdm(total=total, bar_format=layout, file=sys.stderr)

    def begin(self, heading: str) -> None:
        self.number += 1
        self.heading = heading
        self.write_line(heading)
        if self.bar is not None:
            self.bar.n = self.number
            self.bar.set_description_str(heading)

    def write_line(self, text: str) -> None:
        self.written = time.monotonic()
        if self.bar is None:
            place = f"cell {self.number} of {self.total}  {self.written - self.started:5.1f} s"
            print(f"{place}  {text}", file=sys.stderr, flush=True)

    async def tick(self) -> None:
        """Keeps the clock running while a long cell does."""
        while True:
            await asyncio.sleep(0.5)
            if self.bar is not None:
                self.bar.refresh()
            if self.number and time.monotonic() - self.written > self.REMIND:
                self.write_line("… still running")

    def close(self) -> None:
        if self.bar is not None:
            self.bar.close()


class Run:
    """One execution of one notebook."""

    def __init__(self, path: Path, partial: Path) -> None:
        self.notebook = nbformat.read(path, as_version=4)
        self.partial = partial
        self.headings = headings(self.notebook)
        self.interrupted = False
        self.failure: dict = {}
        self.ask_cause: list[str] = []
        code = [cell for cell in self.notebook.cells if cell.cell_type == "code"]
        for cell in code:  # so that a partial notebook shows no results of an earlier run
            cell.outputs, cell.execution_count = [], None
            cell.metadata.pop("execution", None)
        self.progress = Progress(sum(1 for cell in code if cell.source.strip()))
        self.client = NotebookClient(
            self.notebook,
            timeout=None,
            record_timing=False,  # no times of the day: the same results make the same file
            coalesce_streams=True,
            resources={"metadata": {"path": str(path.parent)}},
            on_notebook_start=self.begin,
            on_cell_execute=lambda cell, cell_index: self.progress.begin(self.headings[cell_index]),
            on_cell_executed=lambda **_: self.save_partial(),
            on_cell_error=self.keep_failure,
        )

    async def execute(self) -> None:
        self.task = asyncio.current_task()
        clock = asyncio.create_task(self.progress.tick())
        try:
            await self.client.async_execute()
        finally:
            clock.cancel()
            self.progress.close()
            self.save_partial()

    def save_partial(self) -> None:
        save(self.notebook, self.partial)

    def keep_failure(self, execute_reply: dict, **_: object) -> None:
        self.failure = execute_reply["content"]

    def begin(self, **_: object) -> None:
        manager = self.client.km
        if manager.kernel_name == KERNEL:
            self.ask_cause = [*manager.format_kernel_cmd(), "--cause-of-death"]
        self.listen_for_interrupts()

    def listen_for_interrupts(self) -> None:
        """In place of nbclient's handlers, which cannot tell an interrupt from a kernel that died."""
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self.interrupt)

    def interrupt(self) -> None:
        if not self.interrupted:
            self.interrupted = True
            self.client.shutdown_kernel = "immediate"
            self.task.cancel()

    def place(self) -> str:
        under = f', under "{self.progress.heading}",' if self.progress.heading else ""
        return f"Cell {self.progress.number} of {self.progress.total}{under}"

    def cause_of_death(self) -> str:
        """What the course's kernel has left word of; of other kernels nothing is known."""
        if not self.ask_cause:
            return ""
        return subprocess.run(self.ask_cause, capture_output=True, text=True, check=False).stdout.strip()

    def error_text(self) -> str:
        """The traceback that the kernel sent, which ends or begins with the error; colours only in a terminal."""
        message = f"{self.failure.get('ename')}: {self.failure.get('evalue')}"
        text = "\n".join(self.failure.get("traceback") or [message])
        return text if sys.stderr.isatty() else ANSI_COLOUR.sub("", text)


def execute(run: Run) -> int:
    """Runs all cells; says what went wrong on stderr."""
    try:
        asyncio.run(run.execute())
        return 0
    except CellExecutionError:
        print(f"\n{run.place()} failed:\n\n{run.error_text()}", file=sys.stderr)
    except NoSuchKernel as error:
        way_out = (
            "npm run setup makes it."
            if error.name == KERNEL
            else f"npm run setup makes {KERNEL}, TypeScript (convbook). Choose it for this notebook "
            "(JupyterLab: Kernel > Change Kernel…) and save."
        )
        print(f"There is no kernel {error.name}: {way_out}", file=sys.stderr)
    except (DeadKernelError, asyncio.CancelledError) as error:
        if run.interrupted:
            kept = f" The notebook as far as it got: {run.partial}" if run.progress.number else ""
            print(f"\n{run.place()} was interrupted.{kept}", file=sys.stderr)
            return 130
        if not run.progress.number:
            print(f"The kernel did not start: {error}", file=sys.stderr)
        else:
            cause = run.cause_of_death()
            print(f"\n{run.place()} ended the kernel{cause and f': {cause}'}.", file=sys.stderr)
    return 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notebook", type=Path)
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()

    try:
        run = Run(arguments.notebook, arguments.output)
    except (NotJSONError, ValidationError, UnicodeDecodeError) as error:
        reason = str(error).splitlines()[0]
        print(f"{arguments.notebook} is not a notebook: {reason[:120]}", file=sys.stderr)
        return 1
    code = execute(run)
    if code == 1 and run.progress.number:
        print(f"\nThe notebook as far as it got: {arguments.output}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
