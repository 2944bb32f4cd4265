"""The addresses of `records`."""

app_name = "records"

urlpatterns = []
