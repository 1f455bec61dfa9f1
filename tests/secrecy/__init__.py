"""An attacker with superuser access to the database, after a secret ballot has closed.

`election` lets 200 people sign in and vote as they would; `naive` writes the same votes the way most applications do;
`traces` reads everything a database says of its rows, `attacks` tries to join voters to votes by it, and `remains` looks
at what is left of rows that were replaced. The same attacks recover everything from the naive tables.

What is not promised, and so not tested: whoever holds the server while votes arrive can watch each of them, and whoever
has copies of the database of two moments, or of its write-ahead log from while votes arrived, can compare them.
"""
