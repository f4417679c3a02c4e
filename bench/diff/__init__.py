"""The diff beside other engines: `python -m bench.diff`."""
