"""SpiffWorkflow carrying out the same procedure from our own BPMN file, without a database and with one."""

import sqlite3
import time
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState


@dataclass(frozen=True)
class Spiff:
    """What the peer does on this machine. Units: tasks a second, bytes."""

    in_memory: float
    durable: float
    bytes_a_case: float


def measured(bpmn: str, code: str, data: dict[str, Any], folder: Path, cases: int) -> Spiff:
    """Run `cases` cases to their end in memory, then with each completion written to SQLite as it advises."""
    parser = BpmnParser()
    parser.add_bpmn_io(BytesIO(bpmn.encode()))
    spec = parser.get_spec(code)
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
    done, started = 0, time.perf_counter()
    for _ in range(cases):
        done += sum(1 for _task in _walk(BpmnWorkflow(spec), data))
    in_memory = done / (time.perf_counter() - started)
    database = sqlite3.connect(folder / "spiff.sqlite3", isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE workflow (id INTEGER PRIMARY KEY, state TEXT)")
    done, size, started = 0, 0, time.perf_counter()
    for case in range(cases):
        workflow = BpmnWorkflow(spec)
        for _task in _walk(workflow, data):
            state = serializer.serialize_json(workflow)
            database.execute("INSERT OR REPLACE INTO workflow VALUES (?, ?)", (case, state))
            done, size = done + 1, len(state)
    durable = done / (time.perf_counter() - started)
    database.close()
    return Spiff(in_memory, durable, float(size))


def _walk(workflow: BpmnWorkflow, data: dict[str, Any]) -> Any:
    """Complete every task that a person would, one after the other."""
    for task in workflow.get_tasks(state=TaskState.READY):
        task.data.update(data)
    workflow.do_engine_steps()
    while ready := workflow.get_tasks(state=TaskState.READY, manual=True):
        ready[0].run()
        workflow.do_engine_steps()
        yield ready[0]
