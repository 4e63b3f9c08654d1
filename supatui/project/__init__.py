"""The Supabase project in a folder, as its own command line would see it."""
