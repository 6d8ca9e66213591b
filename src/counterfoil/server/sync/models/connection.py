"""Where the talk between an organization and its company file stands, and what is due next."""

from django.db import models

from counterfoil.server.people.tenancy import TenantModel


class Mode(models.TextChoices):
    """How far an organization's connection is trusted; stored, so the values stay."""

    LIVE = "live"
    READ_ONLY = "read_only", "read only"
    SUSPENDED = "suspended"


class Connection(TenantModel):
    """One organization's conversation with its company file; locked for the length of a call.

    An organization is bound to one company file (rule C6), so it has one connection. The first group of fields is
    `engine.books.Conversation`; the second says what the agent was last seen to report and what is due.
    """

    file_guid = models.CharField(max_length=40, blank=True, default="")
    company_name = models.CharField(max_length=250, blank=True, default="")
    marker = models.BigIntegerField(default=0)
    marker_sent = models.BigIntegerField(default=0)
    last_restore = models.CharField(max_length=40, blank=True, default="")
    last_condense = models.CharField(max_length=40, blank=True, default="")
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.LIVE)
    mode_reason = models.TextField(blank=True, default="")
    watermarks = models.JSONField(default=dict, blank=True)
    horizon_ok_until = models.CharField(max_length=40, blank=True, default="")
    position = models.BigIntegerField(default=0)
    step = models.CharField(max_length=40, blank=True, default="")
    data = models.JSONField(default=dict, blank=True)
    awaiting = models.JSONField(null=True, blank=True)
    run = models.ForeignKey("sync.Run", models.SET_NULL, null=True, blank=True, related_name="+")
    again_after_seconds = models.FloatField(null=True, blank=True)
    epoch = models.BigIntegerField(default=0)
    last_sweep = models.CharField(max_length=40, blank=True, default="")
    facts = models.JSONField(default=dict, blank=True)

    hint = models.BigIntegerField(null=True, blank=True)
    """The agent's change hint when the last run began."""
    utc_offset = models.IntegerField(default=0)
    """Seconds by which the QuickBooks machine's wall clock is ahead of UTC, as the agent last reported."""
    agent_protocol = models.PositiveIntegerField(default=0)
    agent_version = models.CharField(max_length=40, blank=True, default="")
    agent_seen_at = models.DateTimeField(null=True, blank=True)
    agent_note = models.CharField(max_length=500, blank=True, default="")
    """What the agent says is wrong at its end, in plain words."""
    quickbooks = models.CharField(max_length=10, blank=True, default="")
    """open, closed, busy or refused, as the agent last reported."""
    requested_at = models.DateTimeField(null=True, blank=True)
    """When a person asked for a run that has not begun yet."""
    requested_by = models.CharField(max_length=200, blank=True, default="")
    paused_at = models.DateTimeField(null=True, blank=True)
    """When a person paused the sync: until it is resumed no run begins, by whatever reason."""
    paused_by = models.CharField(max_length=200, blank=True, default="")
    looked_at = models.DateTimeField(null=True, blank=True)
    """When the last run ended, whether or not it found anything."""
    failures = models.PositiveIntegerField(default=0)
    """Runs in a row that could not be carried to their end."""
    preview_wanted_at = models.DateTimeField(null=True, blank=True)
    """When a person asked how many bills two-way sync would bring; QuickBooks has not answered yet."""
    previewed_at = models.DateTimeField(null=True, blank=True)
    previewed_bills = models.PositiveIntegerField(null=True, blank=True)
    """Its answer: wholly unpaid bills there that are not here."""
    previewed_all = models.BooleanField(default=True)
    """Whether it named all of them; else there are that many at least."""

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organization"], name="sync_connection_one_file"),
        ]

    run_id: int | None
