"""The screen: a Textual application over the engine. It holds no SQL and no rules."""
