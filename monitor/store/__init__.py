"""Where everything that was seen, and everything that is to be done, is kept."""
