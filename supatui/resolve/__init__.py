"""Choices, rules, undo, drafts: from a merge to the schema that each side should become."""
