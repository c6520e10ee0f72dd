"""What a peer and the benchmark say to each other: a line of JSON for each command, and one for each answer.

    {"do": "load", "folder": …, "network": …, "threads": …}  →  {"seconds": …, "version": …}
    {"do": "tune"}                                           →  {"variant": …, "candidatesMs": {…}}
    {"do": "answer", "images": FILE}                         →  {"values": […]}
    {"do": "run", "times": …}                                →  {"ms": […]}
    {"do": "memory"}                                         →  {"beforeBytes": …, "peakBytes": …}
    {"do": "unload"}                                         →  {}

A command that fails is answered by {"error": …}. The end of the input ends the peer.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path


class Engine:
    """One way to run a network. Subclasses say how to load it and how to come from images to values."""

    version = ""

    def load(self, folder, threads):
        """Makes the network in `folder` ready to run with so many threads."""
        raise NotImplementedError

    def take(self, file):
        """The images in a file of the folder, as the engine takes them."""
        raise NotImplementedError

    def run(self, images):
        """The network's output values in memory, as an array."""
        raise NotImplementedError

    # Its ways to run the network, where it has several
    variants = ()

    def choose(self, variant):
        """Runs the network that way from now on."""

    def keep(self, variant):
        """Chooses the variant for good."""

    def unload(self):
        raise NotImplementedError


def milliseconds(work):
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


# Making ways to run a network (PyTorch's compiler takes tens of seconds where the machine is busy) begins for so long, in s.
PATIENCE = 30


def medians(variants, choose, run, rounds=3):
    """{variant: its median in ms}. They take turns: one run that does not count, one that does.

    Variants that cannot run here are left out, and those whose turn to be made comes too late.
    """
    samples = {}
    start = time.perf_counter()
    for variant in variants:
        if time.perf_counter() - start > PATIENCE:
            print(f"{variant}: no time was left", file=sys.stderr)
            continue
        try:
            choose(variant)
            run()
            samples[variant] = []
        except Exception as error:  # whatever stands in its way: a compiler that is missing, an operation unknown
            print(f"{variant}: {error}", file=sys.stderr)
    for _ in range(rounds):
        for variant, times in samples.items():
            choose(variant)
            run()
            times.append(milliseconds(run))
    return {variant: sorted(times)[rounds // 2] for variant, times in samples.items()}


def resident():
    """Bytes of memory that the process takes, and the most that it took."""
    try:
        status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
        return tuple(int(status[name].split()[0]) * 1024 for name in ("VmRSS", "VmHWM"))
    except OSError:
        # macOS. (On Linux this figure begins with that of the process which started this one.)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak, peak


class Peer:
    """Carries commands out on an engine."""

    def __init__(self, engine):
        self.engine = engine
        self.images = None
        self.folder = None
        self.before = None

    def load(self, folder, network, threads):
        """The folder says all there is to say about the network; its name is for peers that know it."""
        self.folder = Path(folder)
        self.before, _ = resident()
        seconds = milliseconds(lambda: self.engine.load(self.folder, threads)) / 1000
        self.images = self.engine.take(self.folder / "images.bin")
        return {"seconds": seconds, "version": self.engine.version}

    def tune(self):
        if not self.engine.variants:
            return {"candidatesMs": {}}
        candidates = medians(self.engine.variants, self.choose, lambda: self.engine.run(self.images))
        variant = min(candidates, key=candidates.get)
        self.engine.keep(variant)
        self.choose(variant)
        return {"variant": variant, "candidatesMs": candidates}

    def choose(self, variant):
        self.engine.choose(variant)
        self.images = self.engine.take(self.folder / "images.bin")

    def answer(self, images):
        values = self.engine.run(self.engine.take(self.folder / images))
        return {"values": values.reshape(-1).tolist()}

    def run(self, times):
        return {"ms": [milliseconds(lambda: self.engine.run(self.images)) for _ in range(times)]}

    def memory(self):
        _, peak = resident()
        return {"beforeBytes": self.before, "peakBytes": peak}

    def unload(self):
        self.images = None
        self.engine.unload()
        return {}


COMMANDS = ("load", "tune", "answer", "run", "memory", "unload")


def serve(engine):
    """Answers commands until the input ends. What libraries print goes to stderr."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    peer = Peer(engine)
    for line in sys.stdin:
        command = json.loads(line)
        name = command.pop("do")
        try:
            if name not in COMMANDS:
                raise ValueError(f'there is no command "{name}"')
            answer = getattr(peer, name)(**command)
        except Exception as error:  # is the asker's to judge
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
