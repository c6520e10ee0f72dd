"""ONNX's own evaluator in Python: a model file's first output for an input of ones, as JSON."""

import json
import sys

import numpy
from onnx.reference import ReferenceEvaluator

path, *shape = sys.argv[1:]
evaluator = ReferenceEvaluator(path)
ones = numpy.ones([int(size) for size in shape], numpy.float32)
[output, *_] = evaluator.run(None, {evaluator.input_names[0]: ones})
json.dump(output.tolist(), sys.stdout)
