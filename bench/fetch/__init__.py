"""What a look costs beside a bare request with the same engine, and what remains of 40,000 looks when workers die."""
