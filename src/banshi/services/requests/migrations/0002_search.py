"""The tables by which requests, and their public faces, are found."""

from django.db import migrations

from banshi.kernel.search.schema import SearchTable


class Migration(migrations.Migration):
    dependencies = [("requests", "0001_initial")]
    operations = [SearchTable("requests"), SearchTable("requests_public")]
