"""Presets: how vendors sign, from their documentation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django_graphgate.signing.body_scheme import TWILIO_ID, MailgunScheme, TwilioScheme
from django_graphgate.signing.hmac_scheme import Format, HmacScheme
from django_graphgate.signing.jwt_scheme import JwtScheme
from django_graphgate.signing.keys import as_text, as_whsec, secret_problems
from django_graphgate.signing.message import Message, SignatureInvalid, Verified, compact_json
from django_graphgate.signing.options import Options
from django_graphgate.signing.plain import TokenScheme
from django_graphgate.signing.public_key_scheme import DiscordScheme, SendGridScheme
from django_graphgate.signing.scheme import CLOCK, Scheme


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackScheme(HmacScheme):
    """Answers the challenge with which Slack finds out whether a URL is ours."""

    def verify(self, message: Message, secrets: Sequence[str], options: Options) -> Verified:
        verified = HmacScheme.verify(self, message, secrets, options)
        members = message.members() or {}
        if members.get("type") == "url_verification":
            return replace(verified, answer=compact_json({"challenge": members.get("challenge")}))
        return verified


@dataclass(frozen=True, slots=True, kw_only=True)
class GitLabScheme(Scheme):
    """A signing token (``whsec_…``) signs as Standard Webhooks do, any other secret is sent as it is.

    The secrets in the settings decide, never the headers: who sets signing tokens alone takes signatures alone.
    """

    signed: HmacScheme
    plain: TokenScheme

    def verify(self, message: Message, secrets: Sequence[str], options: Options) -> Verified:
        refusal = SignatureInvalid("no secret is set")
        for scheme, own in self._split(secrets):
            try:
                return scheme.verify(message, own, options)
            except SignatureInvalid as error:
                refusal = error
        raise refusal

    def sign(
        self, message: Message, secrets: Sequence[str], options: Options, event_id: str
    ) -> dict[str, str]:
        scheme, _ = self._split(secrets[:1])[0]
        return scheme.sign(message, secrets[:1], options, event_id)

    def secret_problems(self, secrets: Sequence[str], options: Options) -> list[str]:
        return list(secret_problems(secrets, _gitlab_key))

    def _split(self, secrets: Sequence[str]) -> list[tuple[Scheme, list[str]]]:
        tokens = [secret for secret in secrets if secret.startswith("whsec_")]
        others = [secret for secret in secrets if not secret.startswith("whsec_")]
        pairs: list[tuple[Scheme, list[str]]] = [(self.signed, tokens), (self.plain, others)]
        return [(scheme, own) for scheme, own in pairs if own]


def _gitlab_key(secret: str) -> bytes:
    return as_whsec(secret) if secret.startswith("whsec_") else as_text(secret)


def _standard(name: str, summary: str, prefix: str) -> HmacScheme:
    """Standard Webhooks 1.0.0 (symmetric): https://github.com/standard-webhooks/standard-webhooks."""
    return HmacScheme(
        name=name,
        summary=summary,
        secrets="`whsec_` and base64",
        event_id=f"header:{prefix}id",
        options=CLOCK | {"headerPrefix"},
        format=Format(
            header=f"{prefix}signature",
            encoding="base64",
            payload="{id}.{timestamp}.{body}",
            layout="list",
            timestamp=f"header:{prefix}timestamp",
            event_id=f"header:{prefix}id",
            secret="whsec",  # noqa: S106 a way to read secrets
        ),
    )


_GITHUB_ID = "header:X-GitHub-Delivery"
_DISCOURSE_ID = "header:X-Discourse-Event-Id"
_SHOPIFY_ID = "header:X-Shopify-Webhook-Id"
_GITLAB_ID = "header:Idempotency-Key"

