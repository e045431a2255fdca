"""Executes one notebook on a Jupyter kernel and says on standard output how far it is.

Each line is a JSON object: {"event": "cell", "index": i, "state": "start" | "end"}, and at the end
either {"event": "done"} or {"event": "failed", "index": i, "name": …, "message": …, "traceback": […]}.
The executed notebook is written only when every cell came through. The kernel ends with this process,
and this process with the one that started it.
"""

import argparse
import asyncio
import json
import os
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

PARENT_CHECK_SECONDS = 0.5


def emit(**event):
    print(json.dumps(event), flush=True)


class Place:
    """The cell that runs now: exceptions of nbclient do not say it."""

    index = None


def start(cell, cell_index, **_):
    Place.index = cell_index
    emit(event="cell", index=cell_index, state="start")


def end(cell, cell_index, **_):
    emit(event="cell", index=cell_index, state="end")


async def parent_gone(parent):
    while os.getppid() == parent:
        await asyncio.sleep(PARENT_CHECK_SECONDS)


async def execute(client):
    """Runs to the end, or until the parent process is gone; the kernel is shut down either way."""
    work = asyncio.ensure_future(client.async_execute())
    watch = asyncio.ensure_future(parent_gone(os.getppid()))
    await asyncio.wait([work, watch], return_when=asyncio.FIRST_COMPLETED)
    watch.cancel()
    if not work.done():
        work.cancel()
    await work


def failed(name, message, traceback=()):
    emit(event="failed", index=Place.index, name=name, message=message, traceback=list(traceback))
    return 1


def traceback_of(notebook):
    if Place.index is None:
        return []
    outputs = notebook.cells[Place.index].get("outputs", [])
    return [line for output in outputs if output.output_type == "error" for line in output.traceback]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--source", required=True)
    parser.add_argument("--target", required=True)
    parser.add_argument("--folder", required=True, help="working folder of the kernel")
    parser.add_argument("--timeout", type=float, required=True, help="seconds a cell may take")
    parser.add_argument("--kernel", default="deno")
    options = parser.parse_args()

    notebook = nbformat.read(options.source, as_version=4)
    client = NotebookClient(
        notebook,
        kernel_name=options.kernel,
        timeout=options.timeout,
        record_timing=False,
        shutdown_kernel="immediate",
        resources={"metadata": {"path": options.folder}},
        on_cell_execute=start,
        on_cell_executed=end,
    )
    try:
        asyncio.run(execute(client))
    except CellExecutionError as error:
        return failed(error.ename, error.evalue, traceback_of(notebook))
    except CellTimeoutError:
        return failed("Timeout", f"the cell took longer than {options.timeout:g} s")
    except DeadKernelError:
        return failed("DeadKernel", "the kernel ended while the cell ran")
    except asyncio.CancelledError:
        return 130
    except Exception as error:  # no kernel of that name, no port, no memory
        return failed(type(error).__name__, str(error))
    nbformat.write(notebook, options.target)
    emit(event="done")
    return 0


if __name__ == "__main__":
    sys.exit(main())
