"""Writes optimizers.json: trajectories of PyTorch's optimizers in f64, and its learning-rate schedules.

Run by hand, from anywhere, when a case is added:

    pip install torch
    python tests/golden/optimizers.py

The problem is a quadratic of six parameters with noise in its gradient. Step number t is 1, 2, ... and
x is what the steps before it left:

    gradient[i] = curvature[i] * (x[i] - centre[i]) + noise

Before each gradient, in the order of t and then i, a linear congruential generator goes on once, from
the seed:

    state = (1664525 * state + 1013904223) mod 2 ** 32
    noise = state / 2 ** 32 - 0.5

Each operation is rounded to f64 by itself, so that any language with doubles has the same bits.

A pair is one step by itself, for faces in f32: the parameters, the state and the gradient that the
trajectory meets there, rounded to float32, and what the optimizer makes of those in f64. Every number is
written with repr: it reads back as the same double.
"""

import json
import pathlib

import torch

SEED = 20160721  # the day Ba, Kiros and Hinton put "Layer Normalization" on arXiv
STEPS = 1000
START = [0.75, -1.5, 1.0, 31.0, 2.0, 199.0]
CENTRE = [1.3, -0.7, 0.05, 30.1, -3.1, 200.3]
CURVATURE = [0.3, 0.7, 1.1, 2.3, 3.9, 7.7]

RECORDED = [1, 2, 3, 10, 100, 500, 1000]
PAIRS = [1, 2, 3, 4, 5, 7, 10, 15, 20, 30, 50, 75, 100, 150, 200, 300, 400, 600, 800, 1000]


class Lion(torch.optim.Optimizer):
    """Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023, algorithm 2. PyTorch has none."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params, {"lr": lr, "betas": betas, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for x in group["params"]:
                momentum = self.state[x].setdefault("exp_avg", torch.zeros_like(x))
                direction = beta1 * momentum + (1 - beta1) * x.grad
                # A sign that hangs on rounding would say nothing about who follows it.
                assert (direction.abs() > 1e-6 * (momentum.abs() + x.grad.abs())).all()
                x.sub_(group["lr"] * (torch.sign(direction) + group["weight_decay"] * x))
                momentum.copy_(beta2 * momentum + (1 - beta2) * x.grad)


OPTIMIZERS = {
    "sgd": torch.optim.SGD,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
    "rmsprop": torch.optim.RMSprop,
    "lion": Lion,
}

# name, optimizer, and its options: the learning rate and what differs from the defaults
CASES = [
    ("sgd", "sgd", {"lr": 0.01}),
    ("sgd, momentum 0.9", "sgd", {"lr": 0.01, "momentum": 0.9}),
    ("sgd, dampening 0.3", "sgd", {"lr": 0.01, "momentum": 0.9, "dampening": 0.3}),
    ("sgd, nesterov", "sgd", {"lr": 0.01, "momentum": 0.9, "nesterov": True}),
    ("sgd, weight decay 0.01", "sgd", {"lr": 0.01, "weight_decay": 0.01}),
    ("sgd, all", "sgd", {"lr": 0.05, "momentum": 0.8, "nesterov": True, "weight_decay": 0.01}),
    ("adam", "adam", {"lr": 0.001}),
    ("adam, weight decay 0.1", "adam", {"lr": 0.001, "weight_decay": 0.1}),
    ("adamw", "adamw", {"lr": 0.001}),
    ("adamw, other betas and eps", "adamw", {"lr": 0.01, "betas": [0.8, 0.95], "eps": 1e-6}),
    ("rmsprop", "rmsprop", {"lr": 0.01}),
    ("rmsprop, momentum 0.9", "rmsprop", {"lr": 0.001, "momentum": 0.9}),
    ("rmsprop, centered", "rmsprop", {"lr": 0.01, "centered": True}),
    ("rmsprop, weight decay 0.01", "rmsprop", {"lr": 0.01, "weight_decay": 0.01}),
    (
        "rmsprop, all",
        "rmsprop",
        {"lr": 0.001, "alpha": 0.9, "eps": 1e-6, "momentum": 0.5, "centered": True, "weight_decay": 0.1},
    ),
    ("lion", "lion", {"lr": 0.001}),
    ("lion, weight decay 0.1", "lion", {"lr": 0.001, "betas": [0.95, 0.98], "weight_decay": 0.1}),
]

BUFFERS = ["momentum_buffer", "exp_avg", "exp_avg_sq", "square_avg", "grad_avg"]
OPTION_NAMES = {"lr": "learningRate", "weight_decay": "weightDecay"}


def noise():
    """The noise of every step, STEPS lists of one number a parameter, and the generator's last state."""
    state, rows = SEED, []
    for _ in range(STEPS):
        row = []
        for _ in START:
            state = (1664525 * state + 1013904223) % 2**32
            row.append(state / 2**32 - 0.5)
        rows.append(row)
    return rows, state


