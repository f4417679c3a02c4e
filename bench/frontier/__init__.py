"""How fast the frontier is, what it holds in memory, and whether that grows with the number of articles."""
