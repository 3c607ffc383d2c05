"""What reading and writing GIFT have in common: the file's signs, and how they are escaped."""

import re

CATEGORY = "$CATEGORY:"
RUN = re.compile(r"[ \t]{2,}")
BLANKS = " \t\n"
