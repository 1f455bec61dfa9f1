"""How a form says that an operation refused."""

from django import forms

from endorsements.policies import FieldRefused, Refused


def show(form: forms.BaseForm, refusal: Refused) -> None:
    """Put the refusal's sentence beside the field that it is about, else above the form; what was typed stays."""
    field = refusal.field if isinstance(refusal, FieldRefused) and refusal.field in form.fields else None
    form.add_error(field, str(refusal))
