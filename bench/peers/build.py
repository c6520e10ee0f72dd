"""Builds the assignment's six networks and Keras's own once and prints the seconds that each took, as JSON."""

import json
import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
from assignment_networks import NETWORKS

networks = {
    **NETWORKS,
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
