"""What taking the archive out and in costs, command by command, and whether memory stays flat."""
