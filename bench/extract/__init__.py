"""How well pages are read: agreement with expected text, stability under noise, edits seen, dates, and CPU."""
