"""Addresses of the ledger; `checkpoint` and `tile/` are those of C2SP tlog-tiles below the prefix /ledger."""

from django.urls import path

from banshi.kernel.ledger import pages

app_name = "ledger"
urlpatterns = [
    path("", pages.index, name="index"),
    path("checkpoint", pages.checkpoint, name="checkpoint"),
    path("checkpoint/<int:size>", pages.checkpoint_of, name="checkpoint_of"),
    path("tile/<int:level>/<path:name>", pages.tile_file, name="tile"),
    path("keys", pages.keys, name="keys"),
    path("consistency", pages.consistency, name="consistency"),
    path("verify", pages.verify, name="verify"),
]
