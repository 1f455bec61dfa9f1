"""Files of dossiers from outside: read, checked and compared with what a cycle holds. Pure: no database, no clock."""
