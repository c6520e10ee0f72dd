"""A network's graph as a Keras model: the layers have the same names there, and the same options."""

import keras
import tensorflow as tf
from keras import layers


class LocalResponseNormalization(layers.Layer):
    def __init__(self, depth_radius, bias, alpha, beta, **options):
        super().__init__(**options)
        self.constants = {"depth_radius": depth_radius, "bias": bias, "alpha": alpha, "beta": beta}

    def call(self, maps):
        return tf.nn.local_response_normalization(maps, **self.constants)


# {kind: (Keras's layer, {its option: the graph's})}
LAYERS = {
    "Activation": (layers.Activation, {"activation": "activation"}),
    "Add": (layers.Add, {}),
    "AveragePooling2D": (
        layers.AveragePooling2D,
        {"pool_size": "poolSize", "strides": "strides", "padding": "padding"},
    ),
    "BatchNormalization": (layers.BatchNormalization, {"epsilon": "epsilon"}),
    "Concatenate": (layers.Concatenate, {}),
    "Conv2D": (
        layers.Conv2D,
        {
            "filters": "filters",
            "kernel_size": "kernelSize",
            "strides": "strides",
            "padding": "padding",
            "dilation_rate": "dilationRate",
            "activation": "activation",
            "use_bias": "useBias",
        },
    ),
    "Dense": (layers.Dense, {"units": "units", "activation": "activation", "use_bias": "useBias"}),
    "DepthwiseConv2D": (
        layers.DepthwiseConv2D,
        {
            "kernel_size": "kernelSize",
            "strides": "strides",
            "padding": "padding",
            "depth_multiplier": "depthMultiplier",
            "dilation_rate": "dilationRate",
            "activation": "activation",
            "use_bias": "useBias",
        },
    ),
    "Dropout": (layers.Dropout, {"rate": "rate"}),
    "Flatten": (layers.Flatten, {}),
    "GlobalAveragePooling2D": (layers.GlobalAveragePooling2D, {}),
    "LocalResponseNormalization": (
        LocalResponseNormalization,
        {"depth_radius": "depthRadius", "bias": "bias", "alpha": "alpha", "beta": "beta"},
    ),
    "MaxPooling2D": (
        layers.MaxPooling2D,
        {"pool_size": "poolSize", "strides": "strides", "padding": "padding"},
    ),
    "ReLU": (layers.ReLU, {"max_value": "maxValue"}),
    "ZeroPadding2D": (layers.ZeroPadding2D, {"padding": "padding"}),
}

# Drawing weights that are replaced at once would only take time.
UNDRAWN = {
    "Conv2D": {"kernel_initializer": "zeros"},
    "Dense": {"kernel_initializer": "zeros"},
    "DepthwiseConv2D": {"depthwise_initializer": "zeros"},
}


def build(graph, weights):
    """The model with its weights."""
    maps = {graph["image"]["name"]: keras.Input(graph["image"]["shape"])}
    filled = []
    for node in graph["nodes"]:
        kind, options = LAYERS[node["kind"]]
        chosen = {ours: node["config"][theirs] for ours, theirs in options.items() if theirs in node["config"]}
        layer = kind(**chosen, **UNDRAWN.get(node["kind"], {}))
        inputs = [maps[name] for name in node["inputs"]]
        maps[node["name"]] = layer(inputs if len(inputs) > 1 else inputs[0])
        if node["name"] in weights:
            filled.append((layer, list(weights[node["name"]].values())))
    for layer, values in filled:
        layer.set_weights(values)
    return keras.Model(maps[graph["image"]["name"]], maps[graph["output"]])
