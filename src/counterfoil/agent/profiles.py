"""The agent's profiles on this machine, each a company file with the organization it belongs to, and their secrets.

A credential is kept in the system's key store; where a machine has none (a server without a desktop), in a file that
only its owner may read.
"""

import json
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

import keyring
import keyring.errors
import platformdirs

SERVICE = "counterfoil-agent"
"""The name under which credentials stand in the system's key store."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One company file, one organization, one server; `simulator` is the simulator's address, "" for QuickBooks."""

    id: str
    server: str
    organization: str
    company_file: str
    simulator: str = ""


class Home:
    """The agent's folder: profiles, journals, and the installation's own id."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or Path(platformdirs.user_data_dir("counterfoil-agent", appauthor=False))
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def installation(self) -> str:
        """This installation's id, made once: the server knows by it who carried a request."""
        path = self.folder / "installation"
        if not path.exists():
            _write(path, str(uuid.uuid4()))
        return path.read_text(encoding="utf-8").strip()

    def profiles(self) -> list[Profile]:
        """Every profile, in the order in which they were made."""
        path = self.folder / "profiles.json"
        if not path.exists():
            return []
        return [Profile(**row) for row in json.loads(path.read_text(encoding="utf-8"))]

    def add(self, profile: Profile, credential: str) -> None:
        """Keep a profile and its credential, in the place of an older one for the same company file and server."""
        others = [known for known in self.profiles() if not _is_same_place(known, profile)]
        self._keep_credential(profile.id, credential)
        self._keep([*others, profile])

    def remove(self, profile_id: str) -> bool:
        """Forget a profile and its credential; False when there was none."""
        profiles = self.profiles()
        remaining = [profile for profile in profiles if profile.id != profile_id]
        self._keep(remaining)
        self._forget_credential(profile_id)
        return len(remaining) < len(profiles)

    def credential(self, profile_id: str) -> str:
        """The secret by which the server knows this profile; "" when it is lost."""
        try:
            kept = keyring.get_password(SERVICE, profile_id)
        except keyring.errors.KeyringError:
            kept = None
        path = self._credential_path(profile_id)
        if kept is None and path.exists():
            kept = path.read_text(encoding="utf-8")
        return kept or ""

    def journal_path(self, profile_id: str) -> Path:
        """Where the profile's journal lies."""
        return self.folder / f"{profile_id}.journal"

    def _keep(self, profiles: list[Profile]) -> None:
        _write(self.folder / "profiles.json", json.dumps([asdict(profile) for profile in profiles], indent=1))

    def _keep_credential(self, profile_id: str, credential: str) -> None:
        try:
            keyring.set_password(SERVICE, profile_id, credential)
        except keyring.errors.KeyringError:
            _write(self._credential_path(profile_id), credential)

    def _forget_credential(self, profile_id: str) -> None:
        self._credential_path(profile_id).unlink(missing_ok=True)
        try:
            keyring.delete_password(SERVICE, profile_id)
        except keyring.errors.KeyringError:
            return

    def _credential_path(self, profile_id: str) -> Path:
        return self.folder / f"{profile_id}.credential"


def _is_same_place(one: Profile, other: Profile) -> bool:
    return (one.server, one.company_file) == (other.server, other.company_file)


def _write(path: Path, text: str) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    new = path.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_text(text, encoding="utf-8")
    new.replace(path)
