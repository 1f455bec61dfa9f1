"""Inviting, and accepting as somebody new."""

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordMixin
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from chapters.forms.fields import LineField
from chapters.models import Member, Role


class InviteForm(forms.Form):
    """Whom to invite to what."""

    email = forms.EmailField(label=_("E-mail"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class NewAccountForm(SetPasswordMixin, forms.Form):
    """Name and password of somebody who has no account yet; the address is the invitation's."""

    name = LineField(
        label=_("Your name"),
        max_length=120,
        help_text=_("As the chapter knows you. It stands beside what you enter."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password1, password2 = SetPasswordMixin.create_password_fields(label2=_("The password once more"))

    def __init__(self, data: Any = None, *, email: str) -> None:
        super().__init__(data)
        self.email = email
        self.fields["password2"].help_text = ""
        for name in ("password1", "password2"):
            # Hashing reads all of it; without an end, a long one would keep the server busy.
            self.fields[name].validators.append(MaxLengthValidator(500))

    def clean(self) -> dict[str, Any]:
        self.validate_passwords()
        person = Member(email=self.email, name=self.cleaned_data.get("name", ""))
        self.validate_password_for_user(person, "password1")
        return self.cleaned_data
