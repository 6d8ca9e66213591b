"""One agent process per company file on a machine: writes are exactly-once only because of it."""

import hashlib
import tempfile
from pathlib import Path

import filelock


def company_file_lock(company_file: str, folder: Path | None = None) -> filelock.FileLock:
    """The machine-wide lock of a company file, not yet taken.

    The operating system lets go of it when its process ends, however it ends. It lies in the folder for temporary
    files, so that agents of different users on one machine meet at it; `folder` is another place for tests.
    """
    name = hashlib.sha256(company_file.casefold().encode()).hexdigest()[:24]
    place = folder or Path(tempfile.gettempdir())
    return filelock.FileLock(place / f"counterfoil-agent-{name}.lock", mode=0o666, timeout=0)
