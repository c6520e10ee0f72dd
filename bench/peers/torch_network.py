"""A network's graph as a PyTorch module, the way it would be written by hand: one layer for each of the graph's."""

import numpy as np
import torch
from torch import nn

from files import padding

ACTIVATIONS = {"relu": lambda: nn.ReLU(inplace=True), "softmax": lambda: nn.Softmax(-1)}


class Sum(nn.Module):
    def forward(self, first, *others):
        for other in others:
            first = first + other
        return first


class Concatenation(nn.Module):
    def forward(self, *maps):
        return torch.cat(maps, 1)


class GlobalAverage(nn.Module):
    def forward(self, maps):
        return maps.mean((2, 3))


class Flatten(nn.Module):
    """In TensorFlow's order, the channels last."""

    def forward(self, maps):
        return maps.permute(0, 2, 3, 1).flatten(1)


def with_activation(layer, config):
    name = config.get("activation", "linear")
    return layer if name == "linear" else nn.Sequential(layer, ACTIVATIONS[name]())


def padded(around, value, layer):
    """A layer behind the padding that it cannot add itself, because the sides differ."""
    (top, bottom), (left, right) = around
    return nn.Sequential(nn.ConstantPad2d((left, right, top, bottom), value), layer)


def symmetric(around):
    return all(before == after for before, after in around)


def convolution(node, weights, around):
    config, depthwise = node["config"], node["kind"] == "DepthwiseConv2D"
    kernel = weights["depthwise_kernel" if depthwise else "kernel"]
    # TensorFlow's axes: height, width, inputs, filters (of a depthwise one: of each input).
    axes = (2, 3, 0, 1) if depthwise else (3, 2, 0, 1)
    groups = kernel.shape[2] if depthwise else 1
    filters = kernel.shape[2] * kernel.shape[3] if depthwise else kernel.shape[3]
    layer = nn.Conv2d(
        node["inputShapes"][0][-1],
        filters,
        config["kernelSize"],
        config["strides"],
        [before for before, _ in around] if symmetric(around) else 0,
        config["dilationRate"],
        groups,
        bias="bias" in weights,
    )
    fill(layer.weight, kernel.transpose(axes).reshape(layer.weight.shape))
    if layer.bias is not None:
        fill(layer.bias, weights["bias"])
    layer = layer if symmetric(around) else padded(around, 0, layer)
    return with_activation(layer, config)


def dense(node, weights, _around):
    layer = nn.Linear(*weights["kernel"].shape)
    fill(layer.weight, weights["kernel"].T)
    fill(layer.bias, weights["bias"])
    return with_activation(layer, node["config"])


def batch_norm(node, weights, _around):
    rank = len(node["inputShapes"][0])
    kind = nn.BatchNorm2d if rank == 4 else nn.BatchNorm1d
    layer = kind(node["inputShapes"][0][-1], eps=node["config"]["epsilon"])
    fill(layer.weight, weights["gamma"])
    fill(layer.bias, weights["beta"])
    fill(layer.running_mean, weights["moving_mean"])
    fill(layer.running_var, weights["moving_variance"])
    return layer


def max_pooling(node, _weights, around):
    config = node["config"]
    size, strides = config["poolSize"], config["strides"]
    if symmetric(around):
        return nn.MaxPool2d(size, strides, [before for before, _ in around])
    if any(before for before, _ in around):
        return padded(around, -float("inf"), nn.MaxPool2d(size, strides))
    return nn.MaxPool2d(size, strides, ceil_mode=True)  # windows may reach beyond the end


def average_pooling(node, _weights, around):
    if around != ((0, 0), (0, 0)):
        raise NotImplementedError(f'{node["name"]}: average pooling with padding')
    return nn.AvgPool2d(node["config"]["poolSize"], node["config"]["strides"])


def relu(node, _weights, _around):
    limit = node["config"].get("maxValue")
    if limit is None:
        return nn.ReLU(inplace=True)
    return nn.Hardtanh(0.0, float(limit), inplace=True)


def normalization(node, _weights, _around):
    config = node["config"]
    size = 2 * config["depthRadius"] + 1
    # PyTorch divides alpha by the size.
    return nn.LocalResponseNorm(size, config["alpha"] * size, config["beta"], config["bias"])


def activation(node, _weights, _around):
    return ACTIVATIONS[node["config"]["activation"]]()


LAYERS = {
    "Activation": activation,
    "Add": lambda *_: Sum(),
    "AveragePooling2D": average_pooling,
    "BatchNormalization": batch_norm,
    "Concatenate": lambda *_: Concatenation(),
    "Conv2D": convolution,
    "Dense": dense,
    "DepthwiseConv2D": convolution,
    "Dropout": lambda *_: nn.Identity(),
    "Flatten": lambda *_: Flatten(),
    "GlobalAveragePooling2D": lambda *_: GlobalAverage(),
    "LocalResponseNormalization": normalization,
    "MaxPooling2D": max_pooling,
    "ReLU": relu,
    "ZeroPadding2D": lambda *_: nn.Identity(),  # the layer behind it pads
}

WINDOWS = {
    "AveragePooling2D": "poolSize",
    "Conv2D": "kernelSize",
    "DepthwiseConv2D": "kernelSize",
    "MaxPooling2D": "poolSize",
}


def paddings(nodes):
    """What each layer with a window pads: its own padding, and that of a ZeroPadding2D in front of it."""
    by_name = {node["name"]: node for node in nodes}
    around = {}
    for node in nodes:
        if node["kind"] not in WINDOWS:
            continue
        before = by_name.get(node["inputs"][0])
        if before and before["kind"] == "ZeroPadding2D":
            check_zeros(node, by_name.get(before["inputs"][0]))
            around[node["name"]] = tuple(tuple(side) for side in before["config"]["padding"])
        else:
            around[node["name"]] = padding(node, node["config"][WINDOWS[node["kind"]]])
    taken = {node["inputs"][0] for node in nodes if node["name"] in around}
    for node in nodes:
        if node["kind"] == "ZeroPadding2D" and node["name"] not in taken:
            raise NotImplementedError(f'{node["name"]}: nothing behind it takes in its zeros')
    return around


def is_relu(node):
    return node is not None and (node["kind"] == "ReLU" or node["config"].get("activation") == "relu")


def check_zeros(node, source):
    """Max-pooling pads with what is never the maximum, which zeros are not either behind a ReLU."""
    if node["config"]["padding"] == "same" or (node["kind"] == "MaxPooling2D" and not is_relu(source)):
        raise NotImplementedError(f'{node["name"]}: its padding cannot take in the zeros before it')


@torch.no_grad()
def fill(parameter, values):
    parameter.copy_(torch.from_numpy(np.array(values, order="C")))


class Network(nn.Module):
    """Runs the graph's layers in order and lets go of each map after its last use."""

    def __init__(self, graph, weights):
        super().__init__()
        nodes = graph["nodes"]
        around = paddings(nodes)
        self.layers = nn.ModuleList(
            LAYERS[node["kind"]](node, weights.get(node["name"], {}), around.get(node["name"])) for node in nodes
        )
        self.image, self.output = graph["image"]["name"], graph["output"]
        last = {name: i for i, node in enumerate(nodes) for name in node["inputs"]}
        self.steps = [
            (node["name"], node["inputs"], [name for name in set(node["inputs"]) if last[name] == i])
            for i, node in enumerate(nodes)
        ]

    def forward(self, image):
        maps = {self.image: image}
        for layer, (name, inputs, done) in zip(self.layers, self.steps):
            maps[name] = layer(*[maps[i] for i in inputs])
            for i in done:
                del maps[i]
        return maps[self.output]
