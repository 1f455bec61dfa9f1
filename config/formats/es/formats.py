"""The day before the month, in small letters as Spanish writes months; numbers as the United States write them.

Django's Spanish parts thousands with a space. Here it is the comma, with a decimal point, in every figure
alike, whether the template or Python writes it.

`SHORT_DATETIME_FORMAT` is the moment with its zone.
"""

DATE_FORMAT = "j b Y"
DATETIME_FORMAT = "j b Y, H:i"
SHORT_DATETIME_FORMAT = "j b Y, H:i T"
MONTH_DAY_FORMAT = "j b"
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
