"""JSON Web Tokens: ``{"type": "jwt", …}`` and the project's own ``{"type": "simplejwt"}``.

``authenticator`` takes the token out of the request, ``parts`` reads it strictly, ``verifier`` asks
``keys`` (fixed) or ``jwks`` (fetched) for the signature, ``claims`` turns what the token says into an
identity.  ``options`` and ``presets`` read the settings.  The cryptography is PyJWT's.
"""
