"""Unpacks from wheels what a C program needs of them: unpack_wheels.py TARGET WHEEL..."""

import sys
from fnmatch import fnmatch
from pathlib import Path
from zipfile import ZipFile

WANTED = [
    # TensorFlow's C library and the libraries bundled with it
    "tensorflow/libtensorflow_*",
    "tensorflow*.libs/*",
    # the headers of its C interface
    "tensorflow/include/tensorflow/c/*",
    "tensorflow/include/tensorflow/core/platform/ctstring*",
    "tensorflow/include/tensorflow/tsl/c/*",
    "tensorflow/include/tensorflow/tsl/platform/ctstring*",
    "tensorflow/include/tsl/c/*",
    "tensorflow/include/tsl/platform/ctstring*",
    "tensorflow/include/xla/tsl/c/*",
    # CUDA's libraries
    "nvidia/*/lib/*.so*",
]


def unpack(wheel: Path, target: Path) -> None:
    with ZipFile(wheel) as archive:
        for name in archive.namelist():
            if any(fnmatch(name, pattern) for pattern in WANTED):
                archive.extract(name, target)


if __name__ == "__main__":
    target, *wheels = map(Path, sys.argv[1:])
    for wheel in wheels:
        unpack(wheel, target)
        wheel.unlink()  # the disk holds either the wheel or its content
