"""An invented chapter to try everything on. Nobody and nothing in it is real."""
