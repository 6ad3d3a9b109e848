"""Addresses under /map/."""

from django.urls import path

from banshi.services.servicemap.pages import coverage, drawn, guide, keeping, live, near, place, pocket, provided, sheet

app_name = "servicemap"
urlpatterns = [
    path("", near.near, name="near"),
    path("p/<str:code>/", place.place_page, name="place"),
    path("p/<str:code>/route/", place.route, name="route"),
    path("places/", keeping.kept_places, name="kept"),
    path("places/sheet.xlsx", sheet.export, name="sheet_out"),
    path("places/sheet/", sheet.hand_back, name="sheet"),
    path("places/sheet/take/", sheet.take_back, name="sheet_take"),
    path("places/<str:code>/move/", keeping.move, name="move"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("guide/", guide.guide, name="guide"),
    path("<str:county>/guide.pdf", guide.guide_pdf, name="guide_pdf"),
    path("live/", live.live, name="live"),
    path("live/worker.js", live.library_worker, name="library_worker"),
    path("glyphs/<str:font>/<str:part>.pbf", live.glyphs, name="glyphs"),
    path("<str:county>/style.json", live.style, name="style"),
    path("<str:county>/tiles/<int:z>/<int:x>/<int:y>.pbf", live.tile, name="tile"),
    path("<str:county>/provided/<int:layer>/<int:z>/<int:x>/<int:y>", provided.provided_tile, name="provided_tile"),
    path("offline/", pocket.offline, name="offline"),
    path("worker.js", pocket.worker, name="worker"),
    path("<str:county>/reach.json", pocket.reach_answer, name="reach_answer"),
    path("<str:county>/reach.bin", pocket.reach_file, name="reach_file"),
    path("<str:county>/streets.bin", pocket.streets_file, name="streets_file"),
    path("<str:county>/places.json", pocket.places_file, name="places_file"),
    path("<str:county>/streets.svg", drawn.streets_picture, name="streets_picture"),
]
