"""`banshi serve` starts, works, ends in good order, and survives being killed."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from banshi.kernel.testing.databases import scratch_database
from banshi.kernel.testing.server import ServerUnderTest
from banshi.project.serve import wait_for_port

pytestmark = pytest.mark.xdist_group("serve")
DONE = """
import time
from django_tasks_db.models import DBTaskResult
until = time.monotonic() + 40
while not DBTaskResult.objects.filter(status="SUCCESSFUL").exists() and time.monotonic() < until:
    time.sleep(0.1)
print(DBTaskResult.objects.filter(status="SUCCESSFUL").count())
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerUnderTest]:
    folder = tmp_path_factory.mktemp("site")
    with scratch_database(migrated_for=folder) as url:
        site = ServerUnderTest(folder, database_url=url)
        site.start()
        yield site
        site.kill9()


def soon(happens: Callable[[], object], seconds: float = 20.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if happens():
            return True
        time.sleep(0.1)
    return False


def children(server: ServerUnderTest) -> dict[int, bytes]:
    """The server's own processes, the oldest first, with the line that each was started by."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
                if int(parent) == server.pid:
                    found[int(folder.name)] = (folder / "cmdline").read_bytes()
    return dict(sorted(found.items()))


def worker_started_again(server: ServerUnderTest) -> bool:
    """Whether there is a job worker that is no copy of the server."""
    return any(b"\0worker\0--follow\0" + str(server.pid).encode() in line for line in children(server).values())


@pytest.mark.anydb  # tests/race and the backups serve on both
class TestServing:
    def test_says_where_the_site_is(self, server: ServerUnderTest) -> None:
        assert server.url in server.log.read_text()

    def test_works_off_the_queue(self, server: ServerUnderTest) -> None:
        assert int(server.banshi("shell", "-v0", "-c", DONE).stdout) > 0

    @pytest.mark.skipif(not Path("/proc").exists(), reason="finds the worker through /proc")
    def test_starts_a_dead_worker_again(self, server: ServerUnderTest) -> None:
        assert not worker_started_again(server)
        worker, *_web = children(server)
        os.kill(worker, signal.SIGKILL)
        assert soon(lambda: worker_started_again(server))
        assert worker not in children(server)

    def test_goes_on_after_everything_was_killed(self, server: ServerUnderTest) -> None:
        server.kill9()
        assert not server.answers()
        server.start()
        assert server.answers()

    def test_leaves_no_process_behind_when_only_the_first_was_killed(self, server: ServerUnderTest) -> None:
        server.kill9_parent_only()
        assert soon(lambda: not server.answers())
        server.start()
        assert server.answers()

    def test_refuses_a_port_that_is_taken_and_says_so(self, server: ServerUnderTest) -> None:
        refused = server.banshi("serve", "--port", str(server.port), check=False)
        assert refused.returncode != 0
        assert re.search(r"cannot listen on 127\.0\.0\.1:\d+: .*; choose another --port", refused.stderr)

    def test_ends_in_good_order_when_asked(self, server: ServerUnderTest) -> None:
        assert server.stop() == 0
        assert not server.answers()
        wait_for_port("127.0.0.1", server.port, 2)


def test_a_database_that_does_not_fit_is_not_served(tmp_path: Path) -> None:
    with scratch_database() as url:
        site = ServerUnderTest(tmp_path, database_url=url)
        refused = site.banshi("serve", "--port", str(site.port), check=False)
        assert refused.returncode != 0
        assert "banshi migrate" in refused.stderr
