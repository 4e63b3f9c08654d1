"""Choices, rules, undo, drafts: from a merge to the schema that each side should become."""

from supatui.resolve.choice import By, Choice, Key, Resolution, Step
from supatui.resolve.decided import Decided, Next, Refusal
from supatui.resolve.outcome import Problem
from supatui.resolve.review import Review

__all__ = ["By", "Choice", "Decided", "Key", "Next", "Problem", "Refusal", "Resolution", "Review", "Step"]
