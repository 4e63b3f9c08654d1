"""Three-way merge for PostgreSQL and Supabase schemas, in the terminal."""

__version__ = "0.1.0"
