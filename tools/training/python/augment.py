"""Small random affine changes of 8x8 scans: what another hand or another scanner would do."""

import numpy as np

SIDE = 8


def augment(images, random, limits):
    """Shift (pixels), rotate (degrees), scale and shear each image by its own random amount."""
    count = len(images)

    def within(limit):
        return random.uniform(-limit, limit, (count, 1))

    angle = np.deg2rad(within(limits["degrees"]))
    column_scale, row_scale = 1 + within(limits["scale"]), 1 + within(limits["scale"])
    shear = within(limits["shear"])
    column_shift, row_shift = within(limits["pixels"]), within(limits["pixels"])

    row, column = (axis.reshape(1, -1) for axis in np.indices((SIDE, SIDE)) - (SIDE - 1) / 2)
    from_column = (np.cos(angle) * column - np.sin(angle) * row) * column_scale + shear * row + column_shift
    from_row = (np.sin(angle) * column + np.cos(angle) * row) * row_scale + row_shift
    return bilinear(images, from_row + (SIDE - 1) / 2, from_column + (SIDE - 1) / 2)


def bilinear(images, row, column):
    """Values at fractional positions [count, 64]; outside of the image lies white paper (0)."""
    padded = np.pad(images[..., 0], ((0, 0), (1, 1), (1, 1)))
    row, column = (np.clip(position + 1, 0, SIDE + 0.999) for position in (row, column))
    top, left = row.astype(int), column.astype(int)
    down, right = row - top, column - left
    image = np.arange(len(images))[:, None]
    values = (
        padded[image, top, left] * (1 - down) * (1 - right)
        + padded[image, top, left + 1] * (1 - down) * right
        + padded[image, top + 1, left] * down * (1 - right)
        + padded[image, top + 1, left + 1] * down * right
    )
    return values.reshape(-1, SIDE, SIDE, 1).astype(np.float32)
