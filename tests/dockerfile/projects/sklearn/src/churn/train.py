import sklearn


def main() -> None:
    sklearn.show_versions()
