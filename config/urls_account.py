"""Sign-in, as much of it as Commend offers: an address, then a six-digit code.

allauth has more pages (passwords, sign-up, addresses); a page without an address cannot be reached.
"""

from allauth.account import views
from django.urls import path

urlpatterns = [
    path("sign-in/", views.request_login_code, name="account_login"),
    # allauth asks for the same page by this name too.
    path("sign-in/", views.request_login_code, name="account_request_login_code"),
    path("sign-in/code/", views.confirm_login_code, name="account_confirm_login_code"),
    path("sign-out/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
]
