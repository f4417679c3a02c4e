"""The processes: thin loops around the pipeline, one module per role."""
