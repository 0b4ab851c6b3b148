"""Split scikit-learn's bundled digits into held-out, validation and train parts, or into folds.

`split.py --out data/digits` regenerates the committed parts bit for bit.
"""

import argparse
import csv
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

from digits_csv import HEADER, read_parts

HELD_OUT_SHARE = 0.40
VALIDATION_SHARE = 0.12
COMMITTED_SEED = 1
CLASS_COUNT = 10


def shuffled_by_class(labels, seed):
    """One shuffled array of positions a class.

    RandomState and not default_rng: numpy freezes the stream of RandomState for good, so the
    split stays the same under every later version.
    """
    random = np.random.RandomState(seed)
    return [random.permutation(np.flatnonzero(labels == label)) for label in range(CLASS_COUNT)]


def split_parts(labels, seed):
    """Positions of the three parts, each holding its share of every class."""
    parts = {"held-out": [], "validation": [], "train": []}
    for positions in shuffled_by_class(labels, seed):
        held_out_end = round(len(positions) * HELD_OUT_SHARE)
        validation_end = held_out_end + round(len(positions) * VALIDATION_SHARE)
        parts["held-out"].extend(positions[:held_out_end])
        parts["validation"].extend(positions[held_out_end:validation_end])
        parts["train"].extend(positions[validation_end:])
    return {name: sorted(positions) for name, positions in parts.items()}


def split_folds(labels, seed, fold_count):
    """For each fold, the positions to train on and those to answer (file name `held-out`)."""
    fold_of = np.empty(len(labels), dtype=int)
    for positions in shuffled_by_class(labels, seed):
        fold_of[positions] = np.arange(len(positions)) % fold_count
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
            writer.writerows(rows[positions].tolist())


def all_rows():
    digits = load_digits()
    index = np.arange(len(digits.target))
    return np.column_stack([index, digits.target, digits.data.astype(int)])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=COMMITTED_SEED)
    parser.add_argument("--folds", type=int, help="cross-validation folds of --data instead")
    parser.add_argument("--data", type=Path, help="folder whose train and validation part to fold")
    arguments = parser.parse_args()
    if arguments.folds is None:
        rows = all_rows()
        write_parts(rows, split_parts(rows[:, 1], arguments.seed), arguments.out)
        return
    # The held-out part is not even read here: folds serve choices, and it serves none.
    rows = read_parts(arguments.data, ["train", "validation"])
    for fold, parts in enumerate(split_folds(rows[:, 1], arguments.seed, arguments.folds)):
        write_parts(rows, parts, arguments.out / f"fold-{fold}")


if __name__ == "__main__":
    main()
