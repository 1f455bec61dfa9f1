from django.db import models


class StoredFile(models.Model):
    """A file's bytes as they were written, with their SHA-256.

    In the database and not on a disk beside it: one backup holds everything, and a file and the record that names it
    are written together or not at all. They are small (a memo is about 100 kB).
    """

    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
