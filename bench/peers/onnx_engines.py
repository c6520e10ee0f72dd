"""The engines that read the ONNX file that our exporter writes."""

from files import read_images
from protocol import Engine


class OnnxRuntime(Engine):
    def __init__(self, file="model.onnx"):
        import onnxruntime

        self.onnxruntime, self.file = onnxruntime, file
        self.version = onnxruntime.__version__

    def load(self, folder, threads):
        options = self.onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        self.session = self.onnxruntime.InferenceSession(
            folder / self.file, options, providers=["CPUExecutionProvider"]
        )
        self.name = self.session.get_inputs()[0].name

    def take(self, file):
        return {self.name: read_images(file)}

    def run(self, images):
        return self.session.run(None, images)[0]

    def unload(self):
        self.session = None


class OpenVino(Engine):
    """Built for the shape of the images, as its makers advise for latency."""

    def __init__(self, precision="f32", file="model.onnx"):
        import openvino

        self.openvino, self.precision, self.file = openvino, precision, file
        self.core = openvino.Core()
        self.version = openvino.__version__.split("-")[0]

    def load(self, folder, threads):
        model = self.core.read_model(folder / self.file)
        model.reshape(read_images(folder / "images.bin").shape)
        options = {
            "PERFORMANCE_HINT": "LATENCY",
            "INFERENCE_NUM_THREADS": threads,
            "INFERENCE_PRECISION_HINT": self.precision,
        }
        self.request = self.core.compile_model(model, "CPU", options).create_infer_request()

    def take(self, file):
        return read_images(file)

    def run(self, images):
        # The values are copied out: the request's own memory is written anew by the next run.
        return next(iter(self.request.infer({0: images}).values())).copy()

    def unload(self):
        self.request = None
