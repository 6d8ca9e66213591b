"""One visit to a page: what was asked for, and how the answer is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response

from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.status import Refusal

from .fields import Fields, Typed
from .render import PAGES, PLACES

DONE = {
    "saved": "Saved.",
    "merged": "Merged: everything of the other vendor is here now.",
    "deleted": "Deleted.",
    "voided": "Voided.",
    "paid": "Paid.",
}
"""What a page says after a successful act, by the word in its address."""
SDK_WORDS = "QuickBooks error message:"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something was not done, in QuickBooks' words."""

    text: str
    code: int = 0


@dataclass(frozen=True, slots=True)
class Visit:
    """A request for a page, read whole; views are plain functions from it to a response."""

    company: CompanyFile
    path: Mapping[str, str]
    query: Fields
    form: Fields
    posting: bool = False

    def page(
        self, template: str, here: str, *, problem: Problem | None = None, status: int = 200, **shown: Any
    ) -> Response:
        """A whole page, in the frame that all pages share."""
        settings = self.company.settings
        text = PAGES.get_template(template).render(
            company_name=settings.company_name,
            file_name=self.company.path,
            hint=self.company.hint,
            places=PLACES,
            here=here,
            problem=problem,
            done=None if problem else DONE.get(self.query.text("done")),
            **shown,
        )
        return Response(text, status_code=422 if problem else status, media_type="text/html")

    def missing(self, here: str, back: str) -> Response:
        """The page for something that is not there (any more)."""
        return self.page("missing.html", here, status=404, back=back)


def go(address: str, done: str) -> Response:
    """Send the browser on after a successful post; `done` is a word of DONE."""
    return RedirectResponse(f"{address}?{urlencode({'done': done})}", status_code=303)


def explain(error: Refusal | Typed) -> Problem:
    """What to tell the person: QuickBooks' own message where there is one, without the words meant for programs."""
    if isinstance(error, Typed):
        return Problem(str(error))
    text = error.status.message
    return Problem(text.split(SDK_WORDS, 1)[1].strip() if SDK_WORDS in text else text, error.status.code)
