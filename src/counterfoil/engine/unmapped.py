"""List records of ours that are gone from QuickBooks although records there use them: what refers to them waits (C7).

They stand among the facts of the conversation, so that a page is looked through without reading anything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counterfoil.engine.references import here_key, targets

if TYPE_CHECKING:
    from collections.abc import Iterable

    from counterfoil.engine.books import Conversation
    from counterfoil.engine.references import Target
    from counterfoil.records import Record

UNMAPPED = "unmapped"
"""The fact's name: key of a record of ours → what is known of it, its `link` and `into`, the record that it became."""


def note(conversation: Conversation, target: Target, link_id: str) -> None:
    """From now on what refers to this record waits."""
    conversation.facts.setdefault(UNMAPPED, {}).setdefault(here_key(target), {"link": link_id, "into": None})


def forget(conversation: Conversation, target: Target) -> None:
    """It is known again what this record is in QuickBooks."""
    conversation.facts.get(UNMAPPED, {}).pop(here_key(target), None)


def noted(conversation: Conversation) -> dict[str, dict[str, Any]]:
    """What is gone, by key; nearly always nothing."""
    found: dict[str, dict[str, Any]] = conversation.facts.get(UNMAPPED, {})
    return found


def refers(conversation: Conversation, records: Iterable[Record | None]) -> bool:
    """Whether any of these refers to a record that is gone."""
    gone = noted(conversation)
    return bool(gone) and any(
        here_key(target) in gone for record in records if record is not None for target in targets(record)
    )
