"""The same answer in Django 5.2 behind gunicorn (one worker, four threads), as its guides show."""

# ruff: noqa: D101, D106, DJ008 - the tables are described in models/tables

import os
import sys
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, models, transaction
from django.http import HttpRequest, HttpResponseNotFound, HttpResponseRedirect
from django.urls import path

settings.configure(
    SECRET_KEY="a secret of a benchmark",
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["*"],
    USE_TZ=True,
    MIDDLEWARE=["django.middleware.security.SecurityMiddleware"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ["BENCH_DATABASE"],
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 10,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    },
)
django.setup()


class Meta:
    app_label = "bench"
    managed = False


class Shop(models.Model):
    timezone = models.CharField(max_length=60)

    class Meta(Meta):
        db_table = "shop"


class Candidate(models.Model):
    subject_ref = models.CharField(max_length=120)

    class Meta(Meta):
        db_table = "candidate"


class Customer(models.Model):
    last_answered_at = models.DateTimeField(null=True)

    class Meta(Meta):
        db_table = "customer"


class Invitation(models.Model):
    shop = models.ForeignKey(Shop, models.CASCADE)
    candidate = models.ForeignKey(Candidate, models.CASCADE)
    customer = models.ForeignKey(Customer, models.CASCADE)
    token_hash = models.BinaryField()
    items = models.CharField(max_length=200)
    form = models.CharField(max_length=4)
    state = models.CharField(max_length=12)
    answered_at = models.DateTimeField(null=True)

    class Meta(Meta):
        db_table = "invitation"


class Answer(models.Model):
    shop_id = models.BigIntegerField()
    invitation_id = models.BigIntegerField()
    customer_id = models.BigIntegerField()
    order_ref = models.CharField(max_length=120)
    form = models.CharField(max_length=4)
    overall = models.SmallIntegerField(null=True)
    submitted_at = models.DateTimeField()
    local_day = models.DateField()

    class Meta(Meta):
        db_table = "answer"


class Rating(models.Model):
    shop_id = models.BigIntegerField()
    answer = models.ForeignKey(Answer, models.CASCADE, db_column="answer")
    item = models.CharField(max_length=8)
    state = models.CharField(max_length=8)
    score = models.SmallIntegerField(null=True)

    class Meta(Meta):
        db_table = "rating"


class Comment(models.Model):
    shop_id = models.BigIntegerField()
    answer = models.ForeignKey(Answer, models.CASCADE, db_column="answer")
    prompt = models.CharField(max_length=4)
    text = models.TextField()
    local_day = models.DateField()

    class Meta(Meta):
        db_table = "comment"


SCORES = """
INSERT INTO score_count (shop_id, day, form, item, score, n) VALUES (%s, %s, 'P', %s, %s, 1)
ON CONFLICT (shop_id, day, form, item, score) DO UPDATE SET n = n + 1
"""
TAGS = """
INSERT INTO tag_count (shop_id, day, code, n) VALUES (%s, %s, '(waiting)', 1)
ON CONFLICT (shop_id, day, code) DO UPDATE SET n = n + 1
"""


def accept(request: HttpRequest, token: str) -> Any:  # Any: Django's replies
    fields = request.POST
    digest = sha256(token.encode()).digest()
    with transaction.atomic():
        invitation = (
            Invitation.objects.select_related("shop", "candidate").filter(token_hash=digest).first()
        )
        if invitation is None:
            return HttpResponseNotFound()
        store(invitation, fields)
    return HttpResponseRedirect(f"/a/{token}/thanks", status=303)


def store(invitation: Invitation, fields: Any) -> None:  # Any: Django's QueryDict
    now = datetime.now(UTC)
    shop = invitation.shop
    day = now.astimezone(ZoneInfo(shop.timezone)).date()
    invitation.state, invitation.answered_at = "answered", now
    invitation.save(update_fields=["state", "answered_at"])
    replies = {item: fields.get(item, "") for item in invitation.items.split(",")}
    answer = Answer.objects.create(
        shop_id=shop.id,
        invitation_id=invitation.id,
        customer_id=invitation.customer_id,
        order_ref=invitation.candidate.subject_ref,
        form=invitation.form,
        overall=int(replies["OV1"]) if replies["OV1"].isdigit() else None,
        submitted_at=now,
        local_day=day,
    )
    counted = [("ANSWERS", 0)]
    ratings = []
    for item, value in replies.items():
        score = int(value) if value.isdigit() else None
        state = "na" if value == "na" else "rated" if score is not None else "skipped"
        ratings.append(Rating(shop_id=shop.id, answer=answer, item=item, state=state, score=score))
        counted.append((item, score if score is not None else -1))
    Rating.objects.bulk_create(ratings)
    Comment.objects.create(
        shop_id=shop.id, answer=answer, prompt="T2", text=fields.get("text", ""), local_day=day
    )
    with connection.cursor() as cursor:
        cursor.executemany(SCORES, [(shop.id, day, item, score) for item, score in counted])
        cursor.execute(TAGS, (shop.id, day))
    Customer.objects.filter(id=invitation.customer_id).update(last_answered_at=now)


urlpatterns = [path("a/<str:token>", accept)]
application = get_wsgi_application()

if __name__ == "__main__":
    os.execv(
        sys.executable,
        [
            sys.executable,
            "-m",
            "gunicorn",
            "--workers=1",
            "--threads=4",
            "--keep-alive=60",
            "--log-level=warning",
            f"--bind=127.0.0.1:{os.environ['BENCH_PORT']}",
            "benchmarks.peers.answer_django:application",
        ],
    )
