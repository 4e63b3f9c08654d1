"""Acts on a person's database: each one asked for, each one named before it is done."""
