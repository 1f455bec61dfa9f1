"""The settings doctor: what on this server would break the promises made to voters, why, and the line that mends it.

`postgresql`, `sqlite` and `site` judge settings they are handed, and ask nothing; `asking` asks the database, in the
very sort of session that votes are written in, so that what is set for one role or one database counts too.
"""
