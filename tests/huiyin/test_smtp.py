"""The conversation with a mail server: each way it can go wrong gets its right name."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope

from huiyin.settings import MailServer
from huiyin.smtp import Captured, Memory, Patience, Smtp
from huiyin.smtp_replies import Reply, Stage, Verdict, classify, rules
from tests.huiyin.mail_server import CUT, SILENT, At, faulty

pytestmark = pytest.mark.anyio
# The server runs beside the test; nobody listens in.
without_tls = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
# Longer than any step takes on a slow machine; a server that is silent is given up on soon.
PATIENT = Patience(connect=30, command=30, data=30)
SOON = 0.3
TIRED = {
    At.GREETING: replace(PATIENT, connect=SOON),
    At.MAIL: replace(PATIENT, command=SOON),
    At.RCPT: replace(PATIENT, command=SOON),
    At.DATA: replace(PATIENT, data=SOON),
    At.WORDS: replace(PATIENT, data=SOON),
}


def letter(words: str = "您好\n.\nfrom a line that begins with a dot") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "x"
    message.set_content(words, cte="base64")
    return message


async def say(smtp: Smtp, to: str = "wang@customers.example") -> Reply:
    return await smtp.send(letter(), "hello@tea.example", to)


async def test_letters_share_one_connection() -> None:
    async with faulty() as server:
        smtp = Smtp(server.server, PATIENT)
        replies = [await say(smtp) for _ in range(5)]
        await smtp.close()
    assert [reply.verdict for reply in replies] == [Verdict.TAKEN] * 5
    assert replies[0].text == "250 taken"
    assert server.connections == 1
    assert len(server.taken) == 5


async def test_a_refused_recipient_leaves_the_connection_to_the_next() -> None:
    async with faulty(by_recipient={"gone@": "550 5.1.1 User unknown"}) as server:
        smtp = Smtp(server.server, PATIENT)
        first, second = await say(smtp, "gone@customers.example"), await say(smtp)
        await smtp.close()
    assert (first.verdict, second.verdict) == (Verdict.DEAD, Verdict.TAKEN)
    assert first.text == "rcpt: 550 5.1.1 User unknown"
    assert server.connections == 1


async def test_a_connection_the_server_closed_is_opened_again() -> None:
    async with faulty() as server:
        smtp = Smtp(server.server, PATIENT)
        await say(smtp)
        assert smtp._client is not None
        smtp._client.close()
        assert (await say(smtp)).verdict is Verdict.TAKEN
        await smtp.close()
    assert server.connections == 2


FAULTS = [
    (At.GREETING, CUT, Verdict.SERVER),
    (At.GREETING, SILENT, Verdict.SERVER),
    (At.GREETING, "421 too busy", Verdict.SERVER),
    (At.GREETING, "554 no service", Verdict.SERVER),
    (At.GREETING, "SSH-2.0-OpenSSH", Verdict.SERVER),
    (At.MAIL, CUT, Verdict.SERVER),
    (At.MAIL, SILENT, Verdict.SERVER),
    (At.MAIL, "421 closing", Verdict.SERVER),
    (At.MAIL, "530 5.7.0 Authentication required", Verdict.SERVER),
    (At.MAIL, "553 sender rejected", Verdict.SERVER),
    (At.MAIL, "550 Sender frequency limited", Verdict.THROTTLED),
    (At.MAIL, "451 MI:SFQ quota of fifteen minutes", Verdict.THROTTLED),
    (At.RCPT, CUT, Verdict.SERVER),
    (At.RCPT, SILENT, Verdict.SERVER),
    (At.RCPT, "550 Domain frequency limited", Verdict.THROTTLED),
    (At.RCPT, "550 Connection frequency limited", Verdict.THROTTLED),
    (At.RCPT, "550 Mailbox unavailable or access denied", Verdict.THROTTLED),
    (At.RCPT, "421 HL:ICC 127.0.0.1", Verdict.THROTTLED),
    (At.RCPT, "450 MI:DMC", Verdict.THROTTLED),
    (At.RCPT, "451 DT:SPM requeue after two minutes", Verdict.THROTTLED),
    (At.RCPT, "450 4.2.0 Greylisted", Verdict.THROTTLED),
    (At.RCPT, "452 4.2.2 Mailbox full", Verdict.LATER),
    (At.RCPT, "552 5.2.2 over quota", Verdict.LATER),
    (At.RCPT, "450 later please", Verdict.LATER),
    (At.RCPT, "550 5.1.1 no such user", Verdict.DEAD),
    (At.RCPT, "550 User not found: wang@163.com", Verdict.DEAD),
    (At.RCPT, "550 用户不存在", Verdict.DEAD),
    (At.RCPT, "550 no", Verdict.REFUSED),
    (At.RCPT, "554 5.7.1 Relay access denied", Verdict.SERVER),
    (At.RCPT, "550 5.7.1 SPF check failed", Verdict.SERVER),
    (At.DATA, "451 busy", Verdict.LATER),
    (At.DATA, "554 no valid recipients", Verdict.REFUSED),
    (At.DATA, CUT, Verdict.DOUBTFUL),
    (At.DATA, SILENT, Verdict.DOUBTFUL),
    (At.WORDS, CUT, Verdict.DOUBTFUL),
    (At.WORDS, SILENT, Verdict.DOUBTFUL),
    (At.WORDS, "what?", Verdict.DOUBTFUL),
    (At.WORDS, "451 DT:SPM", Verdict.THROTTLED),
    (At.WORDS, "554 5.7.1 spam", Verdict.REFUSED),
    (At.WORDS, "552 5.3.4 message size exceeds limit", Verdict.REFUSED),
    (At.WORDS, "550 5.7.26 unauthenticated mail", Verdict.SERVER),
]


@pytest.mark.parametrize(("at", "reply", "verdict"), FAULTS)
async def test_every_fault_gets_its_right_name(at: At, reply: str, verdict: Verdict) -> None:
    async with faulty({at: reply}) as server:
        smtp = Smtp(server.server, TIRED[at] if reply == SILENT else PATIENT)
        assert (await say(smtp)).verdict is verdict
        server.replies.clear()
        smtp.patience = PATIENT
        assert (await say(smtp)).verdict is Verdict.TAKEN  # the next letter is not harmed
        await smtp.close()


async def test_nobody_at_home_is_the_servers_fault() -> None:
    async with faulty() as server:
        address = server.server
    assert (await say(Smtp(address, PATIENT))).verdict is Verdict.SERVER


async def test_goodbye_may_go_unheard() -> None:
    async with faulty() as server:
        smtp = Smtp(server.server, PATIENT)
        await say(smtp)
    await smtp.close()
    await smtp.close()


def test_no_throttle_ever_counts_as_a_dead_address() -> None:
    told = [rule for rule in rules() if rule.verdict is Verdict.THROTTLED for _ in rule.says]
    assert told
    for rule in told:
        for words in rule.says:
            for stage in Stage:
                assert classify(550, f"550 {words.upper()}", stage) is not Verdict.DEAD


def test_a_dead_address_needs_words_that_say_so() -> None:
    for code in (500, 550, 551, 552, 553, 554, 571):
        for words in ("", "denied", "policy", "spam", "not allowed", "unavailable"):
            assert classify(code, words, Stage.RCPT) is not Verdict.DEAD


def test_every_rule_says_whose_reply_it_is() -> None:
    assert all(rule.who for rule in rules())
    assert classify(399, "odd", Stage.RCPT) is Verdict.LATER


class Sink:
    """Keeps what arrives at a real server."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []

    async def handle_DATA(self, _: object, __: object, envelope: Envelope) -> str:  # noqa: N802 - the server's own name
        self.kept.append(envelope.content if isinstance(envelope.content, bytes) else b"")
        return "250 kept"


