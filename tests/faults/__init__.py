"""What may go wrong while people vote: all at once, at the last moment, with a server that dies. Run whole by `make faults`.

`python -m tests.faults` runs every experiment at its full size on SQLite and PostgreSQL; the tests here run them small.
"""
