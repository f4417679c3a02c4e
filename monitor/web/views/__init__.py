"""What each page shows, made of records: pure functions, no ports, no requests."""
