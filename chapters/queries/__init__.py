"""What the pages about people and the log read."""
