"""What a schema is: identities, objects, dependencies, snapshots, and how one is read."""
