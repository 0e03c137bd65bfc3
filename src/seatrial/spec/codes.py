"""The stable codes of what can be wrong with the file."""

from __future__ import annotations

ENCODING = "SPEC001"
TOO_LARGE = "SPEC002"
SYNTAX = "SPEC003"
DUPLICATE_KEY = "SPEC004"
DOCUMENT = "SPEC005"
SCALAR = "SPEC006"
VARIABLE = "SPEC010"
INCLUDE = "SPEC020"
DEFINED_TWICE = "SPEC021"
UNKNOWN_KEY = "SPEC030"
MISSING_KEY = "SPEC031"
WRONG_TYPE = "SPEC032"
WRONG_VALUE = "SPEC033"
REFERENCE = "SPEC040"
INSTANCE = "SPEC041"
VERSION = "SPEC042"
ZONE = "SPEC043"
PLACE = "SPEC044"
GPU = "SPEC050"
CAPACITY = "SPEC051"
QUOTA = "SPEC052"
BUDGET = "SPEC053"
STORAGE = "SPEC060"
MOUNT = "SPEC061"
SCALING = "SPEC070"
PORT = "SPEC071"
EXPOSURE = "SPEC072"
TRAFFIC = "SPEC073"
IMAGE = "SPEC080"
SCHEDULE = "SPEC081"
NAME = "SPEC082"

CODES: dict[str, str] = {
    ENCODING: "The file is not readable text",
    TOO_LARGE: "The file is too large, too deep or grows without bound through aliases",
    SYNTAX: "The text is not YAML",
    DUPLICATE_KEY: "A mapping has the same key twice",
    DOCUMENT: "The file is empty, holds several documents, or is not a mapping",
    SCALAR: "YAML allows the value, the file does not",
    VARIABLE: "An environment variable is not set, or not written as one",
    INCLUDE: "An included file is missing, or files include each other in a circle",
    DEFINED_TWICE: "Two files define the same thing",
    UNKNOWN_KEY: "A key that does not exist",
    MISSING_KEY: "A key that must be there is missing",
    WRONG_TYPE: "A value of the wrong kind",
    WRONG_VALUE: "A value outside what is allowed",
    REFERENCE: "A name that nothing in the file has",
    INSTANCE: "An instance type that does not exist, or not at this place",
    VERSION: "A Kubernetes version that is not supported",
    ZONE: "A region or zone that does not exist, or not at this place",
    PLACE: "A place that contradicts itself",
    GPU: "GPUs that no pool offers in this form",
    CAPACITY: "A pod that no node can hold, or more pods than all nodes can",
    QUOTA: "A quota smaller than what the team itself asks for",
    BUDGET: "A budget smaller than what must be paid anyway",
    STORAGE: "Storage that cannot be used this way",
    MOUNT: "Mounts that collide",
    SCALING: "Scaling that cannot work",
    PORT: "A port that the service does not have, or has twice",
    EXPOSURE: "An exposure that misses a part, or collides with another",
    TRAFFIC: "A peer that cannot be read",
    IMAGE: "An image that the file's own policy refuses, or that changes under its name",
    SCHEDULE: "A schedule that is not one",
    NAME: "A name that is taken, reserved or too long once composed",
}
