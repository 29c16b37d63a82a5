"""What a shell, its widgets and nbclient ask of a kernel, for cells that run in this very process.

Messages are those of ipykernel; only the sockets between the two ends are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import comm
from comm.base_comm import BaseComm
from jupyter_client.session import Session


class CapturingSession(Session):
    """A session whose messages go to a function instead of a socket."""

    def __init__(self, receive, **settings):
        super().__init__(**settings)
        self._receive = receive

    def send(
        self, stream, msg_or_type, content=None, parent=None, ident=None, buffers=None, track=False,
        header=None, metadata=None,
    ):  # fmt: skip
        """Hand on a message as the other side of a socket would read it."""
        message = msg_or_type
        if isinstance(msg_or_type, str):
            message = self.msg(msg_or_type, content, parent=parent, header=header, metadata=metadata)
        message = dict(message, content=self.unpack(self.pack(message["content"])), buffers=buffers or [])
        self._receive(message)
        return message


class CapturedComm(BaseComm):
    """The kernel's end of a widget, for the message handling that keeps its state in the notebook."""

    session: CapturingSession

    def publish_msg(self, msg_type, data=None, metadata=None, buffers=None, **keys):
        """Send a message of this comm as ipykernel does."""
        parent = self.kernel.get_parent()
        content = dict(data=data or {}, comm_id=self.comm_id, **keys)
        self.kernel.session.send(None, msg_type, content, parent, buffers=buffers, metadata=metadata)


class Kernel:
    """What shell and widgets ask of a kernel."""

    def __init__(self, session: CapturingSession):
        self.session = session
        self.iopub_socket = None
        self.parent: dict = {}

    def get_parent(self, channel=None) -> dict:
        """The request that is being answered."""
        return self.parent


class _Channel:
    """Keeps what nbclient's output widget sends to the kernel until the cell, which keeps it busy, ends."""

    def __init__(self):
        self.waiting: list[dict] = []

    def send(self, message: dict) -> None:
        self.waiting.append(message)

    def deliver(self) -> None:
        """Have the widgets take in what has come for them."""
        while self.waiting:
            message = self.waiting.pop(0)
            if message["msg_type"] == "comm_msg":
                comm.get_comm_manager().comm_msg(None, None, message)


class KernelClient:
    """What nbclient's output widget asks of a kernel client."""

    def __init__(self, session: CapturingSession):
        self.session = session
        self.shell_channel = _Channel()


@contextmanager
def captured_widgets(kernel: Kernel) -> Iterator[None]:
    """Comms that report to this kernel while the notebook runs."""
    before = comm.create_comm
    made = type("Comm", (CapturedComm,), {"kernel": kernel})
    comm.create_comm = lambda *given, **named: made(*given, **named)
    try:
        yield
    finally:
        comm.create_comm = before
