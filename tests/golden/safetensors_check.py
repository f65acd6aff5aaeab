"""Python's safetensors as the reference of lib/ticks/safetensors.ts.

    pip install safetensors numpy
    python tests/golden/safetensors_check.py write          # safetensors_python.safetensors
    python tests/golden/safetensors_check.py read FILE      # what the file holds, as JSON
    python tests/golden/safetensors_check.py accepts FOLDER # which of its files can be read, as JSON

Run `write` by hand when a case is added; the tests run the others where this Python has safetensors.
"""

import json
import pathlib
import sys

import numpy
import safetensors
import safetensors.numpy


def golden():
    """Tensors of each dtype with the values and names that are easy to get wrong."""
    f32 = numpy.float32
    return {
        "norm.weight": numpy.array([[1.5, -0.0, numpy.inf], [1e-45, -2.25, 3.4028235e38]], f32),
        "norm.bias": numpy.array([0.1, numpy.nan], f32),
        "adam.variance": numpy.array([0.1, 5e-324, -numpy.inf]),
        "step": numpy.array(4294967295, numpy.uint32),
        "classes": numpy.array([[[0], [7]]], numpy.uint32),
        "empty": numpy.zeros((0, 4), f32),
        "10": numpy.array([10.0], f32),
        "9": numpy.array([9.0], f32),
        'a "quoted\\name"\n': numpy.array([1.0], f32),
        "\uff5e": numpy.array([2.0], f32),
        "\U0001f600": numpy.array([3.0], f32),
        "__proto__": numpy.array([4.0], f32),
    }


def write():
    path = pathlib.Path(__file__).with_name("safetensors_python.safetensors")
    # One entry only: the reference writes more of them in no order.
    safetensors.numpy.save_file(golden(), path, {"written by": "Python’s safetensors\t✓"})


def read(path):
    with safetensors.safe_open(path, framework="numpy") as file:
        tensors = {}
        for name in file.keys():
            array = file.get_tensor(name)
            tensors[name] = {
                "dtype": array.dtype.name,
                "shape": list(array.shape),
                "hex": array.tobytes().hex(),
            }
        print(json.dumps({"tensors": tensors, "metadata": file.metadata() or {}}))


def accepts(folder):
    accepted = []
    for path in sorted(pathlib.Path(folder).iterdir()):
        try:
            safetensors.deserialize(path.read_bytes())
            accepted.append(path.name)
        except safetensors.SafetensorError:
            pass
    print(json.dumps(accepted))


if __name__ == "__main__":
    {"write": write, "read": read, "accepts": accepts}[sys.argv[1]](*sys.argv[2:])
