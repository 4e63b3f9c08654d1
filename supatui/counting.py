"""Numbers of things in words."""


def counted(number: int, word: str) -> str:
    """`1 hunk`, `2 hunks`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
