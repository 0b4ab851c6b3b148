"""The comma-separated files of `data/digits`: index in the original set, label, 64 pixels."""

import numpy as np

HEADER = ["index", "label", *[f"pixel{row}{column}" for row in range(8) for column in range(8)]]


def read_rows(path):
    """All rows as integers, shape [count, 66]."""
    return np.loadtxt(path, delimiter=",", skiprows=1, dtype=int, ndmin=2)


def read_parts(folder, parts):
    """The rows of several parts as one, ordered by index."""
    rows = np.concatenate([read_rows(folder / f"{part}.csv") for part in parts])
    return rows[np.argsort(rows[:, 0])]


def read_images(folder, parts):
    """Images as float32 [count, 8, 8, 1] of 0..16, and labels as int64 [count]."""
    rows = read_parts(folder, parts)
    return rows[:, 2:].reshape(-1, 8, 8, 1).astype(np.float32), rows[:, 1]
