"""Delivery measured: CPU per webhook, time to the first attempt, fan-out to many, idling. `python -m bench.deliver`."""
