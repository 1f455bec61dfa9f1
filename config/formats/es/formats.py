"""The day before the month, in small letters as Spanish writes months; a decimal point, as in the United States.

`SHORT_DATETIME_FORMAT` is the moment with its zone.
"""

DATE_FORMAT = "j b Y"
DATETIME_FORMAT = "j b Y, H:i"
SHORT_DATETIME_FORMAT = "j b Y, H:i T"
MONTH_DAY_FORMAT = "j b"
DECIMAL_SEPARATOR = "."
