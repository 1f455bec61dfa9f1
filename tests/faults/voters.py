"""People who vote over HTTP, each with a session of their own, many at once; and what the site answered them."""

import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urlsplit

TOKEN = "faults" + "0" * 26
RECEIPT = re.compile(r"\b[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}\b")
NO_ANSWER = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a submission was answered: HTTP status (0: the connection ended first), the receipt if it was recorded."""

    voter: int
    status: int
    receipt: str | None
    seconds: float


def submit(address: str, path: str, session: str, voter: int, choice: str = "yes", timeout: float = 60) -> Answer:
    """Hand in one vote and return the answer."""
    began = time.monotonic()
    host = urlsplit(address)
    connection = HTTPConnection(host.hostname or "", host.port, timeout=timeout)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"sessionid={session}; csrftoken={TOKEN}",
        "X-CSRFToken": TOKEN,
    }
    try:
        connection.request("POST", path, urlencode({"choice": choice}), headers)
        response = connection.getresponse()
        body = response.read().decode("utf-8", "replace")
        found = RECEIPT.search(body) if response.status == 200 else None
        return Answer(voter, response.status, found and found[0], time.monotonic() - began)
    except (OSError, HTTPException):
        return Answer(voter, NO_ANSWER, None, time.monotonic() - began)
    finally:
        connection.close()


def at_once(acts: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Let everybody act at the same moment; return all answers."""
    gate, answers, lock = threading.Barrier(len(acts)), [], threading.Lock()

    def run(act: Callable[[], Answer]) -> None:
        gate.wait()
        answer = act()
        with lock:
            answers.append(answer)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
