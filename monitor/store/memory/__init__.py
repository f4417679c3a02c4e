"""Memory twins of the store's parts: for tests, for dry runs, and for trying things out."""
