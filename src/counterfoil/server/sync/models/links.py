"""Links between the two sides, what parks them, and the writes that were made over them."""

from django.db import models
from django.db.models import Q

from counterfoil.engine.books import IntentState, LinkState
from counterfoil.server.people.tenancy import TenantModel

QUIET = (LinkState.LINKED.value, LinkState.CLOSED.value)
"""States of links that nobody watches."""

UNDER_WAY = (IntentState.SENT.value, IntentState.UNKNOWN.value)
"""States of intents whose outcome is not known."""


class Link(TenantModel):
    """The pairing of one record of ours with one ListID or TxnID: see `engine.books.Link`.

    `theirs` is NULL when it equals `base`. `paid` is worked out of `derived`, for counting. There is one live link per
    record on either side (docs/sync.md 1.2); closed ones stay for ever.
    """

    kind = models.CharField(max_length=20)
    record_id = models.BigIntegerField(null=True, blank=True)
    quickbooks_id = models.CharField(max_length=60, blank=True, default="")
    guid = models.CharField(max_length=40, blank=True, default="")
    state = models.CharField(max_length=12, default=LinkState.NEW.value)
    hold = models.CharField(max_length=60, blank=True, default="")
    base = models.JSONField(null=True, blank=True)
    theirs = models.JSONField(null=True, blank=True)
    derived = models.JSONField(null=True, blank=True)
    paid = models.CharField(max_length=8, blank=True, default="")
    fingerprint = models.CharField(max_length=64, blank=True, default="")
    edit_sequence = models.CharField(max_length=20, blank=True, default="")
    time_created = models.CharField(max_length=40, blank=True, default="")
    time_modified = models.CharField(max_length=40, blank=True, default="")
    observed_at = models.BigIntegerField(default=0)
    seen_in = models.BigIntegerField(default=0)
    missed_in = models.BigIntegerField(default=0)
    owed = models.BooleanField(default=False)
    revision = models.BigIntegerField(default=0)
    retry_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    waits_for = models.JSONField(default=list, blank=True)
    history = models.JSONField(default=list, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "kind", "quickbooks_id"],
                condition=~Q(state=LinkState.CLOSED.value) & ~Q(quickbooks_id=""),
                name="sync_link_one_live_there",
            ),
            models.UniqueConstraint(
                fields=["organization", "kind", "record_id"],
                condition=~Q(state=LinkState.CLOSED.value) & Q(record_id__isnull=False),
                name="sync_link_one_live_here",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "kind", "quickbooks_id", "id"], name="sync_link_there"),
            models.Index(
                fields=["organization", "guid"],
                condition=~Q(guid=""),
                name="sync_link_guid",
            ),
            models.Index(fields=["organization", "kind", "id"], condition=Q(owed=True), name="sync_link_owed"),
            models.Index(
                fields=["organization", "retry_at"],
                condition=Q(owed=True, retry_at__isnull=False),
                name="sync_link_retry",
            ),
            models.Index(
                fields=["organization", "kind", "state", "id"],
                condition=~Q(state__in=QUIET),
                name="sync_link_watched",
            ),
        ]


class Wait(TenantModel):
    """One key that a parked link waits for: `Link.waits_for`, the other way round."""

    link = models.ForeignKey(Link, models.CASCADE, related_name="waits")
    key = models.CharField(max_length=120)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "link", "key"], name="sync_wait_once"),
        ]
        indexes = [models.Index(fields=["organization", "key"], name="sync_wait_key")]

    link_id: int


class Intent(TenantModel):
    """A write to QuickBooks, stored before it was sent: see `engine.books.Intent`.

    `key` is the engine's id of it; our `id` keeps the order in which they were made. `link` is empty for the marker on
    the company. At most one write per record is under way (invariant I9), and one marker.
    """

    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, blank=True, default="")
    act = models.CharField(max_length=10)
    link = models.ForeignKey(Link, models.PROTECT, null=True, blank=True, related_name="intents")
    record_id = models.BigIntegerField(null=True, blank=True)
    quickbooks_id = models.CharField(max_length=60, blank=True, default="")
    guid = models.CharField(max_length=40, blank=True, default="")
    set_id = models.CharField(max_length=23, blank=True, default="")
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    line_keys = models.JSONField(default=list, blank=True)
    revision = models.BigIntegerField(default=0)
    edit_sequence = models.CharField(max_length=20, blank=True, default="")
    state = models.CharField(max_length=10, default=IntentState.READY.value)
    attempts = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_quickbooks_time = models.BigIntegerField(default=0)
    deadline_seconds = models.PositiveIntegerField(default=60)
    carrier = models.CharField(max_length=64, blank=True, default="")
    evidence = models.CharField(max_length=200, blank=True, default="")
    kept_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "key"], name="sync_intent_key"),
            models.UniqueConstraint(
                fields=["organization", "link"],
                condition=Q(state__in=UNDER_WAY) & Q(link__isnull=False),
                name="sync_intent_one_under_way",
            ),
        ]
        indexes = [models.Index(fields=["organization", "state", "id"], name="sync_intent_state")]

    link_id: int | None
