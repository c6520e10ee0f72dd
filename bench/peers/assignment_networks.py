"""The assignment's six networks in Keras, by the names that they have in `architectures`."""

import keras
from keras import layers


def hidden(x, layer, batch_norm, dropout=0):
    x = layer(x)
    if batch_norm:
        x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    return layers.Dropout(dropout)(x) if dropout else x


def network(stages, batch_norm, dropout=0):
    image = x = keras.Input((224, 224, 3))
    for convolutions in stages:
        for filters, kernel, strides, padding in convolutions:
            x = hidden(x, layers.Conv2D(filters, kernel, strides=strides, padding=padding), batch_norm)
        x = layers.MaxPooling2D(2)(x)
    x = layers.Flatten()(x)
    for _ in range(2):
        x = hidden(x, layers.Dense(4096), batch_norm, dropout)
    return keras.Model(image, layers.Dense(10, activation="softmax")(x))


def vgg16(kernel):
    filters = [[64] * 2, [128] * 2, [256] * 3, [512] * 3, [512] * 3]
    return [[(f, kernel, 1, "same") for f in stage] for stage in filters]


COURSE_ALEXNET = [
    [(96, 11, 4, "valid")],
    [(256, 11, 1, "valid")],
    [(384, 3, 1, "valid"), (384, 3, 1, "valid"), (256, 3, 1, "valid")],
]
STAGES = {"AlexNet": COURSE_ALEXNET, "VGG-16": vgg16(3), "CNN_5x5_Net": vgg16(5)}

NETWORKS = {
    **{name: lambda stages=stages: network(stages, False) for name, stages in STAGES.items()},
    **{f"{name}_BN": lambda stages=stages: network(stages, True, 0.5) for name, stages in STAGES.items()},
}
