"""`banshi serve` starts, works, ends in good order, and survives being killed."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from banshi.kernel.testing.databases import scratch_database
from banshi.kernel.testing.server import ServerUnderTest
from banshi.project.serve import wait_for_port


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerUnderTest]:
    with scratch_database() as url:
        site = ServerUnderTest(tmp_path_factory.mktemp("site"), database_url=url)
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


def worker_pid(server: ServerUnderTest) -> int:
    """The job worker among the server's children."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                line = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if b"\0worker\0--follow\0" + str(server.pid).encode() in line:
                return int(folder.name)
    return 0


@pytest.mark.anydb  # tests/race and the backups serve on both
class TestServing:
    def test_says_where_the_site_is(self, server: ServerUnderTest) -> None:
        assert server.url in server.log.read_text()

    def test_works_off_the_queue(self, server: ServerUnderTest) -> None:
        script = (
            "from django_tasks_db.models import DBTaskResult as R; print(R.objects.filter(status='SUCCESSFUL').count())"
        )
        assert soon(lambda: int(server.banshi("shell", "-v0", "-c", script).stdout) > 0, 40)

    @pytest.mark.skipif(not Path("/proc").exists(), reason="finds the worker through /proc")
    def test_starts_a_dead_worker_again(self, server: ServerUnderTest) -> None:
        assert soon(lambda: worker_pid(server))
        first = worker_pid(server)
        os.kill(first, signal.SIGKILL)
        assert soon(lambda: worker_pid(server) not in {0, first})

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
