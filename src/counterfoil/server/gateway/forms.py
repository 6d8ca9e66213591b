"""The form of a new sync token."""

from django import forms


class TokenForm(forms.Form):
    """The name is filled in; it is what the agent signs in with (rule S3)."""

    name = forms.CharField(label="Name", max_length=100, help_text="The agent asks for it as its e-mail address.")
