"""Addresses of the demo's web part."""

from django.urls import path

from demo.web import views

app_name = "demo"
urlpatterns = [
    path("", views.Start.as_view(), name="start"),
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("spreadsheet/", views.Spreadsheet.as_view(), name="spreadsheet"),
    path("mailbox/", views.Mailbox.as_view(), name="mailbox"),
    path("mailbox/<int:pk>/", views.Mail.as_view(), name="mail"),
    path("mailbox/<int:pk>/html/", views.MailHtml.as_view(), name="mail_html"),
]
