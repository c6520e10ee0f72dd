"""A peer without a library: the engine named by the argument answers what the folder's answer.json says, or misbehaves."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "bench" / "peers"))

from protocol import Engine, serve


class Values(list):
    """As much of an array as the protocol uses."""

    def reshape(self, _shape):
        return self

    def tolist(self):
        return list(self)


class Fake(Engine):
    version = "1.2.3"
    variants = ("slow", "broken", "fast") if sys.argv[1] == "varied" else ()

    def load(self, folder, threads):
        if sys.argv[1] == "unable":
            raise ValueError("no such operation: Fancy")
        print("a library's greeting")
        self.folder, self.threads, self.variant = folder, threads, "slow"

    def take(self, file):
        return file.name

    def run(self, images):
        if sys.argv[1] == "dying":
            sys.exit("out of memory")
        if sys.argv[1] == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if sys.argv[1] == "hanging":
            subprocess.run(["sleep", "60"])
        if self.variant == "broken":
            raise RuntimeError("no compiler")
        time.sleep({"slow": 0.02, "fast": 0.002}[self.variant])
        values = json.loads((self.folder / "answer.json").read_text())
        return Values(reversed(values) if sys.argv[1] == "wrong" else values)

    def choose(self, variant):
        self.variant = variant

    def keep(self, variant):
        self.variants = (variant,)

    def unload(self):
        pass


serve(Fake())