def gradient(x, row):
    return [a * (v - c) + n for a, v, c, n in zip(CURVATURE, x.tolist(), CENTRE, row)]


def float32(values):
    return torch.as_tensor(values, dtype=torch.float64).float().double()


def optimizer_of(kind, options, x):
    options = {key: tuple(v) if isinstance(v, list) else v for key, v in options.items()}
    if kind != "lion":
        options["foreach"] = False
    return OPTIMIZERS[kind]([x], **options)


def buffers_of(optimizer, x):
    state = optimizer.state[x]
    return {name: state[name].clone() for name in BUFFERS if state.get(name) is not None}


def golden(name, kind, options, noise_rows):
    x = torch.tensor(START, dtype=torch.float64)
    optimizer = optimizer_of(kind, options, x)
    x.grad = torch.zeros_like(x)
    recorded, pairs = [], []
    for step, row in enumerate(noise_rows, 1):
        before, buffers_before = x.clone(), buffers_of(optimizer, x)
        g = gradient(x, row)
        x.grad.copy_(torch.tensor(g, dtype=torch.float64))
        optimizer.step()
        buffers = buffers_of(optimizer, x)
        if step in RECORDED:
            recorded.append({"step": step, "gradient": g, "x": x.clone(), "state": buffers})
        if step in PAIRS:
            # Before the first step PyTorch has no buffers; they are zeros here.
            state = {key: buffers_before.get(key, torch.zeros_like(x)) for key in buffers}
            pairs.append(pair(kind, options, step, before, state, g))
    assert torch.isfinite(x).all()
    return {
        "name": name,
        "optimizer": kind,
        "options": {OPTION_NAMES.get(key, key): value for key, value in options.items()},
        "recorded": recorded,
        "pairs": pairs,
    }


def pair(kind, options, step, x, state, g):
    before = {"x": float32(x), "state": {key: float32(value) for key, value in state.items()}}
    x = before["x"].clone()
    optimizer = optimizer_of(kind, options, x)
    if step > 1:
        optimizer.state[x].update({key: value.clone() for key, value in before["state"].items()})
        optimizer.state[x]["step"] = torch.tensor(float(step - 1))
    x.grad = float32(g)
    optimizer.step()
    after = {"x": x, "state": buffers_of(optimizer, x)}
    return {"step": step, "before": before, "gradient": x.grad, "after": after}


def values_of(lr, scheduler_of, steps):
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=lr)
    scheduler = scheduler_of(optimizer)
    values = [*scheduler.get_last_lr()]
    while len(values) < steps:
        optimizer.step()
        scheduler.step()
        values += scheduler.get_last_lr()
    return values


