"""`counterfoil manage create_organization`: a set of books and its first administrator."""

from __future__ import annotations

import getpass
import os
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from counterfoil.server.audit.actor import SYSTEM
from counterfoil.server.people import services
from counterfoil.server.people.models import User
from counterfoil.server.people.problems import Refused

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from counterfoil.server.people.models import Organization


class Command(BaseCommand):
    """Make an organization, and its first administrator unless the user exists."""

    help = "Make an organization and its administrator; the password is asked for, or taken from COUNTERFOIL_PASSWORD."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What is asked for."""
        parser.add_argument("name", help="the organization's name")
        parser.add_argument("--slug", default="", help="its short name in addresses; made of the name by default")
        parser.add_argument("--email", required=True, help="the administrator's e-mail address")
        parser.add_argument("--full-name", default="", help="the administrator's name")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make both, or neither."""
        try:
            organization = make(options["name"], options["slug"], options["email"], options["full_name"])
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{organization.name} is ready; its short name is {organization.slug}.")


def make(name: str, slug: str, email: str, full_name: str) -> Organization:
    """The organization, with the user of that e-mail address as its administrator."""
    known = User.objects.filter(email=email.strip().lower()).first()
    password = None if known else os.environ.get("COUNTERFOIL_PASSWORD") or getpass.getpass(f"Password for {email}: ")
    with transaction.atomic():
        organization = services.create_organization(name, slug=slug)
        user = known or services.create_user(email, password, name=full_name)
        services.add_member(organization, SYSTEM, user, "administrator")
        return organization
