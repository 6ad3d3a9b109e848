"""Addresses under /requests/."""

from django.urls import include, path

from banshi.services.requests.pages import acts, letter, matter, mine, new, open_lists, public, statistics, track

app_name = "requests"
urlpatterns = [
    path("desk/", include("banshi.services.requests.desk_urls")),
    path("new/", new.new, name="new"),
    path("new/tip-off/", new.tipoff, name="tipoff"),
    path("track/", track.track, name="track"),
    path("mine/", mine.mine, name="mine"),
    path("mine/held/", mine.held, name="held"),
    path("public/", public.public_list, name="public"),
    path("public/<str:number>/", public.public_case, name="public_case"),
    path("places/", open_lists.places, name="places"),
    path("statistics/", statistics.statistics, name="statistics"),
    path("statistics.csv", statistics.statistics_csv, name="statistics_csv"),
    path("statistics.json", statistics.statistics_json, name="statistics_json"),
    path("leaders/", open_lists.leaders, name="leaders"),
    path("catalogue/", open_lists.catalogue, name="catalogue"),
    path("deadlines/", open_lists.deadlines, name="deadlines"),
    path("m/<str:number>/", matter.matter, name="matter"),
    path("m/<str:number>/receipt/", matter.receipt, name="receipt"),
    path("m/<str:number>/entries/<int:position>/", matter.entry_receipt, name="entry"),
    path("m/<str:number>/entries/<int:position>/receipt.json", matter.entry_file, name="entry_file"),
    path("m/<str:number>/letter/<int:answer_id>.pdf", letter.letter, name="letter"),
    path("m/<str:number>/forget/", track.forget, name="forget"),
    path("m/<str:number>/do/<slug:deed>/", acts.act, name="act"),
]
