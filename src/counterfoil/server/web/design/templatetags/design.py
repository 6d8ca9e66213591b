"""How values look on every page: money, dates, statuses, notices, sortable headings, links that keep the filters."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html

from counterfoil.server.web.design.statuses import LOOKS, PLAIN

if TYPE_CHECKING:
    from django.template import Context
    from django.utils.safestring import SafeString

register = template.Library()

MINUS = "\N{MINUS SIGN}"
NOTHING = format_html('<span class="quiet" title="nothing entered">{}</span>', "\N{EN DASH}")
NOTICE_MARKS = {"info": "i", "good": "\N{CHECK MARK}", "warning": "!", "danger": "!"}
LARGEST_PAGE_NUMBER_WINDOW = 2


def _figure(value: Decimal, places: str) -> SafeString:
    """A number with thousands separated; a negative one has a true minus sign and its own class."""
    text = f"{abs(value).quantize(Decimal(places)):,}"
    if value < 0:
        return format_html('<span class="money negative">{}{}</span>', MINUS, text)
    return format_html('<span class="money">{}</span>', text)


@register.filter
def money(value: object) -> SafeString:
    """An amount with two places, thousands separated; negative ones unmistakable; a dash where there is none."""
    return _figure(value, "0.01") if isinstance(value, Decimal) else NOTHING


@register.filter
def quantity(value: object) -> SafeString:
    """A quantity or cost with the places that matter: 3, 2.5, 0.12345; a cost keeps at least what was entered."""
    if not isinstance(value, Decimal):
        return NOTHING
    plain = value.normalize()
    exponent = plain.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return _figure(value, f"1e-{places}")


@register.filter
def price(value: object) -> SafeString:
    """A price with two places at least, and with more where they matter: 45.50, 0.00005."""
    if not isinstance(value, Decimal):
        return NOTHING
    exponent = value.normalize().as_tuple().exponent
    places = max(2, -exponent) if isinstance(exponent, int) else 2
    return _figure(value, f"1e-{places}")


@register.filter
def day(value: object) -> SafeString:
    """A date that nobody can misread: 22 Nov 2026."""
    if not isinstance(value, date):
        return NOTHING
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), f"{value.day} {value:%b %Y}")


@register.filter
def instant(value: object) -> SafeString:
    """A moment, in UTC; the browser turns it into the reader's own time zone."""
    if not isinstance(value, datetime):
        return NOTHING
    utc = value.astimezone(UTC)
    return format_html(
        '<time datetime="{}" data-instant>{}</time>',
        utc.isoformat(timespec="seconds"),
        f"{utc.day} {utc:%b %Y %H:%M} UTC",
    )


@register.filter
def dash(value: object) -> object:
    """The value, or a dash where nothing was entered."""
    return value if value not in {None, ""} else NOTHING


@register.simple_tag
def status(word: str) -> SafeString:
    """A status as mark and word (see `statuses.LOOKS`)."""
    look = LOOKS.get(word, PLAIN)
    return format_html(
        '<span class="status {}"><span class="mark" aria-hidden="true">{}</span>{}</span>', look.tone, look.mark, word
    )


@register.simple_block_tag
def notice(content: SafeString, tone: str = "info") -> SafeString:
    """A boxed message: info, good, warning or danger; the last two are announced at once."""
    role = "alert" if tone == "danger" else "status"
    return format_html(
        '<div class="notice {}" role="{}"><span class="mark" aria-hidden="true">{}</span><div>{}</div></div>',
        tone,
        role,
        NOTICE_MARKS[tone],
        content,
    )


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """The page's query string with these parameters changed; an empty value takes one away."""
    parameters = context["request"].GET.copy()
    for name, value in changes.items():
        if value in {None, ""}:
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    return f"?{parameters.urlencode()}"


@register.inclusion_tag("design/heading.html", takes_context=True)
def heading(context: Context, label: str, key: str, *, number: bool = False) -> dict[str, object]:
    """A column heading that sorts by `key` and says which way it is sorted now."""
    current = str(context["listing"].sort)
    descending = current == f"-{key}"
    is_sorted = current.lstrip("-") == key
    target = f"-{key}" if is_sorted and not descending else key
    return {
        "label": label,
        "number": number,
        "direction": ("descending" if descending else "ascending") if is_sorted else "",
        "url": query(context, sort=target, page=None),
    }
