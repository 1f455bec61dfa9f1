"""The day before the month, which no two countries read differently; the clock of 24 hours.

`SHORT_DATETIME_FORMAT` is the moment with its zone.
"""

DATE_FORMAT = "j M Y"
DATETIME_FORMAT = "j M Y, H:i"
SHORT_DATETIME_FORMAT = "j M Y, H:i T"
MONTH_DAY_FORMAT = "j M"
