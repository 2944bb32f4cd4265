"""The addresses of `judging` under "panel/"."""

app_name = "panel"

urlpatterns = []
