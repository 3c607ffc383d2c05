"""Run the image as Docker would, ask it on its port, and ask it to stop."""

import os
import re
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

from . import container
from .inspection import Image
from .people import CannotStartError
from .runtime import RUNC

OUTPUT = 16 << 10
BODY = 4 << 10
PAUSE = 0.01
# runc says the first when it looks for the program, the second when the kernel refuses it.
DID_NOT_START = re.compile(r"runc run failed|^exec \S+: ", re.MULTILINE)


def run(image: Image, wanted: dict[str, Any]) -> dict[str, Any]:
    """Start it; wait for an answer, or for its end where no port is asked for."""
    config = image.config
    words = [*(config.get("Entrypoint") or []), *(config.get("Cmd") or [])]
    if not words:
        return _outcome(None, "The image has neither ENTRYPOINT nor CMD.", started=False)
    try:
        container.make(image, words)
    except CannotStartError as error:
        return _outcome(None, str(error), started=False)
    start = time.monotonic()
    process = subprocess.Popen(
        [RUNC, "run", "--bundle", str(container.FOLDER), "--no-new-keyring", "trial"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    output = Output(process)
    end = start + wanted["seconds"]
    answer = _wait_for_answer(process, wanted, end) if wanted["port"] else None
    answered_after = time.monotonic() - start
    if answer is None:
        _wait(process, end)
        return _outcome(process.poll(), output.text())
    stopping = time.monotonic()
    stopped = _ask_to_stop(process, str(config.get("StopSignal") or ""), wanted["seconds"])
    return _outcome(
        process.poll(),
        output.text(),
        answered=True,
        http_status=answer[0],
        body=answer[1],
        seconds_to_answer=answered_after,
        stopped_on_signal=stopped,
        seconds_to_stop=time.monotonic() - stopping if stopped else None,
    )


class Output:
    """What a container prints: all of it is heard, or it would wait, and the beginning is kept."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process
        self.kept = bytearray()
        self.hearing = Thread(target=self.hear, daemon=True)
        self.hearing.start()

    def hear(self) -> None:
        if self.process.stdout is None:
            raise ValueError("a container is started with a pipe to listen to")
        while chunk := os.read(self.process.stdout.fileno(), 65536):
            self.kept += chunk[: OUTPUT - len(self.kept)]

    def text(self) -> str:
        """Until now, or all of it when nobody is left to print."""
        if self.process.poll() is not None:
            self.hearing.join(1)
        return self.kept.decode(errors="replace")


def end() -> None:
    """For a service that did not stop when it was asked to."""
    for first in _first_processes():
        with suppress(ProcessLookupError):
            os.kill(first, signal.SIGKILL)


def _outcome(exit_code: int | None, output: str, **facts: object) -> dict[str, Any]:
    return {
        "started": not (exit_code and DID_NOT_START.search(output)),
        "answered": False,
        "http_status": None,
        "body": "",
        "seconds_to_answer": None,
        "exit_code": exit_code,
        "stopped_on_signal": None,
        "seconds_to_stop": None,
        "output": output,
        **facts,
    }


def _wait(process: subprocess.Popen[bytes], end: float) -> bool:
    try:
        process.wait(max(0, end - time.monotonic()))
    except subprocess.TimeoutExpired:
        return False
    return True


def _wait_for_answer(
    process: subprocess.Popen[bytes], wanted: dict[str, Any], end: float
) -> tuple[int, str] | None:
    while process.poll() is None and (left := end - time.monotonic()) > 0:
        if answer := _ask(wanted["port"], wanted["path"], left):
            return answer
        time.sleep(PAUSE)
    return None


def _ask(port: int, path: str, seconds: float) -> tuple[int, str] | None:
    # Takes as long to load as all else together, and meanwhile the service starts.
    import http.client  # noqa: PLC0415

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read(BODY).decode(errors="replace")
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def _ask_to_stop(process: subprocess.Popen[bytes], name: str, seconds: float) -> bool:
    """`docker stop`: the image's signal to its first process, which must have a handler for it."""
    number = _signal(name)
    for first in _first_processes():
        os.kill(first, number)
    return _wait(process, time.monotonic() + seconds)


def _signal(name: str) -> int:
    if name.isdigit():
        return int(name)
    known = {each.name: each.value for each in signal.Signals}
    return known.get(name if name.startswith("SIG") else f"SIG{name}", signal.SIGTERM)


def _first_processes() -> list[int]:
    """The processes in here that are number 1 of a namespace of their own: the container's."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "status").read_text()
        except OSError:
            continue
        numbers = next(line for line in status.splitlines() if line.startswith("NSpid:")).split()
        if len(numbers) > 2 and numbers[-1] == "1":
            found.append(int(folder.name))
    return found
