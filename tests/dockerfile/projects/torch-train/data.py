import torch

SIZE = torch.Size([2])
