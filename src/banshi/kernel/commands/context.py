"""Who acts, when, and in answer to which request: the first argument of every command."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Self

ActorKind = Literal["resident", "staff", "anonymous", "system"]


@dataclass(frozen=True, slots=True)
class PostRef:
    """A post that a person holds now: the role, the unit, and the area it reaches."""

    id: int
    role: str
    unit_id: int
    unit_path: str
    """Ids from the top unit down to this one: "/3/17/"."""
    area: str
    """GB/T 2260 prefix of 2, 4, 6, 9 or 12 digits."""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Actor:
    """A resident, a member of staff in one of their posts, nobody known, or the system."""

    kind: ActorKind
    person_id: int | None = None
    post: PostRef | None = None
    posts: tuple[PostRef, ...] = ()
    name: str = ""
    opened: frozenset[str] = frozenset()
    """Subjects that a break-glass grant with a reason opens to this person just now."""

    @classmethod
    def anonymous(cls) -> Self:
        return cls(kind="anonymous")

    @classmethod
    def system(cls, name: str) -> Self:
        """The house itself, e.g. the import or the clock."""
        return cls(kind="system", name=name)

    @property
    def key(self) -> str:
        """How the ledger names this actor; never a personal name."""
        if self.kind == "staff" and self.post is not None:
            return f"post:{self.post.id}"
        if self.kind == "system":
            return f"system:{self.name}"
        return f"person:{self.person_id}" if self.person_id is not None else "anonymous"

    @property
    def unit_ids(self) -> frozenset[int]:
        """Every unit this person belongs to, with the units above, over all their posts.

        The accused exclusion looks at all posts, not only the one the person acts in.
        """
        return frozenset(int(part) for post in self.posts for part in post.unit_path.split("/") if part)


@dataclass(frozen=True, slots=True)
class Context:
    """Time, person and chance come in as arguments: no command reads a clock itself."""

    actor: Actor
    now: datetime
    request_id: str
    idempotency_key: str | None = None

    def at(self, now: datetime) -> "Context":
        return replace(self, now=now)

    def acting(self, actor: Actor) -> "Context":
        return replace(self, actor=actor, idempotency_key=None)

    def keyed(self, key: str | None) -> "Context":
        return replace(self, idempotency_key=key or None)
