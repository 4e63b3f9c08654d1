"""Checks, one a file: findings with a level, an object and a fix."""
