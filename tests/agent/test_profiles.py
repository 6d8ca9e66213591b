"""Profiles and secrets stay on the machine, and only with their owner."""

import stat

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyStore
from keyring.errors import PasswordDeleteError

from counterfoil.agent.lock import company_file_lock
from counterfoil.agent.profiles import SERVICE, Home, Profile

BOOKS = Profile("p1", "https://books.example.com", "harrow", "C:/books.qbw")


class KeyStore(KeyringBackend):
    """A key store in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


@pytest.fixture(params=[KeyStore, NoKeyStore], ids=["key store", "no key store"])
def key_store(request):
    before = keyring.get_keyring()
    keyring.set_keyring(request.param())
    yield keyring.get_keyring()
    keyring.set_keyring(before)


def test_a_profile_and_its_credential_are_there_again_after_a_restart(tmp_path, key_store):
    Home(tmp_path).add(BOOKS, "s3cret")
    again = Home(tmp_path)
    assert again.profiles() == [BOOKS]
    assert again.credential("p1") == "s3cret"
    assert again.installation == Home(tmp_path).installation


def test_connecting_the_same_company_file_again_replaces_its_profile(tmp_path, key_store):
    home = Home(tmp_path)
    home.add(BOOKS, "old")
    home.add(Profile("p2", BOOKS.server, "harrow", BOOKS.company_file), "new")
    assert [profile.id for profile in home.profiles()] == ["p2"]


def test_a_forgotten_profile_leaves_no_secret_behind(tmp_path, key_store):
    home = Home(tmp_path)
    home.add(BOOKS, "s3cret")
    assert home.remove("p1")
    assert not home.remove("p1")
    assert home.credential("p1") == ""
    assert not any("s3cret" in path.read_text() for path in tmp_path.iterdir())


def test_the_secret_goes_to_the_key_store_or_else_to_a_file_only_its_owner_reads(tmp_path, key_store):
    Home(tmp_path).add(BOOKS, "s3cret")
    files = [path for path in tmp_path.iterdir() if "s3cret" in path.read_text()]
    if isinstance(key_store, KeyStore):
        assert key_store.kept == {(SERVICE, "p1"): "s3cret"}
        assert files == []
    else:
        assert [stat.S_IMODE(path.stat().st_mode) for path in files] == [0o600]


def test_two_agents_on_one_machine_never_carry_for_the_same_company_file(tmp_path):
    first, second = (company_file_lock("C:/Books.qbw", tmp_path), company_file_lock("c:/books.QBW", tmp_path))
    other = company_file_lock("C:/Other.qbw", tmp_path)
    with first, other, pytest.raises(TimeoutError):
        second.acquire()
    second.acquire()
    second.release()
