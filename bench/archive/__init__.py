"""What the archive takes of memory and time, beside other ways to keep the same histories."""
