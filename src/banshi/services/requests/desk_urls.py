"""Addresses under /requests/desk/."""

from django.urls import path

from banshi.services.requests.pages.desk import bulk, callbacks, case, hot, intake, learning, lists, queue, sheet

urlpatterns = [
    path("", queue.queue, name="desk"),
    path("views/", queue.save_view, name="desk_views"),
    path("bulk/", bulk.bulk, name="desk_bulk"),
    path("export/", sheet.export, name="desk_export"),
    path("sheet/", sheet.hand_back, name="desk_sheet"),
    path("sheet/take/", sheet.take_back, name="desk_sheet_take"),
    path("new/", intake.new, name="desk_new"),
    path("due/", lists.due, name="desk_due"),
    path("supervision/", lists.supervision, name="desk_supervision"),
    path("charges/", lists.charges, name="desk_charges"),
    path("statistics/", lists.statistics, name="desk_statistics"),
    path("hot/", hot.hot, name="desk_hot"),
    path("hot/<int:issue_id>/", hot.issue, name="desk_hot_issue"),
    path("callbacks/", callbacks.callbacks, name="desk_callbacks"),
    path("callbacks/draw/", callbacks.draw, name="desk_callbacks_draw"),
    path("callbacks/draw/<int:round_id>/cancel/", callbacks.cancel, name="desk_callbacks_cancel"),
    path("callbacks/<int:callback_id>/", callbacks.callback, name="desk_callback"),
    path("callbacks/<int:callback_id>/do/<slug:deed>/", callbacks.act, name="desk_callback_act"),
    path("model/", learning.model, name="desk_model"),
    path("m/<str:number>/", case.case, name="desk_case"),
    path("m/<str:number>/do/<slug:deed>/", case.act, name="desk_act"),
]
