import six

print(six.__version__)  # noqa: T201
