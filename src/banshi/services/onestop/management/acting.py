"""In whose name a console command acts."""

from uuid import uuid4

from django.core.management.base import CommandError
from django.utils import timezone

from banshi.kernel.access.actors import person_actor
from banshi.kernel.commands import Actor, Context
from banshi.kernel.directory.models import Post


def acting(post: int | None) -> Context:
    """As whoever holds the post, with all its limits; without one, as the house itself.

    Raises:
        CommandError: nobody holds it now.
    """
    now = timezone.now()
    if post is None:
        return Context(actor=Actor.system("console"), now=now, request_id=uuid4().hex)
    holder = Post.objects.filter(pk=post).values_list("person_id", flat=True).first()
    actor = person_actor(holder, now, post_id=post) if holder is not None else Actor.anonymous()
    if actor.post is None or actor.post.id != post:
        raise CommandError(f"nobody holds post {post} now: its number is on the unit page")
    return Context(actor=actor, now=now, request_id=uuid4().hex)
