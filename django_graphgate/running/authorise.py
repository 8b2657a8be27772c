"""Who may run an action: the authenticator and the roles that its definition names.

An action that does not exist, one that is switched off and one that is for others give the same refusal.  It depends
on what the caller sent and on nothing else: all authenticators are asked, whatever the action is guarded by,
so that neither an answer nor a count of wrong credentials tells which names exist.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from django_graphgate.access.live import state_alias
from django_graphgate.access.roles import ANON
from django_graphgate.actions.definitions import current_definitions
from django_graphgate.auth.chain import AuthChain, default_chain, named_authenticator, without_session
from django_graphgate.auth.http.csrf import check_csrf
from django_graphgate.conf import get_settings
from django_graphgate.errors import (
    CsrfRejected,
    Forbidden,
    InvalidCredentials,
    RequestRejected,
    TooManyRequests,
)
from django_graphgate.gate import get_gate
from django_graphgate.ir.action import ActionDefinition
from django_graphgate.ir.cookies import DroppedCookie
from django_graphgate.ir.identity import Identity
from django_graphgate.models import Action

logger = logging.getLogger("django_graphgate")


def find_action(name: str) -> ActionDefinition | None:
    """The action of that name that may run now; ``None`` without one, and for one that is switched off."""
    definition = current_definitions().get_action(name)
    known = (
        "" if definition is None else name
    )  # asked for every name: none answers otherwise without a database
    actions = Action._default_manager.using(state_alias())  # a replica may not know yet
    return None if actions.filter(name=known, enabled=False).exists() else definition


def authorise(definition: ActionDefinition | None, request: HttpRequest) -> tuple[Identity, str]:
    """The caller and their role, as the database says, if they may run the action.

    ``None`` stands for an action that does not exist or is switched off.  Raises what :func:`refusal` gives, and
    ``AuthUnavailable`` or ``DatabaseUnavailable``.
    """
    get_gate()  # where it does not load, nobody is answered, whatever the name is
    caller = None if definition is None else _admitted(definition, request)
    if caller is None:
        raise refusal(request)
    return caller


def role_within(definition: ActionDefinition, identity: Identity, headers: Mapping[str, str]) -> str:
    """The role of a caller who is known already; raises ``Forbidden`` unless the definition admits them now.

    Raises also what ``Gate.role_of`` raises.
    """
    if definition.auth_name and identity.authenticator != definition.auth_name:
        raise Forbidden(detail=f"{definition.name} is for callers of {definition.auth_name!r}")
    if not (definition.auth_name or definition.roles or definition.public):
        raise Forbidden(detail=f"{definition.name} has no guard")
    role = get_gate().role_of(identity, headers)
    nobody = role == ANON and not definition.auth_name
    if definition.roles and (role not in definition.roles or nobody):
        raise Forbidden(detail=f"{definition.name} is not for {role}")
    return role


def _admitted(definition: ActionDefinition, request: HttpRequest) -> tuple[Identity, str] | None:
    try:
        identity = _identified(definition, request)
        check_csrf(request, identity)
        try:
            return identity, role_within(definition, identity, request.headers)
        except InvalidCredentials:
            if not (definition.public and identity.by_cookie):
                raise
            # The cookie of an ended session is as good as none.
            identity = without_session(identity)
            return identity, role_within(definition, identity, request.headers)
    except RequestRejected as error:
        if error.status >= 500:  # the caller may be right, and nobody knows
            raise
        logger.warning("graphgate: %s: %s", definition.name, error.detail or error.message)
        return None


def _identified(definition: ActionDefinition, request: HttpRequest) -> Identity:
    if definition.auth_name:
        return named_authenticator(definition.auth_name).require(request)
    return default_chain().identify(request)


@dataclass(frozen=True, slots=True)
class _Judgement:
    """What one chain of authenticators says of a request."""

    identity: Identity
    problem: RequestRejected | None = None
    cookies: tuple[DroppedCookie, ...] = ()


def refusal(request: HttpRequest) -> RequestRejected:
    """The answer to callers of an action that they may not run, or that does not exist.

    Not signed in: 401, with the challenge of ``AUTH``.  Signed in: 403.  A wrong credential of ``AUTH``, a request
    from another site and too many guesses are answered as everywhere.
    """
    own = _judge(default_chain(), request)
    named = [_judge(named_authenticator(name), request) for name in get_settings().NAMED_AUTH]
    problems = [each.problem for each in (own, *named) if each.problem is not None]
    for problem in problems:
        if problem.status >= 500 or isinstance(problem, TooManyRequests):
            return problem
    if own.problem is not None:
        return own.problem
    for problem in problems:
        if isinstance(problem, CsrfRejected):
            return problem
    if own.identity.signed_in:
        forbidden = Forbidden(detail="no such action for this caller")
        forbidden.identity = own.identity
        return forbidden
    cookies = tuple(dict.fromkeys(cookie for each in (own, *named) for cookie in each.cookies))
    return default_chain().sign_in(cookies, detail="no such action for anonymous callers")


def _judge(chain: AuthChain, request: HttpRequest) -> _Judgement:
    identity = Identity.anonymous()
    try:
        identity = chain.identify(request)
        check_csrf(request, identity)
        if identity.signed_in:
            get_gate().role_of(identity, request.headers)
    except InvalidCredentials as error:
        if error.nature == "ended" and identity.by_cookie:
            identity = without_session(identity)
            return _Judgement(identity, cookies=identity.dropped)
        return _Judgement(identity, _as_refused(chain, request, error), error.cookies)
    except RequestRejected as error:
        return _Judgement(identity, error)
    return _Judgement(identity, cookies=identity.dropped)


def _as_refused(chain: AuthChain, request: HttpRequest, error: InvalidCredentials) -> RequestRejected:
    """With a challenge also where only the database does not confirm the caller."""
    return error if "WWW-Authenticate" in error.headers else chain.refused(request, error)
