"""The assignment as a Keras script: its six networks built, counted and timed, as the notebook does it.

The argument is JSON: how many runs of `predict` are timed on each network, and how many go before.
"""

import json
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
from assignment_networks import NETWORKS

protocol = json.loads(sys.argv[1])
noise = np.random.default_rng(1).random((1, 224, 224, 3), dtype=np.float32)


def count(weights):
    return sum(int(np.prod(weight.shape)) for weight in weights)


rows = []
for name, build in NETWORKS.items():
    model = build()
    samples = []
    for _ in range(protocol["before"] + protocol["runs"]):
        start = time.perf_counter()
        model.predict(noise, verbose=0)
        samples.append((time.perf_counter() - start) * 1000)
    trainable = count(model.trainable_weights)
    rows.append(
        {
            "name": name,
            "params": model.count_params(),
            "trainable": trainable,
            "nonTrainable": model.count_params() - trainable,
            "medianMs": float(np.median(samples[protocol["before"] :])),
        }
    )
    del model
    keras.backend.clear_session()
print(json.dumps(rows))
