"""Taking an archive out and in: exports, imports, lists of other programs, backups."""
