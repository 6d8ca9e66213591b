"""The desk of a served company file: the one thread that touches the file, and how request bodies get there."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from starlette.requests import Request

from .company import CompanyFile
from .processor import Faults, RequestProcessor

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


class Desk:
    """The one thread in which everything that touches the company file happens."""

    def __init__(self, opener: Callable[[], CompanyFile], faults: Faults) -> None:
        """The file is opened by `opener` inside the thread, at `open`."""
        self._opener = opener
        self._faults = faults
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="company-file")
        self.company: CompanyFile
        self.processor: RequestProcessor

    async def do(
        self, work: Callable[Parameters, Result], *args: Parameters.args, **named: Parameters.kwargs
    ) -> Result:
        """Run `work` in the thread, after whatever was asked for before."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, partial(work, *args, **named))

    async def open(self) -> None:
        """Open the company file and start its request processor."""
        self.company = await self.do(self._opener)
        self.processor = RequestProcessor(self.company, faults=self._faults)

    async def close(self) -> None:
        """Finish what was asked for, then close the file."""
        await self.do(self.company.close)
        self._thread.shutdown()

    async def hint(self) -> int:
        """The counter that rises with every committed change in the file."""
        return await self.do(lambda: self.company.hint)


class TooLarge(Exception):  # noqa: N818 - it says what the body is
    """A body is longer than the door it came through reads."""


async def read_body(request: Request, largest: int) -> bytes:
    """The body, never more than `largest` bytes of it in memory."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > largest:
            raise TooLarge
    return bytes(body)


def desk_of(request: Request) -> Desk:
    """The desk of the company file that this application serves."""
    desk = request.app.state.desk
    assert isinstance(desk, Desk)
    return desk
