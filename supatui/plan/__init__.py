"""From two catalogs to ordered statements: actions, one graph, hazards, rollback, rendering, proof."""
