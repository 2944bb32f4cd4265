"""The addresses of `nominations`."""

app_name = "nominations"

urlpatterns = []
