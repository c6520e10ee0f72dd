"""Runs cells in kernels of which each that dies is started again as Jupyter's restarter does it: with its connection file.

usage: autorestart.py KERNEL_NAME < lives.json

The input lists lives, each a list of cells; between one life and the next the kernel has to die by itself, or by "kill"
in the place of a cell; "restart" has Jupyter restart it in the usual way. Prints for each cell what it wrote to stderr;
null for one whose kernel died.
"""

import json
import os
import queue
import signal
import sys
import time

from jupyter_client.manager import KernelManager

TIMEOUT = 120


def run(manager, code):
    """What a cell writes to stderr, or None when its kernel dies."""
    client = manager.client()
    client.start_channels(hb=False)
    try:
        client.wait_for_ready(timeout=TIMEOUT)
        request = client.execute(code)
        text = ""
        deadline = time.monotonic() + TIMEOUT
        while time.monotonic() < deadline:
            try:
                message = client.get_iopub_msg(timeout=0.2)
            except queue.Empty:
                if not manager.is_alive():
                    return None
                continue
            if message["parent_header"].get("msg_id") != request:
                continue
            content = message["content"]
            if message["msg_type"] == "stream" and content["name"] == "stderr":
                text += content["text"]
            if content.get("execution_state") == "idle":
                return text
        raise TimeoutError(f"the kernel neither answers nor dies: {code}")
    finally:
        client.stop_channels()


def live(manager, cells):
    told = []
    for code in cells:
        if code == "kill":
            os.kill(manager.provisioner.process.pid, signal.SIGKILL)
        elif code == "restart":
            manager.restart_kernel()
        else:
            told.append(run(manager, code))
    return told


def await_death(manager):
    deadline = time.monotonic() + TIMEOUT
    while manager.is_alive():
        if time.monotonic() > deadline:
            raise TimeoutError("the kernel has not died")
        time.sleep(0.05)


def main():
    manager = KernelManager(kernel_name=sys.argv[1])
    manager.start_kernel()
    told = []
    try:
        for number, cells in enumerate(json.load(sys.stdin)):
            if number > 0:
                await_death(manager)
                manager.restart_kernel(now=True)
            told.append(live(manager, cells))
        manager.shutdown_kernel()
    finally:
        if manager.is_alive():
            manager.shutdown_kernel(now=True)
    json.dump(told, sys.stdout)


main()
