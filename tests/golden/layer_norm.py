"""Writes layer_norm.json: layer norm and its gradients by PyTorch in f64.

Run by hand, from anywhere, when a case is added:

    pip install torch numpy
    python tests/golden/layer_norm.py

Inputs are rounded to float32 first, so that the same numbers serve f32 and f64 devices exactly.
Every number is written with repr: it reads back as the same double.
"""

import json
import pathlib

import numpy
import torch

SEED = 20160721  # the day Ba, Kiros and Hinton put "Layer Normalization" on arXiv

# name, shape, normalized shape, and what differs from a plain N(0, 1) case with eps 1e-5
CASES = [
    ("a matrix", [4, 8], [8], {}),
    ("one row", [1, 64], [64], {}),
    ("one vector", [16], [16], {}),
    ("width 1", [5, 1], [1], {}),
    ("width 3", [7, 3], [3], {}),
    ("width 37", [6, 37], [37], {}),
    ("width 199", [3, 199], [199], {}),
    ("width 1023", [2, 1023], [1023], {}),
    ("rows beyond one block of 64", [67, 5], [5], {}),
    ("rows beyond two blocks of 64", [131, 3], [3], {}),
    ("two of four dimensions", [2, 3, 5, 7], [5, 7], {}),
    ("three of four dimensions", [2, 3, 5, 7], [3, 5, 7], {}),
    ("every dimension", [3, 4], [3, 4], {}),
    ("weight only", [5, 13], [13], {"bias": False}),
    ("bias only", [5, 13], [13], {"weight": False}),
    ("neither weight nor bias", [5, 13], [13], {"weight": False, "bias": False}),
    ("eps 1e-12", [4, 21], [21], {"eps": 1e-12, "scale": 1e-3}),
    ("eps 0.1", [4, 21], [21], {"eps": 0.1, "scale": 0.3}),
    ("offset 1e4", [8, 50], [50], {"offset": 1e4}),
    ("offset -1e2, scale 1e-2", [8, 41], [41], {"offset": -1e2, "scale": 1e-2}),
    ("a constant row", [3, 12], [12], {"constant_row": 1}),
]


def numbers(tensor):
    return None if tensor is None else tensor.detach().flatten().tolist()


def golden(random, name, shape, normalized_shape, options):
    def normal(shape, offset=0.0, scale=1.0):
        values = (offset + scale * random.standard_normal(shape)).astype(numpy.float32)
        return torch.tensor(values.astype(numpy.float64))

    eps = options.get("eps", 1e-5)
    x = normal(shape, options.get("offset", 0.0), options.get("scale", 1.0))
    if "constant_row" in options:
        row = options["constant_row"]
        x[row] = x[row].flatten()[0]
    weight = normal(normalized_shape, 1.0, 0.3) if options.get("weight", True) else None
    bias = normal(normalized_shape, 0.0, 0.5) if options.get("bias", True) else None
    dy = normal(shape)

    for tensor in (x, weight, bias):
        if tensor is not None:
            tensor.requires_grad_()
    y = torch.nn.functional.layer_norm(x, normalized_shape, weight, bias, eps)
    assert y.dtype == torch.float64
    y.backward(dy)
    return {
        "name": name,
        "shape": shape,
        "normalizedShape": normalized_shape,
        "eps": eps,
        "x": numbers(x),
        "weight": numbers(weight),
        "bias": numbers(bias),
        "dy": numbers(dy),
        "y": numbers(y),
        "dx": numbers(x.grad),
        "dweight": None if weight is None else numbers(weight.grad),
        "dbias": None if bias is None else numbers(bias.grad),
    }


def main():
    random = numpy.random.default_rng(SEED)
    cases = [golden(random, *case) for case in CASES]
    head = {"torch": torch.__version__, "numpy": numpy.__version__, "seed": SEED}
    lines = ",\n".join(json.dumps(case, allow_nan=False) for case in cases)
    text = json.dumps(head)[:-1] + ', "cases": [\n' + lines + "\n]}\n"
    pathlib.Path(__file__).with_suffix(".json").write_text(text)


main()
