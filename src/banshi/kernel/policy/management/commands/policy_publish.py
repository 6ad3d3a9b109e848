"""`banshi policy publish`: put the values in force on record."""

from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from banshi.kernel.commands import Actor, Context
from banshi.kernel.policy.commands import publish
from banshi.kernel.policy.refusals import BadParameters, NothingToPublish, PastValueChanged


class Command(BaseCommand):
    help = "Record every value that is in force and not on record yet; afterwards it cannot be changed."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        ctx = Context(actor=Actor.system("policy"), now=timezone.now(), request_id=uuid4().hex)
        try:
            codes = publish(ctx)
        except NothingToPublish as nothing:
            self.stdout.write(str(nothing))
            return
        except (BadParameters, PastValueChanged) as error:
            raise CommandError(str(error)) from error
        for code in codes:
            self.stdout.write(code)
