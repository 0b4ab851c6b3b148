"""Train model A, a small convolutional net, on the given parts and export it to ONNX."""

import argparse
import os
from pathlib import Path

# Both before TensorFlow is loaded: oneDNN picks kernels by processor, which changes the weights.
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import tensorflow as tf
from keras import Sequential, layers, optimizers

from augment import augment
from digits_csv import read_images
from export_onnx import export_onnx

EPOCHS = 40
BATCH_SIZE = 32
LEARNING_RATE = 3e-3
LIMITS = {"pixels": 0.5, "degrees": 8, "scale": 0.08, "shear": 0.0}


def one_pooling():
    return [
        layers.Conv2D(16, 3, padding="same", activation="relu"),
        layers.Conv2D(16, 3, activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(32, 2, activation="relu"),
    ]


def two_poolings():
    return [
        layers.Conv2D(16, 3, padding="same", activation="relu"),
        layers.Conv2D(16, 3, padding="same", activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(32, 3, padding="same", activation="relu"),
        layers.MaxPooling2D(2),
    ]


RECIPES = {"one-pooling": one_pooling, "two-poolings": two_poolings}


def build_model(recipe):
    return Sequential(
        [
            layers.Input((8, 8, 1)),
            layers.Rescaling(1 / 16),
            *RECIPES[recipe](),
            layers.Flatten(),
            layers.Dropout(0.3),
            layers.Dense(10, activation="softmax"),
        ]
    )


def training_stream(images, labels, random):
    """Every epoch's images one after the other, each epoch shuffled and augmented anew."""
    orders = [random.permutation(len(images)) for _ in range(EPOCHS)]
    epochs = [augment(images[order], random, LIMITS) for order in orders]
    return np.concatenate(epochs), np.concatenate([labels[order] for order in orders])


def train(images, labels, recipe, seed):
    tf.keras.utils.set_random_seed(seed)
    stream, stream_labels = training_stream(images, labels, np.random.RandomState(seed))
    rate = optimizers.schedules.CosineDecay(LEARNING_RATE, len(stream) // BATCH_SIZE)
    model = build_model(recipe)
    model.compile(optimizer=optimizers.Adam(rate), loss="sparse_categorical_crossentropy")
    model.fit(stream, stream_labels, batch_size=BATCH_SIZE, epochs=1, shuffle=False, verbose=0)
    return model


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds the parts")
    parser.add_argument("--parts", nargs="+", required=True, help="names of the parts to train on")
    parser.add_argument("--out", type=Path, required=True, help="the .onnx file to write")
    parser.add_argument("--recipe", choices=RECIPES, required=True)
    parser.add_argument("--seed", type=int, required=True)
    arguments = parser.parse_args()
    # One thread: sums then have one order, and the same seed gives the same weights.
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.experimental.enable_op_determinism()
    images, labels = read_images(arguments.data, arguments.parts)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    export_onnx(train(images, labels, arguments.recipe, arguments.seed), arguments.out)


if __name__ == "__main__":
    main()
