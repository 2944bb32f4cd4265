"""The addresses of `nominations` under "review/"."""

app_name = "review"

urlpatterns = []
