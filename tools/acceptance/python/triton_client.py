"""Asks a running gateway with Triton's own Python clients, synchronous and asyncio, as their users do.

Usage: triton_client.py HOST:PORT TOKEN
"""

import asyncio
import sys

import numpy as np
import tritonclient.http as http
import tritonclient.http.aio as aio
from tritonclient.utils import InferenceServerException

DIGIT = [
    [0, 0, 0, 4, 15, 12, 0, 0], [0, 0, 3, 16, 15, 14, 0, 0], [0, 0, 8, 13, 8, 16, 0, 0], [0, 0, 1, 6, 15, 11, 0, 0],
    [0, 1, 8, 13, 15, 1, 0, 0], [0, 9, 16, 16, 5, 0, 0, 0], [0, 3, 13, 16, 16, 11, 5, 0], [0, 0, 3, 11, 16, 9, 0, 0],
]  # fmt: skip


def request():
    pixels = http.InferInput("image", [1, 8, 8, 1], "FP32")
    pixels.set_data_from_numpy(np.array(DIGIT, dtype=np.float32).reshape(1, 8, 8, 1), binary_data=False)
    return [pixels], [http.InferRequestedOutput("probabilities", binary_data=False)]


def check(what, found, expected):
    print(f"{'ok' if found == expected else 'WRONG'}  {what}: {found}")
    return found == expected


def ask(url, headers):
    inputs, outputs = request()
    client = http.InferenceServerClient(url)
    yield check("sync: live", client.is_server_live(headers), True)
    yield check("sync: ready", client.is_server_ready(headers), True)
    yield check("sync: model ready", client.is_model_ready("digits", headers=headers), True)
    yield check("sync: server", client.get_server_metadata(headers)["name"], "gateway")
    yield check("sync: inputs", client.get_model_metadata("digits", headers=headers)["inputs"][0]["shape"], [-1, 8, 8, 1])
    yield check("sync: config", client.get_model_config("digits", headers=headers)["max_batch_size"], 256)
    for options in ({}, {"request_compression_algorithm": "gzip"}, {"model_version": "1"}, {"timeout": 5_000_000}):
        # The client writes its Content-Encoding into the caller's headers, where it would stay.
        own = dict(headers)
        answer = client.infer("digits", inputs, outputs=outputs, headers=own, request_id="a", **options)
        yield check(f"sync: digit {options}", int(answer.as_numpy("probabilities").argmax()), 2)
        yield check("sync: id", answer.get_response()["id"], "a")
    try:
        client.infer("nobody", inputs, headers=headers)
        yield check("sync: unknown model", "answered", "refused")
    except InferenceServerException as error:
        yield check("sync: unknown model", error.message().startswith("Request for unknown model"), True)
    try:
        client.infer("digits", inputs, outputs=outputs)
        yield check("sync: no token", "answered", "refused")
    except InferenceServerException as error:
        yield check("sync: no token", error.status(), "401")


async def ask_aio(url, headers):
    inputs, outputs = request()
    async with aio.InferenceServerClient(url) as client:
        answers = await asyncio.gather(
            *(client.infer("digits", inputs, outputs=outputs, headers=headers) for _ in range(8))
        )
        return [
            check("asyncio: live", await client.is_server_live(headers), True),
            check("asyncio: ready", await client.is_server_ready(headers), True),
            check("asyncio: digits", [int(a.as_numpy("probabilities").argmax()) for a in answers], [2] * 8),
        ]


def main(url, token):
    headers = {"Authorization": f"Bearer {token}"}
    found = [*ask(url, headers), *asyncio.run(ask_aio(url, headers))]
    return 0 if all(found) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
