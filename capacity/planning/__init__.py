"""What the chapter can knock and what each race needs. Pure: no database, no clock, no framework."""
