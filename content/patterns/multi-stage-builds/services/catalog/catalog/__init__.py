"""The books of the shop, and what is known of them."""
