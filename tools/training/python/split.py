"""Split scikit-learn's bundled digits by the order of its rows: into parts, windows or folds.

`split.py --out data/digits` regenerates the committed parts bit for bit. Nothing here is random.
"""

import argparse
import csv
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

from digits_csv import HEADER, read_parts

HELD_OUT_SHARE = 0.40
VALIDATION_SHARE = 0.12
WINDOW_COUNT = 24
CLASS_COUNT = 10


def rows_by_class(labels):
    """One array of positions a class, in the order of the rows."""
    return [np.flatnonzero(labels == label) for label in range(CLASS_COUNT)]


def split_parts(labels):
    """Positions of the three parts: of every class the first rows train, the last are held out."""
    parts = {"train": [], "validation": [], "held-out": []}
    for positions in rows_by_class(labels):
        held_out_start = len(positions) - round(len(positions) * HELD_OUT_SHARE)
        validation_start = held_out_start - round(len(positions) * VALIDATION_SHARE)
        parts["train"].extend(positions[:validation_start])
        parts["validation"].extend(positions[validation_start:held_out_start])
        parts["held-out"].extend(positions[held_out_start:])
    return parts


def split_window(labels, window):
    """Of every class one contiguous window is held out, which goes on at the first row after the last."""
    parts = {"train": [], "held-out": []}
    for positions in rows_by_class(labels):
        from_window = np.roll(positions, -(len(positions) * window // WINDOW_COUNT))
        held_out_count = round(len(positions) * HELD_OUT_SHARE)
        parts["held-out"].extend(from_window[:held_out_count])
        parts["train"].extend(from_window[held_out_count:])
    return parts


def split_folds(labels, fold_count):
    """For each fold, the positions to train on and those to answer (file name `held-out`)."""
    fold_of = np.empty(len(labels), dtype=int)
    for positions in rows_by_class(labels):
        fold_of[positions] = np.arange(len(positions)) * fold_count // len(positions)
    for fold in range(fold_count):
        yield {
            "held-out": np.flatnonzero(fold_of == fold),
            "train": np.flatnonzero(fold_of != fold),
        }


def write_parts(rows, parts, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, positions in parts.items():
        with open(folder / f"{name}.csv", "w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEADER)
            writer.writerows(rows[sorted(positions)].tolist())


def all_rows():
    digits = load_digits()
    index = np.arange(len(digits.target))
    return np.column_stack([index, digits.target, digits.data.astype(int)])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--window", type=int, choices=range(WINDOW_COUNT), help="this window instead")
    parser.add_argument("--folds", type=int, help="cross-validation folds of --data instead")
    parser.add_argument("--data", type=Path, help="folder whose train and validation part to fold")
    arguments = parser.parse_args()
    if arguments.folds is not None:
        # The held-out part is not even read here: folds serve choices, and it serves none.
        rows = read_parts(arguments.data, ["train", "validation"])
        for fold, parts in enumerate(split_folds(rows[:, 1], arguments.folds)):
            write_parts(rows, parts, arguments.out / f"fold-{fold}")
        return
    rows = all_rows()
    labels = rows[:, 1]
    parts = split_parts(labels) if arguments.window is None else split_window(labels, arguments.window)
    write_parts(rows, parts, arguments.out)


if __name__ == "__main__":
    main()
