"""The price list opens to its token only."""

import unittest

from tools.fetch_prices import seal, unseal


class Prices(unittest.TestCase):
    def test_right_token_opens_the_list(self):
        self.assertEqual(unseal(seal(b"prices", "right"), "right"), b"prices")

    def test_wrong_token_opens_nothing(self):
        with self.assertRaisesRegex(ValueError, "does not know this token"):
            unseal(seal(b"prices", "right"), "wrong")


if __name__ == "__main__":
    unittest.main()
