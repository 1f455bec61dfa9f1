"""How days and moments are written: Django reads these for its named formats, so that all pages write them alike."""
