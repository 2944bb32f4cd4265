"""Sign-in, as much of it as Commend offers: an address, then a six-digit code.

allauth has more pages (passwords, sign-up, addresses); a page without an address cannot be reached.
"""

from allauth.account import views
from django.urls import path

from notifications import sign_in

urlpatterns = [
    path("sign-in/", sign_in.AskForCode.as_view(), name="account_login"),
    # allauth asks for the same page by this name too.
    path("sign-in/", sign_in.AskForCode.as_view(), name="account_request_login_code"),
    path("sign-in/code/", sign_in.EnterCode.as_view(), name="account_confirm_login_code"),
    path("sign-out/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
]
