"""How the error of PyTorch's f32 layer norm on the CPU grows with the offset of x; see offset.ts.

Run by hand: pip install torch numpy && python bench/offset_pytorch.py
"""

import torch

torch.set_num_threads(1)
torch.manual_seed(1)
print("torch", torch.__version__)
for offset in [0, 1e2, 1e4, 1e6]:
    x = (offset + torch.randn(256, 768, dtype=torch.float64)).float()
    weight, bias = torch.randn(768), torch.randn(768)
    norm = torch.nn.functional.layer_norm
    y = norm(x, (768,), weight, bias)
    exact = norm(x.double(), (768,), weight.double(), bias.double())
    error = (y.double() - exact).abs().max() / exact.abs().max()
    print(f"offset {offset:g}: {error.item():.1e}")
