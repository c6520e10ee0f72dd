"""PyTorch: eager and frozen, each in two memory layouts, and compiled."""

import warnings

import numpy as np
import torch
import torch._inductor.config

from files import read_graph, read_images, read_weights
from protocol import Engine
from torch_network import Network

LAYOUTS = {"NCHW": torch.contiguous_format, "channels_last": torch.channels_last}

torch._inductor.config.freezing = True  # weights are constants, so that batch norm can be folded into them


class Torch(Engine):
    version = torch.__version__.split("+")[0]
    variants = ("eager, NCHW", "eager, channels_last", "frozen, NCHW", "frozen, channels_last", "compiled")

    def load(self, folder, threads):
        torch.set_num_threads(threads)
        self.network = Network(read_graph(folder), read_weights(folder)).eval()
        self.example = folder / "images.bin"
        self.made = {}
        self.choose("eager, channels_last")

    def take(self, file):
        images = torch.from_numpy(np.ascontiguousarray(read_images(file).transpose(0, 3, 1, 2)))
        return images.contiguous(memory_format=self.layout)

    @torch.inference_mode()
    def run(self, images):
        return self.way(images).numpy()

    def choose(self, variant):
        kind, layout = variant.split(", ") if ", " in variant else (variant, "channels_last")
        self.layout = LAYOUTS[layout]
        if kind == "eager":
            self.way = self.network.to(memory_format=self.layout)
            return
        if variant not in self.made:
            self.network.to(memory_format=self.layout)
            self.made[variant] = getattr(self, kind)()
        self.way = self.made[variant]

    def keep(self, variant):
        self.made = {name: way for name, way in self.made.items() if name == variant}

    @torch.inference_mode()
    def frozen(self):
        """Traced, with constants folded in, batch norm folded into convolutions, and these handed to oneDNN."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that TorchScript gives way to torch.compile, which is a variant too
            traced = torch.jit.trace(self.network, self.take(self.example))
            return torch.jit.optimize_for_inference(torch.jit.freeze(traced))

    def compiled(self):
        return torch.compile(self.network)

    def unload(self):
        self.network = self.way = None
        self.made = {}
        torch._dynamo.reset()
