"""The Supabase platform as a fresh project has it, in SQL of our own: what migrations expect to be there."""
