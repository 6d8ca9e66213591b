"""`counterfoil manage prepare_demo`: what a person would click before an agent can sync, for the demo and the tests."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from counterfoil.server.audit.actor import SYSTEM, Actor
from counterfoil.server.gateway.models import Profile
from counterfoil.server.gateway.services import create_token, create_web_connector
from counterfoil.server.people import services as people
from counterfoil.server.people.keys import make_key
from counterfoil.server.people.models import Organization, User
from counterfoil.server.people.problems import Refused
from counterfoil.server.sync import queries
from counterfoil.server.sync import services as sync

if TYPE_CHECKING:
    from argparse import ArgumentParser

PASSWORD = "COUNTERFOIL_DEMO_PASSWORD"  # noqa: S105  the name of a variable, and no password itself


class Command(BaseCommand):
    """Prints one line of JSON."""

    help = "Make an organization with an administrator and a sync token, ready for an agent; prints JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What is asked for."""
        parser.add_argument("--organization", required=True, help="the organization's name")
        parser.add_argument("--email", required=True, help="the administrator's e-mail address")
        parser.add_argument("--state", action="store_true", help="only say how far the sync has come")
        parser.add_argument("--move-transactions", action="store_true", help="tick it, with the accounts as guessed")
        parser.add_argument("--two-way", choices=["open-bills", "from-now"], help="switch two-way bill sync on")

        parser.add_argument("--web-connector", action="store_true", help="set up Intuit's Web Connector as the carrier")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Do what is asked, and print what came of it."""
        found = Organization.objects.filter(name=options["organization"]).first()
        try:
            organization = found or _make(options["organization"], options["email"])
            user = User.objects.get(email=options["email"])
            if options["move_transactions"]:
                _move_transactions(organization, user)
            if options["two_way"]:
                brings = options["two_way"] == "open-bills"
                sync.switch_on_two_way(organization, _actor(user), bring_open_bills=brings)
            if options["web_connector"]:
                printed = _web_connector(organization, user)
            else:
                wants_key = not (options["state"] or options["move_transactions"] or options["two_way"])
                printed = _keys(organization, user) if wants_key else _state(organization)
        except Refused as refused:
            raise CommandError("; ".join(f"{one.title} {one.fix}" for one in refused.problems)) from refused
        self.stdout.write(json.dumps(printed))


def _make(name: str, email: str) -> Organization:
    organization = people.create_organization(name)
    user = people.create_user(email, os.environ[PASSWORD], name="Ada Harrow")
    people.add_member(organization, SYSTEM, user, "administrator")
    return organization


def _actor(user: User) -> Actor:
    return Actor.person(user.pk, str(user))


def _keys(organization: Organization, user: User) -> dict[str, Any]:
    """A sync token while no agent is connected, and an API key."""
    connected = Profile.objects.of(organization).filter(revoked_at=None).exists()
    made = None if connected else create_token(organization, user)
    role = people.role_named(organization, "administrator")
    _, key = make_key(organization, "Demo", role, by=str(user), now=timezone.now())
    return {"token_name": made.token.name if made else "", "token": made.secret if made else "", "api_key": key}


def _web_connector(organization: Organization, user: User) -> dict[str, Any]:
    """What the Web Connector signs in with."""
    made = create_web_connector(organization, user)
    return {"user_name": made.connector.user_name, "password": made.password}


def _move_transactions(organization: Organization, user: User) -> None:
    wanted = sync.wanted_of(queries.preferences(organization))
    sync.save_preferences(organization, _actor(user), replace(wanted, move_transactions=True))


def _state(organization: Organization) -> dict[str, Any]:
    state = queries.state(organization)
    run = state.run
    words = f"{run.step}: {run.done}" + (f" of {run.total}" if run.total else "") if run and run.step else ""
    return {"has_synced": state.has_synced, "is_settled": state.is_settled, "words": words}