def schedules():
    """PyTorch's class, our schedule and its options, and the values from step 0 on."""
    from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, OneCycleLR, SequentialLR

    def case(pytorch, name, options, lr, scheduler_of, steps):
        values = values_of(lr, scheduler_of, steps)
        return {"pytorch": pytorch, "schedule": name, "options": options, "values": values}

    def one_cycle(**options):
        return lambda optimizer: OneCycleLR(optimizer, cycle_momentum=False, **options)

    def sequential(optimizer):
        warmup = LinearLR(optimizer, start_factor=0.1, total_iters=10)
        decay = CosineAnnealingLR(optimizer, T_max=40, eta_min=0.001)
        return SequentialLR(optimizer, [warmup, decay], milestones=[10])

    return [
        case(
            "CosineAnnealingLR", "cosine", {"start": 0.1, "end": 0.001, "steps": 100},
            0.1, lambda optimizer: CosineAnnealingLR(optimizer, T_max=100, eta_min=0.001), 101,
        ),
        case(
            "CosineAnnealingLR", "cosine", {"start": 0.1, "steps": 7},
            0.1, lambda optimizer: CosineAnnealingLR(optimizer, T_max=7), 8,
        ),
        case(
            "LinearLR", "linear", {"start": 0.1, "end": 0.01, "steps": 30},
            0.1, lambda optimizer: LinearLR(optimizer, 1.0, 0.1, 30), 40,
        ),
        case(
            "LinearLR", "linear", {"start": 0.1, "steps": 30},
            0.1, lambda optimizer: LinearLR(optimizer, 1.0, 0.0, 30), 40,
        ),
        case(
            "LinearLR", "linearWarmup", {"start": 0.1 / 3, "peak": 0.1, "steps": 5},
            0.1, lambda optimizer: LinearLR(optimizer), 10,
        ),
        case(
            "OneCycleLR", "oneCycle", {"peak": 0.1, "steps": 100},
            0.1, one_cycle(max_lr=0.1, total_steps=100), 100,
        ),
        case(
            "OneCycleLR", "oneCycle", {"peak": 0.1, "steps": 37},
            0.1, one_cycle(max_lr=0.1, total_steps=37), 37,
        ),
        case(
            "OneCycleLR", "oneCycle",
            {
                "peak": 0.5, "steps": 64, "warmupFraction": 0.45, "initialDivisor": 10,
                "finalDivisor": 100, "annealing": "linear",
            },
            0.1,
            one_cycle(
                max_lr=0.5, total_steps=64, pct_start=0.45, div_factor=10.0,
                final_div_factor=100.0, anneal_strategy="linear",
            ),
            64,
        ),
        case(
            "OneCycleLR", "oneCycle", {"peak": 0.1, "steps": 20, "warmupFraction": 0},
            0.1, one_cycle(max_lr=0.1, total_steps=20, pct_start=0.0), 20,
        ),
        case(
            "OneCycleLR", "oneCycle", {"peak": 0.1, "steps": 20, "warmupFraction": 1},
            0.1, one_cycle(max_lr=0.1, total_steps=20, pct_start=1.0), 20,
        ),
        case(
            "SequentialLR", "joined",
            {
                "linearWarmup": {"start": 0.01, "peak": 0.1, "steps": 10},
                "cosine": {"start": 0.1, "end": 0.001, "steps": 40},
                "boundaries": [10],
            },
            0.1, sequential, 51,
        ),
    ]


def plain(value):
    return value.tolist() if isinstance(value, torch.Tensor) else value


def main():
    torch.set_num_threads(1)
    rows, last_state = noise()
    head = {
        "torch": torch.__version__,
        "seed": SEED,
        "lastState": last_state,
        "steps": STEPS,
        "start": START,
        "centre": CENTRE,
        "curvature": CURVATURE,
    }
    cases = [golden(*case, rows) for case in CASES]
    text = json.dumps(head)[:-1]
    for key, items in (("cases", cases), ("schedules", schedules())):
        lines = ",\n".join(json.dumps(item, allow_nan=False, default=plain) for item in items)
        text += f', "{key}": [\n{lines}\n]'
    pathlib.Path(__file__).with_suffix(".json").write_text(text + "}\n")


main()
