"""Builds the assignment's six networks and Keras's own once and prints the seconds that each took, as JSON."""

import json
import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
from keras import layers


def hidden(x, layer, batch_norm):
    x = layer(x)
    if batch_norm:
        x = layers.BatchNormalization()(x)
    return layers.ReLU()(x)


def network(stages, batch_norm):
    image = x = keras.Input((224, 224, 3))
    for convolutions in stages:
        for filters, kernel, strides, padding in convolutions:
            x = hidden(x, layers.Conv2D(filters, kernel, strides=strides, padding=padding), batch_norm)
        x = layers.MaxPooling2D(2)(x)
    x = layers.Flatten()(x)
    for _ in range(2):
        x = hidden(x, layers.Dense(4096), batch_norm)
    return keras.Model(image, layers.Dense(10, activation="softmax")(x))


def vgg16(kernel):
    filters = [[64] * 2, [128] * 2, [256] * 3, [512] * 3, [512] * 3]
    return [[(f, kernel, 1, "same") for f in stage] for stage in filters]


course_alexnet = [
    [(96, 11, 4, "valid")],
    [(256, 11, 1, "valid")],
    [(384, 3, 1, "valid"), (384, 3, 1, "valid"), (256, 3, 1, "valid")],
]
stages = {"AlexNet": course_alexnet, "VGG-16": vgg16(3), "CNN_5x5_Net": vgg16(5)}
networks = {
    **{name: lambda table=table: network(table, False) for name, table in stages.items()},
    **{f"{name}_BN": lambda table=table: network(table, True) for name, table in stages.items()},
    "VGG-16_1000": lambda: keras.applications.VGG16(weights=None),
    "VGG-19": lambda: keras.applications.VGG19(weights=None),
    "MobileNet": lambda: keras.applications.MobileNet(weights=None),
}

builds = []
for name, build in networks.items():
    start = time.perf_counter()
    model = build()
    seconds = time.perf_counter() - start
    builds.append({"name": name, "params": model.count_params(), "seconds": seconds})
    del model
print(json.dumps(builds))
