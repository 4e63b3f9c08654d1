"""The sample shop: a base and what two sides did to it, as SQL."""
