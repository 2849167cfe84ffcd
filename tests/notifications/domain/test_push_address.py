"""The program posts to push services only, whatever somebody says is the address of a browser."""

from __future__ import annotations

import pytest

from notifications.domain.push_address import is_push_address, origin, push_service

SAFARI = "https://web.push.apple.com/QGZx"


@pytest.mark.parametrize(
    "address",
    [
        "https://fcm.googleapis.com/fcm/send/eXaMpLe:APA91b-_",
        "https://fcm.googleapis.com/wp/eXaMpLe",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYAAA%2b%3d",
        SAFARI,
    ],
)
def test_browsers_are_known_by_their_push_service(address: str) -> None:
    assert is_push_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://web.push.apple.com/QGZx",
        "ftp://web.push.apple.com/QGZx",
        "file:///etc/passwd",
        "https://127.0.0.1/push",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/push",
        "https://[::1/push",
        "https://localhost/push",
        "https://example.org/push",
        "https://push.apple.com.example.org/QGZx",
        "https://evilpush.apple.com/QGZx",
        "https://.push.apple.com/QGZx",
        "https://a..push.apple.com/QGZx",
        "https://web.push.apple.com./QGZx",
        "https://web.push.apple.com:8443/QGZx",
        "https://web.push.apple.com:443/QGZx",
        "https://127.0.0.1%2f.push.apple.com/QGZx",
        "https://me@web.push.apple.com/QGZx",
        "https://me:secret@fcm.googleapis.com/QGZx",
        "https://fcm.googleapis.com@127.0.0.1/QGZx",
        "https://127.0.0.1\\@web.push.apple.com/QGZx",
        "https://127.0.0.1#@web.push.apple.com/QGZx",
        "https://web.push.apple.com/QGZx#127.0.0.1",
        "https://web.push.apple.com",
        "https://web.push.apple.com?QGZx",
        " https://web.push.apple.com/QGZx",
        "https://web.push.apple.com/QG\nZx",
        "https://web.push.apple.com/QG\x00Zx",
        "https://wéb.push.apple.com/QGZx",
        "https://web.push.apple.com/" + "x" * 500,
    ],
)
def test_everything_else_is_refused(address: str) -> None:
    assert not is_push_address(address)


def test_a_push_service_for_trying_things_out_is_named_with_its_port() -> None:
    hosts = ("127.0.0.1:9000",)

    assert is_push_address("http://127.0.0.1:9000/push/x", extra_hosts=hosts)
    assert not is_push_address("http://127.0.0.1:9001/push/x", extra_hosts=hosts)
    assert not is_push_address("ftp://127.0.0.1:9000/push/x", extra_hosts=hosts)
    assert not is_push_address("http://me@127.0.0.1:9000/push/x", extra_hosts=hosts)


def test_a_request_is_signed_for_the_push_service_alone() -> None:
    assert origin(SAFARI) == "https://web.push.apple.com"
    assert push_service(SAFARI) == "web.push.apple.com"
