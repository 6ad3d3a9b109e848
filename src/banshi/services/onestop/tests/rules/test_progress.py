"""Any graph runs to its end in any order: nothing begins early, nothing twice, nothing is forgotten."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banshi.services.onestop.rules.compensation import plan
from banshi.services.onestop.rules.procedure import Procedure
from banshi.services.onestop.rules.progress import Bits, over, places, ready, select, without
from banshi.services.onestop.tests.graphs import Graph, graphs

pytestmark = pytest.mark.anydb


def before(procedure: Procedure, code: str) -> set[int]:
    """Everything that comes before a step, by its file."""
    direct = procedure.step(code).after
    return {procedure.positions[each] for each in direct}.union(*(before(procedure, each) for each in direct))


@given(graph=graphs(), data=st.data())
def test_every_graph_runs_to_its_end_under_any_order(graph: Graph, data: st.DataObject) -> None:
    procedure = graph.procedure
    parts = select(procedure, graph.answers, graph.left).parts
    begun = met = 0
    order: list[int] = []
    for _ in range(len(procedure.steps) + 1):
        now = ready(procedure, Bits(parts, begun, met, met))
        assert not any(begun >> place & 1 for place in now), "a step begins twice"
        begun |= sum(1 << place for place in now)
        running = list(places(begun & ~met))
        if not running:
            break
        done = data.draw(st.sampled_from(running))
        for earlier in before(procedure, procedure.steps[done].code):
            assert not parts >> earlier & 1 or met >> earlier & 1, "a step begins early"
        met |= 1 << done
        order.append(done)
    assert over(Bits(parts, begun, met, met))
    assert sorted(order) == list(places(parts))


@given(graph=graphs())
def test_what_a_step_needs_is_always_issued_by_a_part_before_it(graph: Graph) -> None:
    procedure = graph.procedure
    parts = select(procedure, graph.answers, graph.left).parts
    for place in places(parts):
        for material in procedure.steps[place].needs:
            issuer = procedure.issuer(material)
            assert issuer is not None
            assert parts >> procedure.positions[issuer.code] & 1
            assert procedure.positions[issuer.code] < place


@given(graph=graphs(), data=st.data())
def test_leaving_a_step_out_takes_what_needs_it_and_nothing_else(graph: Graph, data: st.DataObject) -> None:
    procedure = graph.procedure
    parts = select(procedure, graph.answers).parts
    place = data.draw(st.sampled_from(list(places(parts)))) if parts else 0
    gone = without(procedure, Bits(parts), place)
    left = parts & ~gone
    lacking = [
        at
        for at in places(left)
        for material in procedure.steps[at].needs
        if (issuer := procedure.issuer(material)) and not left >> procedure.positions[issuer.code] & 1
    ]
    assert lacking == []
    assert gone >> place & 1


@given(graph=graphs(), data=st.data())
def test_everything_carried_out_is_either_kept_or_revoked(graph: Graph, data: st.DataObject) -> None:
    procedure = graph.procedure
    parts = select(procedure, graph.answers).parts
    begun = parts & data.draw(st.integers(0, parts or 1))
    met = begun & data.draw(st.integers(0, parts or 1))
    found = plan(procedure, Bits(parts, begun, met, met))
    assert sorted((*found.revoke, *found.keep)) == list(places(met))
    assert sorted(found.stop) == list(places(begun & ~met))
    assert set(found.revoke) <= set(found.tell)
