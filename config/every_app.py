"""The settings with every optional app on: by them mypy knows all models."""

import os

os.environ["LTI"] = "on"

from config.settings import *  # noqa: F403 -- after what it reads
