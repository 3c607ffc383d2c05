"""Real builds by a BuildKit that runs elsewhere: real images, and all of today's syntax.

The daemon is one that may be lost: it has a machine of its own, real or virtual, its own limits of
memory, disk and processes, and no way into a network of ours.
"""

from .builder import BuildKit
from .daemon import Daemon
from .promises import create

__all__ = ["BuildKit", "Daemon", "create"]
