"""TensorFlow and Keras: one model, called as a graph or by `predict`."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import tensorflow as tf

from files import read_graph, read_images, read_weights
from keras_network import build
from protocol import Engine


class Keras(Engine):
    """`model.predict`, which is how Keras's users run a network."""

    version = f"{keras.__version__} on TensorFlow {tf.__version__}"

    def load(self, folder, threads):
        if tf.config.threading.get_intra_op_parallelism_threads() != threads:
            tf.config.threading.set_intra_op_parallelism_threads(threads)
        self.model = build(read_graph(folder), read_weights(folder))
        self.size = read_images(folder / "images.bin").shape[0]

    def take(self, file):
        return read_images(file)

    def run(self, images):
        return self.model.predict(images, batch_size=self.size, verbose=0)

    def unload(self):
        self.model = None
        keras.backend.clear_session()


class TensorFlow(Keras):
    """`tf.function` of the model."""

    version = tf.__version__

    def load(self, folder, threads):
        super().load(folder, threads)
        self.function = tf.function(lambda images: self.model(images, training=False))

    def take(self, file):
        return tf.constant(read_images(file))

    def run(self, images):
        return self.function(images).numpy()

    def unload(self):
        self.function = None
        super().unload()
