def total() -> int:
    return 3
