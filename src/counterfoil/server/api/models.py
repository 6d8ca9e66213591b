"""Answers to creates that may be asked for again (Idempotency-Key)."""

from __future__ import annotations

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from counterfoil.server.people.tenancy import TenantModel


class RememberedAnswer(TenantModel):
    """What a create answered, so that the same request, sent again, makes nothing twice.

    `key` is the caller's Idempotency-Key, `request_hash` the SHA-256 of method, path and body: the same key with
    another request is refused.
    """

    api_key = models.ForeignKey("people.ApiKey", models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request_hash = models.CharField(max_length=64)
    etag = models.CharField(max_length=40)
    location = models.CharField(max_length=200)
    body = models.JSONField(encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(db_index=True)

    class Meta(TenantModel.Meta):
        constraints = [
            *TenantModel.Meta.constraints,
            models.UniqueConstraint(fields=["organization", "api_key", "key"], name="api_remembered_answer_once"),
        ]

    def __str__(self) -> str:
        """Its key."""
        return self.key
