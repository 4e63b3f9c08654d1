"""What is told and kept about a merge: differences as text and JSON, the resolution document, the migration files."""
