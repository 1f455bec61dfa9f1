"""Mail that this app sends."""

from smtplib import SMTPException
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation

from chapters.models import Invitation, Member

SILENT = ("console", "dummy")
logger = structlog.get_logger(__name__)


def is_set_up() -> bool:
    """Say whether mail leaves this server. The console would print the link to the server's log, so it is no mail."""
    backend: str = settings.MAILERS["default"]["BACKEND"]
    return backend.rsplit(".", 2)[-2] not in SILENT


def send_invitation(invitation: Invitation, link: str) -> bool:
    """Mail an invitation's link to its address; return whether the mail server took it."""
    if not is_set_up():
        return False
    said = {"invitation": invitation, "link": link}
    subject = " ".join(render_to_string("chapters/invitation_subject.txt", said).split())
    try:
        return bool(send_mail(subject, render_to_string("chapters/invitation.txt", said), None, [invitation.email]))
    except (SMTPException, OSError, ValueError) as error:
        # Neither the address nor the link belongs in a log.
        logger.warning("invitation_not_mailed", invitation=invitation.pk, error=type(error).__name__)
        return False


def send_text(template: str, said: dict[str, Any], member: Member) -> bool:
    """Mail `<template>.txt` under `<template>_subject.txt` to one member, in their language; return whether it left.

    A failure is not logged: whom a mail is for can tell what nobody is to know.
    """
    if not is_set_up():
        return False
    with translation.override(member.language):
        subject = " ".join(render_to_string(f"{template}_subject.txt", {**said, "member": member}).split())
        text = render_to_string(f"{template}.txt", {**said, "member": member})
    try:
        return bool(send_mail(subject, text, None, [member.email]))
    except (SMTPException, OSError, ValueError):
        return False
