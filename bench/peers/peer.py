"""Runs networks on one engine, as it is told line by line (protocol.py): peer.py ENGINE."""

import sys

from protocol import serve


def torch():
    from torch_engine import Torch

    return Torch()


def tensorflow():
    from keras_engine import TensorFlow

    return TensorFlow()


def keras():
    from keras_engine import Keras

    return Keras()


def onnxruntime(**options):
    from onnx_engines import OnnxRuntime

    return OnnxRuntime(**options)


def openvino(**options):
    from onnx_engines import OpenVino

    return OpenVino(**options)


ENGINES = {
    "torch": torch,
    "tensorflow": tensorflow,
    "keras": keras,
    "onnxruntime": onnxruntime,
    "onnxruntime-int8": lambda: onnxruntime(file="int8.onnx"),
    "openvino": openvino,
    "openvino-bf16": lambda: openvino(precision="bf16"),
    "openvino-int8": lambda: openvino(file="int8.onnx"),
}

serve(ENGINES[sys.argv[1]]())
