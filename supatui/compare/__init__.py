"""Two-way changes and three-way merges, at the grain of attributes, knowing nothing about any kind."""
