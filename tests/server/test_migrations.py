"""The migrations: they make what the models say, on either database."""

from django.core.management import call_command


def test_the_migrations_are_those_of_the_models(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_settings_are_checked_for_deployment_without_a_warning(db, settings):
    settings.SECRET_KEY = "".join(chr(33 + number) for number in range(60))
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    call_command("check", deploy=True, fail_level="WARNING")