@pytest.fixture
async def sink() -> AsyncIterator[tuple[int, Sink]]:
    """Run aiosmtpd, which wants a login, on a port that the system has chosen."""
    kept = Sink()

    def login(*parts: object) -> AuthResult:
        data = parts[-1]
        return AuthResult(success=getattr(data, "password", b"") == b"right", handled=False)

    def conversation() -> SMTP:
        return SMTP(kept, authenticator=login, auth_required=True, auth_require_tls=False)

    server = await asyncio.get_running_loop().create_server(conversation, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1], kept
    server.close()


def at_port(port: int, password: str) -> MailServer:
    return MailServer("127.0.0.1", port, "none", "shop", password)


@without_tls
async def test_a_real_server_takes_a_letter_after_a_login(sink: tuple[int, Sink]) -> None:
    port, kept = sink
    smtp = Smtp(at_port(port, "right"), PATIENT)
    assert (await say(smtp)).verdict is Verdict.TAKEN
    await smtp.close()
    arrived = message_from_bytes(kept.kept[0])
    assert "您好\n.\nfrom" in arrived.get_payload(decode=True).decode()  # type: ignore[union-attr] # bytes of a simple letter


@without_tls
async def test_a_wrong_password_is_our_own_fault(sink: tuple[int, Sink]) -> None:
    reply = await say(Smtp(at_port(sink[0], "wrong"), PATIENT))
    assert reply.verdict is Verdict.SERVER
    assert "535" in reply.text


async def test_a_server_without_tls_gets_no_letter_when_tls_is_asked_for() -> None:
    async with faulty() as server:
        for tls in ("starttls", "tls"):
            asked = MailServer("127.0.0.1", server.port, tls, "", "")
            reply = await say(Smtp(asked, PATIENT))
            assert reply.verdict is Verdict.SERVER
    assert server.taken == []


async def test_the_other_transports_keep_letters_to_be_looked_at() -> None:
    captured, memory = Captured(), Memory([Reply(Verdict.LATER, "450")])
    assert (await captured.send(letter(), "a", "b")).verdict is Verdict.TAKEN
    assert (await memory.send(letter(), "a", "b")).verdict is Verdict.LATER
    assert (await memory.send(letter(), "a", "b")).verdict is Verdict.TAKEN
    assert len(memory.sent) == 1
    await asyncio.gather(captured.close(), memory.close())
