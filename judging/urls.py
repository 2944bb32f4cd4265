"""The addresses of `judging`."""

app_name = "judging"

urlpatterns = []
