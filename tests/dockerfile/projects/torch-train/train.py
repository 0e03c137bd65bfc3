import torch


def train() -> None:
    torch.save(torch.nn.Linear(2, 2).state_dict(), "model.pt")


if __name__ == "__main__":
    train()
