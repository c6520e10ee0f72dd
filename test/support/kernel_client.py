"""Runs steps against a fresh kernel and prints what it answers, as one JSON document.

usage: kernel_client.py KERNEL_NAME < steps.json

A step is one of
  {"execute": ["code", ...], ...options}  queue these cells all at once, then wait for all their replies
  {"request": "history_request", "content": {...}, "channel": "shell"}
  {"wait": seconds}                       go on listening
  {"interrupt": seconds, "with": "message" | "signal"}  interrupt that long after the next step has begun
The answer lists, for each request: its reply, the iopub messages that belong to it, and the seconds it took.
"""

import json
import os
import queue
import signal
import sys
import threading
import time

from jupyter_client.manager import KernelManager

OPTIONS = ("silent", "store_history", "user_expressions", "stop_on_error")
TIMEOUT = 120


class Recorder:
    def __init__(self, manager):
        started = time.monotonic()
        manager.start_kernel(cwd=os.getcwd())
        self.manager = manager
        self.client = manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=TIMEOUT)
        self.ready_seconds = time.monotonic() - started
        self.requests = {}
        self.stray = []

    def send(self, kind, content, channel="shell"):
        message = self.client.session.msg(kind, content)
        getattr(self.client, f"{channel}_channel").send(message)
        record = {"sent": time.monotonic(), "reply": None, "idle": False, "messages": []}
        self.requests[message["header"]["msg_id"]] = record
        return record

    def listen(self, seconds=0.05):
        """Takes in what arrives, for at most that long."""
        for channel in ("shell", "control"):
            self.take(channel, 0)
        self.take("iopub", seconds)

    def take(self, channel, seconds):
        try:
            message = getattr(self.client, f"get_{channel}_msg")(timeout=seconds)
        except queue.Empty:
            return
        record = self.requests.get(message["parent_header"].get("msg_id"))
        kind, content = message["msg_type"], message["content"]
        if record is None:
            self.stray.append({"type": kind, "content": content})
        elif channel != "iopub":
            record["reply"] = {"type": kind, **content}
            record["seconds"] = time.monotonic() - record["sent"]
        else:
            record["messages"].append({"type": kind, **content})
            if kind == "status" and content["execution_state"] == "idle":
                record["idle"] = True

    def wait_for(self, records):
        deadline = time.monotonic() + TIMEOUT
        while not all(r["reply"] and r["idle"] for r in records):
            if time.monotonic() > deadline:
                raise TimeoutError(f"no reply: {records}")
            self.listen()

    def listen_for(self, seconds):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.listen()

    def interrupt(self, how):
        if how == "signal":
            os.kill(self.manager.provisioner.process.pid, signal.SIGINT)
        else:
            self.manager.interrupt_kernel()


def run(recorder, steps):
    records = []
    for step in steps:
        if "execute" in step:
            options = {k: step[k] for k in OPTIONS if k in step}
            sent = [recorder.send("execute_request", {"code": c, **options}) for c in step["execute"]]
            recorder.wait_for(sent)
            records += sent
        elif "request" in step:
            record = recorder.send(step["request"], step["content"], step.get("channel", "shell"))
            recorder.wait_for([record])
            records.append(record)
        elif "interrupt" in step:
            threading.Timer(step["interrupt"], recorder.interrupt, [step["with"]]).start()
        else:
            recorder.listen_for(step["wait"])
    return records


def main():
    manager = KernelManager(kernel_name=sys.argv[1])
    try:
        recorder = Recorder(manager)
        records = run(recorder, json.load(sys.stdin))
        process = manager.provisioner.process
        started = time.monotonic()
        manager.shutdown_kernel()
        shutdown_seconds = time.monotonic() - started
        for record in records:
            record["messages"] = [m for m in record["messages"] if m["type"] != "status"]
        json.dump(
            {
                "requests": records,
                "stray": recorder.stray,
                "ready_seconds": recorder.ready_seconds,
                "shutdown_seconds": shutdown_seconds,
                "exit_code": process.poll() if process else None,
            },
            sys.stdout,
        )
    finally:
        if manager.is_alive():
            manager.shutdown_kernel(now=True)


main()
