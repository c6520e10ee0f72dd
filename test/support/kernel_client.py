"""Runs steps against a fresh kernel and prints what it answers, as one JSON document.

usage: kernel_client.py KERNEL_NAME [TRANSPORT] < steps.json

A step is one of
  {"execute": ["code", ...], ...options}  queue these cells all at once, then wait for all their replies
  {"start": ["code", ...], ...options}    queue them, and go on
  {"request": "history_request", "content": {...}, "channel": "shell"}  send, and wait for the reply
  {"message": "comm_open", "content": {...}}  send what has no reply, and wait until the kernel is idle
  {"raw": ["header", "parent", "metadata", "content"], "signature": "..."}
      send these frames (bytes as Latin-1), rightly signed unless a signature is given, and go on
  {"knock": true}                         send all of the kernel's ports what is no message, and go on
  {"beat": "text"}                        send the heartbeat's port a text, and wait for what it answers
  {"join": true}                          connect a second client, and wait for the kernel's welcome
  {"wait": seconds}                       go on listening
  {"interrupt": seconds, "with": "message" | "signal"}  interrupt that long after the next step has begun
Of the options "answers" gives what to answer, one after the other, when cells ask; {"interrupt": "signal"} interrupts
instead. What is asked beyond that stays open.
The answer lists, for each request: its reply, the iopub messages that belong to it, the types of all these in the order
of their arrival ("busy" and "idle" for the status), what it asked, and the seconds it took.
"""

import json
import os
import queue
import signal
import socket
import sys
import threading
import time

import zmq
from jupyter_client.manager import KernelManager

OPTIONS = ("silent", "store_history", "user_expressions", "stop_on_error", "allow_stdin")
TIMEOUT = 120


class Recorder:
    def __init__(self, manager):
        started = time.monotonic()
        manager.start_kernel(cwd=os.getcwd(), stdout=sys.stderr)  # stdout is for what this tells
        self.manager = manager
        self.client = manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=TIMEOUT)
        self.ready_seconds = time.monotonic() - started
        self.requests = {}
        self.stray = []
        self.answers = []

    def send(self, kind, content, channel="shell"):
        message = self.client.session.msg(kind, content)
        getattr(self.client, f"{channel}_channel").send(message)
        record = {"sent": time.monotonic(), "reply": None, "idle": False, "messages": [], "order": [], "questions": []}
        self.requests[message["header"]["msg_id"]] = record
        return record

    def send_raw(self, parts, signature=None):
        frames = [part.encode("latin-1") for part in parts]
        session = self.client.session
        sign = signature.encode() if signature is not None else session.sign(frames)
        self.client.shell_channel.socket.send_multipart([b"<IDS|MSG>", sign, *frames])

    def knock(self):
        info = self.manager.get_connection_info()
        for port in ("shell_port", "control_port", "iopub_port", "stdin_port", "hb_port"):
            with socket.create_connection((info["ip"], info[port])) as connection:
                connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        with self.peer(zmq.DEALER, "hb_port") as peer:
            peer.send(b"no request: no empty frame before it")

    def beat(self, text):
        with self.peer(zmq.REQ, "hb_port") as peer:
            peer.send_string(text)
            heard = peer.recv_string() if peer.poll(TIMEOUT * 1000) else None
            return {"reply": {"type": "beat", "text": heard}, "messages": []}

    def peer(self, kind, port):
        info = self.manager.get_connection_info()
        peer = zmq.Context.instance().socket(kind)
        peer.connect(f"{info['transport']}://{info['ip']}:{info[port]}")
        return peer

    def listen(self, seconds=0.05):
        """Takes in what arrives, for at most that long."""
        for channel in ("shell", "control", "stdin"):
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
        elif channel == "stdin":
            record["questions"].append({"type": kind, **content})
            self.answer()
        elif channel != "iopub":
            record["reply"] = {"type": kind, **content}
            record["channel"] = channel
            record["seconds"] = time.monotonic() - record["sent"]
        else:
            record["messages"].append({"type": kind, **content})
            record["order"].append(content["execution_state"] if kind == "status" else kind)
            if kind not in ("status", "execute_input"):
                record.setdefault("first_output", time.monotonic() - record["sent"])
            if kind == "status" and content["execution_state"] == "idle":
                record["idle"] = True

    def answer(self):
        """Answers the question that has come, if there is something left to answer, or interrupts the cell that asks."""
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, str):
            self.client.input(answer)
        elif answer:
            self.interrupt(answer["interrupt"])

    def wait_for(self, records, reply=True):
        deadline = time.monotonic() + TIMEOUT
        while not all((r["reply"] or not reply) and r["idle"] for r in records):
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

    def join(self):
        client = type(self.client)()  # the manager's clients have one name between them, as one that connects anew
        client.load_connection_info(self.manager.get_connection_info())
        client.start_channels(stdin=False, hb=False, control=False)
        message = client.get_iopub_msg(timeout=TIMEOUT)
        client.stop_channels()
        return {"reply": {"type": message["msg_type"], **message["content"]}, "messages": []}


def run(recorder, steps):
    records = []
    for step in steps:
        if "execute" in step or "start" in step:
            options = {k: step[k] for k in OPTIONS if k in step}
            recorder.answers = list(step.get("answers", []))
            codes = step.get("execute") or step["start"]
            sent = [recorder.send("execute_request", {"code": c, **options}) for c in codes]
            if "execute" in step:
                recorder.wait_for(sent)
            records += sent
        elif "request" in step or "message" in step:
            kind = step.get("request") or step["message"]
            record = recorder.send(kind, step["content"], step.get("channel", "shell"))
            recorder.wait_for([record], reply="request" in step)
            records.append(record)
        elif "raw" in step:
            recorder.send_raw(step["raw"], step.get("signature"))
        elif "knock" in step:
            recorder.knock()
        elif "beat" in step:
            records.append(recorder.beat(step["beat"]))
        elif "join" in step:
            records.append(recorder.join())
        elif "interrupt" in step:
            threading.Timer(step["interrupt"], recorder.interrupt, [step["with"]]).start()
        else:
            recorder.listen_for(step["wait"])
    return records


def main():
    name, *transport = sys.argv[1:]
    manager = KernelManager(kernel_name=name, **({"transport": transport[0]} if transport else {}))
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
