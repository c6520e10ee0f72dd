"""ONNX Runtime's own static quantization of a network's model.onnx, to int8.onnx: quantize.py FOLDER.

Int8 weights by channel, uint8 activations by the range that they have on the images in calibration.bin.
"""

import sys
from pathlib import Path

import onnxruntime
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.registry import QDQRegistry

from files import read_images

CPU = ["CPUExecutionProvider"]


class Images(CalibrationDataReader):
    """One image at a time."""

    def __init__(self, name, images):
        self.feeds = ({name: images[i : i + 1]} for i in range(len(images)))

    def get_next(self):
        return next(self.feeds, None)


def folded(model, target):
    """The model with batch norm folded into the convolutions before it: quantization does not do so by itself."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(target)
    return onnxruntime.InferenceSession(model, options, providers=CPU).get_inputs()[0].name


folder = Path(sys.argv[1])
optimized = folder / "folded.onnx"  # beside the model: weights that were not folded stay in that one's own file
name = folded(folder / "model.onnx", optimized)
quantize_static(
    optimized,
    folder / "int8.onnx",
    Images(name, read_images(folder / "calibration.bin")),
    quant_format=QuantFormat.QDQ,
    # Probabilities in 256 steps would leave small ones at 0.
    op_types_to_quantize=sorted({*QDQRegistry} - {"Softmax"}),
    per_channel=True,
    activation_type=QuantType.QUInt8,
    weight_type=QuantType.QInt8,
)
