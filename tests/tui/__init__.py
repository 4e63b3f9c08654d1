"""Tests of the screen: keys pressed, store and screen read."""
