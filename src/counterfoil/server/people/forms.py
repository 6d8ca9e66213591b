"""The sign-in form."""

from django import forms


class SignInForm(forms.Form):
    """E-mail address and password; a password may be as long as one likes."""

    username = forms.EmailField(
        label="E-mail address",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "username", "autofocus": True}),
        error_messages={"invalid": "Enter an e-mail address such as ida@example.com."},
    )
    password = forms.CharField(
        label="Password", max_length=4096, strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )
