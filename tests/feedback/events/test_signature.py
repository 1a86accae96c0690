import base64
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback.events.errors import SignatureRefused
from feedback.events.signature import sign, verify

# The vector that Standard Webhooks publishes with its libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
EVENT_ID = "msg_p5jXN8AQM9LWM0D4loKWxJek"
SENT_AT = datetime.fromtimestamp(1614265330, UTC)
BODY = b'{"test": 2432232314}'
PUBLISHED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
OTHER = "whsec_" + base64.b64encode(b"another secret of the same shop").decode()


def check(
    *,
    secrets: Sequence[str] = (SECRET,),
    event_id: str | None = EVENT_ID,
    timestamp: str | None = "1614265330",
    signatures: str | None = PUBLISHED,
    body: bytes = BODY,
    now: datetime = SENT_AT,
) -> None:
    verify(secrets, event_id, timestamp, signatures, body, now)


def test_the_published_vector_is_genuine() -> None:
    assert sign(SECRET, EVENT_ID, SENT_AT, BODY) == PUBLISHED
    check()


def test_one_good_signature_among_several_is_enough() -> None:
    check(signatures=f"v1,bm90IHRoaXMgb25l v2,later {PUBLISHED}")


def test_old_and_new_secret_both_count_while_one_is_rotated() -> None:
    check(secrets=(OTHER, SECRET))


@pytest.mark.parametrize("off", [timedelta(seconds=-300), timedelta(0), timedelta(seconds=300)])
def test_five_minutes_either_way_are_forgiven(off: timedelta) -> None:
    check(now=SENT_AT + off)


@pytest.mark.parametrize("off", [timedelta(seconds=-301), timedelta(seconds=301)])
def test_a_request_recorded_earlier_is_refused(off: timedelta) -> None:
    with pytest.raises(SignatureRefused, match="300 seconds"):
        check(now=SENT_AT + off)


@pytest.mark.parametrize("missing", ["event_id", "timestamp", "signatures"])
@pytest.mark.parametrize("nothing", [None, ""])
def test_an_unsigned_request_is_refused(missing: str, nothing: str | None) -> None:
    with pytest.raises(SignatureRefused, match="must carry"):
        check(**{missing: nothing})  # type: ignore[arg-type]  # one of the three


@pytest.mark.parametrize(
    "timestamp", ["soon", "-1614265330", "1614265330.0", "１６１４２６５３３０", "9" * 400, "1e9"]
)
def test_a_timestamp_that_is_no_number_of_seconds_is_refused(timestamp: str) -> None:
    with pytest.raises(SignatureRefused):
        check(timestamp=timestamp)


def test_a_shop_without_secrets_accepts_nothing() -> None:
    with pytest.raises(SignatureRefused):
        check(secrets=())


@pytest.mark.parametrize(
    "signatures", ["v1,", "v1", PUBLISHED[3:], "v2," + PUBLISHED[3:], "v1,签名", "v1," + "A" * 9000]
)
def test_what_is_no_signature_of_this_version_is_refused(signatures: str) -> None:
    with pytest.raises(SignatureRefused):
        check(signatures=signatures)


def test_of_ten_thousand_forgeries_none_passes() -> None:
    draw = random.Random(6)
    for _ in range(10_000):
        body = bytearray(BODY)
        event_id, signature = EVENT_ID, PUBLISHED
        match draw.randrange(4):
            case 0:
                body[draw.randrange(len(body))] ^= 1 << draw.randrange(8)
            case 1:
                event_id = EVENT_ID[:-1] + draw.choice("abcdefghi")
            case 2:
                place = draw.randrange(3, len(PUBLISHED) - 2)  # the last bits of base64 are loose
                other = "A" if PUBLISHED[place] != "A" else "B"
                signature = PUBLISHED[:place] + other + PUBLISHED[place + 1 :]
            case _:
                body += b" "
        with pytest.raises(SignatureRefused):
            check(event_id=event_id, signatures=signature, body=bytes(body))


@settings(deadline=None)
@given(st.binary(max_size=300), st.text(st.characters(categories=["L", "N"]), min_size=1))
def test_what_we_sign_we_verify(body: bytes, event_id: str) -> None:
    signature = sign(OTHER, event_id, SENT_AT, body)
    check(secrets=(OTHER,), event_id=event_id, signatures=signature, body=body)
    with pytest.raises(SignatureRefused):
        check(secrets=(SECRET,), event_id=event_id, signatures=signature, body=body)
