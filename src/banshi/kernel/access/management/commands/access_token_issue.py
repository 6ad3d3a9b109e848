from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from banshi.kernel.access import tokens
from banshi.kernel.access.commands import issue_token
from banshi.kernel.commands import Actor, Context
from banshi.kernel.directory.models import Post
from banshi.kernel.errors import BanshiError


class Command(BaseCommand):
    help = "Issue an API token that acts as one post, with all rights of that post. It is printed once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--post", type=int, required=True, help="number of the post")
        parser.add_argument("--label", required=True, help="what it is for")
        parser.add_argument("--days", type=int, default=90, help="how long it works, at most 366")
        parser.add_argument("--write", action="store_true", help="may act, not only read")

    def handle(self, *args: Any, post: int, label: str, days: int, write: bool, **options: Any) -> None:
        holder = Post.objects.filter(pk=post).values_list("person_id", flat=True).first()
        if holder is None:
            raise CommandError(
                f"there is no post {post}: its number is in the ledger entry of the appointment and on the unit page"
            )
        token = tokens.fresh()
        ctx = Context(actor=Actor.system("console"), now=timezone.now(), request_id=uuid4().hex)
        try:
            issue_token(
                ctx,
                person_id=holder,
                post_id=post,
                label=label,
                digest=tokens.digest(token),
                hint=tokens.hint(token),
                scopes=["read", "write"] if write else ["read"],
                days=days,
            )
        except BanshiError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(token)
