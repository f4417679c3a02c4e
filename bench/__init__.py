"""Benchmarks: `python -m bench.NAME`; the floors they hold are pinned in floors.json."""
