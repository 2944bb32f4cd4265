"""The addresses of `notifications`."""

app_name = "notifications"

urlpatterns = []
