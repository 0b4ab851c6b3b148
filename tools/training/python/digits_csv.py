"""The comma-separated files of `data/digits`: index in the original set, label, 64 pixels."""

import numpy as np

HEADER = ["index", "label", *[f"pixel{row}{column}" for row in range(8) for column in range(8)]]


def read_rows(path):
    """All rows as integers, shape [count, 66]."""
    return np.loadtxt(path, delimiter=",", skiprows=1, dtype=int, ndmin=2)


def read_images(path):
    """Images as float32 [count, 8, 8, 1] of 0..16, and labels as int64 [count]."""
    rows = read_rows(path)
    return rows[:, 2:].reshape(-1, 8, 8, 1).astype(np.float32), rows[:, 1]
