"""What the benchmark leaves for the peers in a network's folder."""

import json
import math

import numpy as np


def read_graph(folder):
    """The network: {"image": …, "nodes": […], "output": …}, each node a call of a layer."""
    return json.loads((folder / "graph.json").read_text())


def read_weights(folder):
    """{layer: {kind: array}}, in TensorFlow's order of axes; the arrays lie in the file, not in memory."""
    weights = {}
    for entry in json.loads((folder / "weights.json").read_text()):
        array = np.memmap(
            folder / "weights.bin", np.float32, "r", entry["offset"], tuple(entry["shape"])
        )
        weights.setdefault(entry["layer"], {})[entry["kind"]] = array
    return weights


def read_images(file):
    """Images [n, height, width, channels] of the shape that the folder's graph says."""
    shape = json.loads((file.parent / "graph.json").read_text())["image"]["shape"]
    return np.fromfile(file, np.float32).reshape(-1, *shape)


def padding(node, window):
    """Rows above and below, columns left and right that TensorFlow's padding adds to a node's input."""
    config = node["config"]
    if config["padding"] != "same":
        return (0, 0), (0, 0)
    sizes = zip(node["inputShapes"][0][1:3], window, config["strides"], config.get("dilationRate") or (1, 1))
    return tuple(same(*size) for size in sizes)


def same(size, kernel, stride, dilation=1):
    total = max((math.ceil(size / stride) - 1) * stride + (kernel - 1) * dilation + 1 - size, 0)
    return total // 2, total - total // 2
