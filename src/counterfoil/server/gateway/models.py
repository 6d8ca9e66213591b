"""Who may carry for an organization, who does just now, and what was handed out and heard back."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from counterfoil.server.people.tenancy import TenantModel


class SyncToken(TenantModel):
    """A one-time name and secret by which an agent signs in without a password (rule S3); only its hash is kept."""

    name = models.CharField(max_length=100)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_from = models.CharField(max_length=45, blank=True, default="")
    used_on = models.CharField(max_length=200, blank=True, default="")
    """The machine that used it, as it calls itself."""
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["organization", "-id"], name="gateway_token_newest")]

    created_by_id: int

    def __str__(self) -> str:
        """Its name."""
        return self.name


class Ticket(models.Model):
    """A fresh sign-in of an agent, good for making profiles for a quarter of an hour.

    One that came of a sync token (`token`) is for that token's organization, and for one profile.
    """

    secret_hash = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    token = models.ForeignKey(SyncToken, models.CASCADE, null=True, blank=True, related_name="+")
    installation = models.CharField(max_length=64)
    machine = models.CharField(max_length=200, blank=True, default="")
    version = models.CharField(max_length=40, blank=True, default="")
    protocol = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    user_id: int
    token_id: int | None

    def __str__(self) -> str:
        """Whose it is."""
        return f"ticket of {self.user_id}"


class Profile(TenantModel):
    """One agent's standing right to carry for one organization and company file (rule S4)."""

    company_file = models.CharField(max_length=1000)
    credential_hash = models.CharField(max_length=64, unique=True)
    installation = models.CharField(max_length=64)
    machine = models.CharField(max_length=200, blank=True, default="")
    token = models.ForeignKey(SyncToken, models.SET_NULL, null=True, blank=True, related_name="profiles")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_from = models.CharField(max_length=45, blank=True, default="")
    version = models.CharField(max_length=40, blank=True, default="")

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["organization", "-id"], name="gateway_profile_newest")]

    created_by_id: int
    token_id: int | None

    def __str__(self) -> str:
        """The company file, and the machine it is reached from."""
        return f"{self.company_file} on {self.machine}" if self.machine else self.company_file


class WebConnector(TenantModel):
    """Intuit's Web Connector as the carrier of a profile (rule S12): what it signs in with besides its password.

    `file_id` marks the company file in QuickBooks as the one that this connector was set up for.
    """

    profile = models.OneToOneField(Profile, models.CASCADE, related_name="web_connector")
    user_name = models.CharField(max_length=60)
    file_id = models.UUIDField()

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "user_name"], name="gateway_webconnector_name"),
        ]

    profile_id: int

    def __str__(self) -> str:
        """The user name."""
        return self.user_name


class WebConnectorSession(TenantModel):
    """One update run of a Web Connector, from its sign-in to its goodbye; only the ticket's hash is kept.

    `fetched` is the number of the last call that it took away, at `fetched_at`: a call with a higher number never left
    the server. `pausing_since`: from when it has waited for work that is due in a moment. `said` is what it is told
    when it asks for the last error.
    """

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="sessions")
    ticket_hash = models.CharField(max_length=64, unique=True)
    seen_at = models.DateTimeField(db_index=True)
    fetched = models.BigIntegerField(default=0)
    fetched_at = models.DateTimeField(null=True, blank=True)
    pausing_since = models.DateTimeField(null=True, blank=True)
    said = models.CharField(max_length=500, blank=True, default="")

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["organization", "profile"], name="gateway_session_profile")]

    profile_id: int

    @property
    def installation(self) -> str:
        """As which it carries: each session for itself, since it keeps no journal that would speak for an older one."""
        return f"web connector {self.pk}"


class Lease(TenantModel):
    """Who carries for a connection just now: one process of one installation.

    `epoch` rises with every change of holder. `numbers` is the last call number given out. `seen_at` is when the holder
    was last heard; NULL once it said that it leaves. `superseded` are processes that another has replaced, newest last:
    a request of theirs that comes late is refused. `faults` counts calls in a row that failed through our own fault.
    """

    connection = models.OneToOneField("sync.Connection", models.CASCADE, related_name="lease")
    profile = models.ForeignKey(Profile, models.PROTECT, null=True, blank=True, related_name="+")
    installation = models.CharField(max_length=64, blank=True, default="")
    process = models.CharField(max_length=64, blank=True, default="")
    epoch = models.BigIntegerField(default=0)
    taken_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    superseded = models.JSONField(default=list, blank=True)
    numbers = models.BigIntegerField(default=0)
    faults = models.PositiveIntegerField(default=0)

    profile_id: int | None
    connection_id: int


class Call(TenantModel):
    """A request that was handed to an agent, until its fate is known; calls that write are kept for longer.

    `number` rises within the connection, and an answer is taken in once, for the call that is open: what comes twice,
    or late, changes nothing. `intent` is the key of the write that it carries, "" for a question. `is_preview`: it
    counts bills for the two-way switch, and is none of the engine's.
    """

    connection = models.ForeignKey("sync.Connection", models.CASCADE, related_name="calls")
    number = models.BigIntegerField()
    profile = models.ForeignKey(Profile, models.PROTECT, related_name="+")
    installation = models.CharField(max_length=64)
    process = models.CharField(max_length=64)
    epoch = models.BigIntegerField()
    text = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64)
    intent = models.CharField(max_length=40, blank=True, default="")
    writes = models.BooleanField()
    is_preview = models.BooleanField(default=False)
    seconds = models.PositiveIntegerField()
    handed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["connection", "number"], name="gateway_call_number"),
            models.UniqueConstraint(
                fields=["connection"], condition=Q(answered_at__isnull=True), name="gateway_call_one_open"
            ),
        ]
        indexes = [
            models.Index(fields=["answered_at"], condition=Q(answered_at__isnull=False), name="gateway_call_answered"),
        ]

    profile_id: int

    @property
    def is_write_out(self) -> bool:
        """Whether it is a write that left the server: a carrier may be at work on it, as long as it is open."""
        return self.writes and bool(self.process)


class JournalEntry(TenantModel):
    """One line of an agent's journal: what it did with a call. `event` is refused, calling or returned."""

    profile = models.ForeignKey(Profile, models.CASCADE, related_name="journal")
    call = models.BigIntegerField()
    event = models.CharField(max_length=10)
    number = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True, default="")
    at = models.DateTimeField(db_index=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["profile", "call", "event"], name="gateway_journal_once"),
        ]

    profile_id: int
