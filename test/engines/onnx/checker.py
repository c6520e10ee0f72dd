"""ONNX's own verdict on model files: a JSON list of paths on stdin, a list with an error or null for each on stdout.

A path, not bytes, since weights may lie in a file beside the model.
"""

import json
import sys

import onnx


def error(path: str) -> str | None:
    """What is wrong with a model: in its fields, or where types and shapes are followed through all of its nodes."""
    try:
        onnx.checker.check_model(path, full_check=True)
        model = onnx.load(path, load_external_data=False)
        onnx.shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
    except Exception as exception:  # whatever the library finds is the answer
        return f"{type(exception).__name__}: {' '.join(str(exception).split())}"
    return None


json.dump([error(path) for path in json.load(sys.stdin)], sys.stdout)
