"""The addresses of `nominations` under "import/": administrators' pages about spreadsheets."""

from django.urls import path

from nominations.views import imports, imports_rows

app_name = "imports"

IMPORT = "<uuid:public_id>/"
ROW = IMPORT + "rows/<int:number>/"

urlpatterns = [
    path("", imports.Imports.as_view(), name="list"),
    path("new/", imports.Upload.as_view(), name="upload"),
    path(IMPORT, imports_rows.Import.as_view(), name="import"),
    path(IMPORT + "columns/", imports.MatchColumns.as_view(), name="columns"),
    path(IMPORT + "awards/", imports.MatchAwards.as_view(), name="awards"),
    path(IMPORT + "check/", imports.Recheck.as_view(), name="check"),
    path(IMPORT + "choose/", imports_rows.Choose.as_view(), name="choose"),
    path(IMPORT + "confirm/", imports.Confirm.as_view(), name="confirm"),
    path(IMPORT + "progress/", imports.Progress.as_view(), name="progress"),
    path(IMPORT + "tell/", imports.Tell.as_view(), name="tell"),
    path(IMPORT + "discard/", imports.Discard.as_view(), name="discard"),
    path(ROW, imports_rows.Row.as_view(), name="row"),
    path(ROW + "decide/", imports_rows.Decide.as_view(), name="decide"),
]
