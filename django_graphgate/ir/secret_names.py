"""Names whose values should not be shown."""

from __future__ import annotations

import re

_SECRET_WORDS = frozenset(
    {
        "pass", "passwd", "passphrase", "passcode", "pwd", "pswd", "secret", "token", "encrypted", "ciphertext",
        "salt", "cvv", "cvc", "csc", "otp", "totp", "hotp", "mfa", "pin", "ssn", "iban", "jwt", "jws", "pem",
        "credential", "authorization", "mnemonic", "sessionid", "sessiondata", "accesskey", "signingkey",
    }
)  # fmt: skip
"""Words of a name; their plurals and trailing digits also count."""
_SECRET_PARTS = re.compile(
    r"password|passwort|api_?key|private_?key|secret_?key|access_?token|auth_?token|refresh_?token"
    r"|(^|_)key$|(^|_)session_(data|token|cookie)(_|$)"
    r"|credit_?card|(^|_)card_?(no|num|nr|number)(_|$)|(^|_)cc_?(no|num|nr|number)(_|$)"
    r"|(^|_)(social_security|bank_account|account_(no|num|number)|national_id|passport_?(no|num|number))(_|$)"
    r"|(^|_)(recovery|backup|security|verification|access|auth|one_time)_(codes?|answers?|pass)(_|$)"
)
_EDGES = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def looks_secret(name: str) -> bool:
    """Whether the column's name says that its values should not be shown: ``cardNo``, ``db_pass``, ``otp2``."""
    words = _EDGES.sub("_", name).lower()
    if _SECRET_PARTS.search(words):
        return True
    stems = (word.rstrip("0123456789") for word in words.split("_"))
    return any(stem in _SECRET_WORDS or stem.removesuffix("s") in _SECRET_WORDS for stem in stems)
