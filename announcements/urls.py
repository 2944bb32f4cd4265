"""The addresses of `announcements`."""

app_name = "announcements"

urlpatterns = []
