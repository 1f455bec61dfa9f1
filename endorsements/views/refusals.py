"""How a page says that an operation refused."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from endorsements.policies import FieldRefused, Refused


def show(form: forms.BaseForm, refusal: Refused) -> None:
    """Put the refusal's sentence beside the field that it is about, else above the form; what was typed stays."""
    field = refusal.field if isinstance(refusal, FieldRefused) and refusal.field in form.fields else None
    form.add_error(field, str(refusal))


def carried_out[Made](form: forms.BaseForm, act: Callable[[], Made]) -> Made | None:
    """Carry out what a valid form says; None, with the form saying why, when it is not valid or was refused."""
    if not form.is_valid():
        return None
    try:
        return act()
    except Refused as refusal:
        show(form, refusal)
        return None


def pressed(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    """Carry out what a button asks for, and say on the next page that it is done, or why it was refused."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
