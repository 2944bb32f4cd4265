"""The addresses of `awards`."""

app_name = "awards"

urlpatterns = []
