"""Trains keras.io's mnist_convnet with Keras's fit and prints milliseconds a step, as JSON.

The argument is JSON: the images of a batch, the steps of a training, and into how many groups these are put; a
group's mean is one time, and the first group is left out. The images are noise: their values do not change the time.
"""

import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
from keras import layers

size = json.loads(sys.argv[1])
batch, steps, groups = size["batch"], size["steps"], size["groups"]


def convnet(batch_norm):
    x = image = keras.Input((28, 28, 1))
    for filters in (32, 64):
        if batch_norm:
            x = layers.ReLU()(layers.BatchNormalization()(layers.Conv2D(filters, 3)(x)))
        else:
            x = layers.Conv2D(filters, 3, activation="relu")(x)
        x = layers.MaxPooling2D(2)(x)
    x = layers.Dropout(0.5)(layers.Flatten()(x))
    name = "mnist_convnet_BN" if batch_norm else "mnist_convnet"
    return keras.Model(image, layers.Dense(10, activation="softmax")(x), name=name)


class Clock(keras.callbacks.Callback):
    """When each step ended."""

    def __init__(self):
        super().__init__()
        self.ends = []

    def on_train_batch_end(self, batch, logs=None):
        self.ends.append(time.perf_counter())


random = np.random.default_rng(1)
images = random.random((steps * batch, 28, 28, 1), dtype=np.float32)
labels = keras.utils.to_categorical(random.integers(0, 10, steps * batch), 10)

results = []
for batch_norm in (False, True):
    model = convnet(batch_norm)
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    clock = Clock()
    model.fit(images, labels, batch_size=batch, verbose=0, callbacks=[clock])
    ends = np.array(clock.ends)[steps // groups - 1 :: steps // groups]
    milliseconds = np.diff(ends) * 1000 / (steps // groups)
    results.append({"name": model.name, "milliseconds": milliseconds.tolist()})
print(json.dumps(results))