SCHEMES: tuple[Scheme, ...] = (
    _standard("standardwebhooks", "Standard Webhooks: `v1,<base64>` of id, time and body.", "webhook-"),
    _standard("svix", "Svix: as Standard Webhooks, in headers of its own.", "svix-"),
    _standard("clerk", "Clerk, which sends through Svix.", "svix-"),
    HmacScheme(
        name="stripe",
        summary="Stripe: `t=<seconds>,v1=<hex>`, every `v1` is tried.",
        secrets="`whsec_…`, used as it is",
        event_id="id",
        options=CLOCK,
        format=Format(header="Stripe-Signature", layout="pairs", payload="{timestamp}.{body}", event_id="id"),
    ),
    HmacScheme(
        name="github",
        summary="GitHub: `sha256=<hex>` of the body.",
        event_id=_GITHUB_ID,
        format=Format(header="X-Hub-Signature-256", prefix="sha256=", event_id=_GITHUB_ID),
    ),
    SlackScheme(
        name="slack",
        summary="Slack: `v0=<hex>` of version, time and body; its challenge is answered.",
        secrets="the app's signing secret",
        event_id="event_id",
        options=CLOCK,
        format=Format(
            header="X-Slack-Signature",
            prefix="v0=",
            payload="v0:{timestamp}:{body}",
            timestamp="header:X-Slack-Request-Timestamp",
            event_id="event_id",
        ),
    ),
    HmacScheme(
        name="shopify",
        summary="Shopify: base64 of the body's HMAC-SHA256.",
        secrets="the app's client secret",
        event_id=_SHOPIFY_ID,
        format=Format(header="X-Shopify-Hmac-Sha256", encoding="base64", event_id=_SHOPIFY_ID),
    ),
    TwilioScheme(
        name="twilio",
        summary="Twilio: base64 of the HMAC of the URL and the form's fields, or of the URL with the body's hash.",
        secrets="the account's auth token",
        event_id=f"header:{TWILIO_ID}",
        options=frozenset({"url", "algorithm"}),
        header="X-Twilio-Signature",
    ),
    DiscordScheme(
        name="discord",
        summary="Discord: Ed25519 of time and body; its PING is answered.",
        secrets="the application's public key, 64 hexadecimal digits; to sign, the private key's 32 bytes",
        event_id="id",
        options=CLOCK,
        header="X-Signature-Ed25519",
        timestamp_header="X-Signature-Timestamp",
    ),
    JwtScheme(
        name="netlify",
        summary="Netlify: a JSON Web Token (HS256) with the body's SHA-256.",
        secrets="any text of 32 bytes or more",
        options=CLOCK,
        header="X-Webhook-Signature",
        issuer="netlify",
        body_claim="sha256",
    ),
    HmacScheme(
        name="vercel",
        summary="Vercel: the hexadecimal HMAC-SHA1 of the body.",
        event_id="id",
        format=Format(header="x-vercel-signature", algorithm="sha1", event_id="id"),
    ),
    HmacScheme(
        name="discourse",
        summary="Discourse: `sha256=<hex>` of the body.",
        event_id=_DISCOURSE_ID,
        format=Format(header="X-Discourse-Event-Signature", prefix="sha256=", event_id=_DISCOURSE_ID),
    ),
    GitLabScheme(
        name="gitlab",
        summary="GitLab: as Standard Webhooks for a signing token, else the secret token itself.",
        secrets="a signing token, `whsec_` and base64, or a secret token",
        event_id=_GITLAB_ID,
        options=CLOCK,
        signed=_standard("gitlab", "", "webhook-"),
        plain=TokenScheme(name="gitlab", summary="", header="X-Gitlab-Token", event_id=_GITLAB_ID),
    ),
    MailgunScheme(
        name="mailgun",
        summary="Mailgun: hexadecimal HMAC-SHA256 of a time and a token in the body. **The body is not signed.**",
        secrets="the webhook signing key",
        event_id="signature.token",
        options=CLOCK,
    ),
    SendGridScheme(
        name="sendgrid",
        summary="SendGrid: ECDSA of time and body.",
        secrets="the verification key, base64; to sign, a private key",
        options=CLOCK,
        header="X-Twilio-Email-Event-Webhook-Signature",
        timestamp_header="X-Twilio-Email-Event-Webhook-Timestamp",
    ),
    HmacScheme(
        name="custom",
        summary="Any HMAC: the options say which.",
        secrets="as `secretEncoding` says",
        options=CLOCK
        | {"signatureHeader", "signatureTransformer", "algorithm", "encoding", "prefix", "payload"}
        | {"eventTimestamp", "timestampUnit", "secretEncoding", "eventId"},
        format=Format(header=""),
    ),
)
