"""All addresses. What belongs to a chapter stands below `/c/<short name>/`."""

from allauth.account import views as account
from django.urls import include, path, re_path
from django.views.i18n import set_language

from capacity import urls as capacity
from chapters import urls as chapters
from config import views
from endorsements import urls as endorsements

accounts = [
    # Named one by one and not included whole: what we don't offer (sign-up, e-mail changes) has no address.
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(  # by expression: the key has a hyphen of its own
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("2fa/", include("allauth.mfa.urls")),
]

urlpatterns = [
    path("", views.home, name="home"),
    path("theme/", views.choose_theme, name="theme"),
    path("language/", set_language, name="set_language"),
    path("demo/continue/<int:member_id>/", views.continue_as, name="continue_as"),
    path("accounts/", include(accounts)),
    path("", include(chapters.site)),
    path("", include(endorsements.site)),
    path("c/<slug:slug>/", include(chapters.of_chapter)),
    path("c/<slug:slug>/", include(capacity.of_chapter)),
    path("c/<slug:slug>/", include(endorsements.of_chapter)),
]
