"""Signing in at an identity provider (OpenID Connect), beside passwords and passkeys.

`asking` keeps what was asked until the person is back, `calling` speaks with the provider,
`tokens` sees whose key has signed what it says, `offered` says which providers there are, and
`views` are the pages. Whom to believe is decided in `core.identity_tokens`; whether it counts as
two steps is kept by `web.their_steps`.

The session's cookie is for our own pages alone (SameSite=Strict), so whoever comes back from a
provider arrives without it. They land on a page that takes nothing and sends them on, now from
here and with their cookie. So what was asked stays in the session, and no cookie had to be made
weaker: see decision 0018.
"""
