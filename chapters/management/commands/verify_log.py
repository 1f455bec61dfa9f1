"""`manage.py verify_log`: check every chain of the log, or one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from chapters.models import LogEntry, LogHead
from chapters.operations import log


class Command(BaseCommand):
    """Print each chain with its length and last hash; exit 1 when one does not hold.

    Note the last hash somewhere outside this server: `--expect chapter-1:HASH` later shows that nothing was cut off
    the end and written anew.
    """

    help = "Check that the append-only log was not changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--chain", help="only this chain, such as chapter-1 or site")
        parser.add_argument(
            "--expect", action="append", default=[], metavar="CHAIN:HASH", help="a hash that must be in the chain"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        known = set(LogHead.objects.values_list("chain", flat=True)) | set(
            LogEntry.objects.order_by().values_list("chain", flat=True).distinct()
        )
        chains = [options["chain"]] if options["chain"] else sorted(known)
        found = [problem for chain in chains for problem in log.problems(chain)]
        for chain in chains:
            if chain not in known:
                found.append(f"{chain}: there is no such chain")
        for expected in options["expect"]:
            chain, _, digest = expected.partition(":")
            if not LogEntry.objects.filter(chain=chain, hash=digest).exists():
                found.append(f"{chain}: no entry has the hash {digest}")
        for head in LogHead.objects.filter(chain__in=chains).order_by("chain"):
            self.stdout.write(f"{head.chain}: {head.number} entries, last {head.hash}")
        for problem in found:
            self.stderr.write(problem)
        if found:
            raise SystemExit(1)
