from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class MemberManager(BaseUserManager["Member"]):
    """Makes members; the address is kept in lower case, so that one person cannot have two accounts by its case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Member":
        """Create and return a member; without a password the account cannot sign in until one is set."""
        member = self.model(email=email.strip().lower(), **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "Member":
        """Create a site operator (Django's command `createsuperuser` calls this)."""
        return self.create_user(email, password, is_operator=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Member":
        return self.get(email=(username or "").lower())


class Member(AbstractBaseUser):
    """A person who can sign in. What they may do follows from their seats; a site operator founds chapters."""

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(
        _("language"), max_length=5, choices=[("en", _("English")), ("es", _("Spanish"))], default="en"
    )
    is_operator = models.BooleanField(_("site operator"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = MemberManager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_an_address")]

    def __str__(self) -> str:
        return self.name
