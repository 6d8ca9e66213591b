"""A fuse in the server's books: it dies in the middle of a call, at the n-th word that is said to them."""

from __future__ import annotations

from typing import Any


class ServerDied(Exception):  # noqa: N818 - it is what happened
    """The server process is gone in the middle of a call."""


class Fused:
    """Mixed into a `Books`, before it; `fuse` is the number of words until the server dies, None for never."""

    fuse: int | None = None

    def burn(self) -> None:
        """A word is said."""
        if self.fuse is not None:
            self.fuse -= 1
            if self.fuse < 0:
                self.fuse = None
                raise ServerDied

    def keep_links(self, links: Any) -> Any:
        self.burn()
        return super().keep_links(links)  # type: ignore[misc]  # the books that this is mixed into

    def keep_intents(self, intents: Any) -> None:
        self.burn()
        super().keep_intents(intents)  # type: ignore[misc]

    def write(self, writes: Any) -> Any:
        self.burn()
        return super().write(writes)  # type: ignore[misc]

    def keep_conversation(self, conversation: Any) -> None:
        self.burn()
        super().keep_conversation(conversation)  # type: ignore[misc]
