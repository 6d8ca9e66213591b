"""What is refused to people and agents at the doors: signing in, roles, connecting an agent."""

from counterfoil.records.catalogue.row import Row, Who

ADMINISTRATOR = Who.ADMINISTRATOR

ROWS: tuple[Row, ...] = (
    Row(
        "sign_in_refused",
        "E-mail address or password is wrong",
        "The words are the same whether the address is known or not.",
        "Check both, and try again.",
    ),
    Row(
        "sign_in_too_soon",
        "Too many attempts",
        "Signing in failed several times from your network.",
        "Wait as long as is said, then try again. Others, and agents that are connected, do not wait.",
        passes=False,
    ),
    Row(
        "password_too_weak",
        "The password is too easy to guess",
        "It is short, common, or resembles the name or e-mail address.",
        "Choose another, longer one.",
    ),
    Row(
        "email_taken", "The e-mail address is already in use", "Another user has it.", "Choose another.", ADMINISTRATOR
    ),
    Row("slug_taken", "The name is already in use", "Another organization has it.", "Choose another.", ADMINISTRATOR),
    Row("role_missing", "There is no such role", "It was renamed or deleted.", "Choose another role.", ADMINISTRATOR),
    Row(
        "no_agent",
        "No agent has been seen yet",
        "Two-way bill sync needs an agent that can carry bills both ways.",
        "Connect the agent first.",
        ADMINISTRATOR,
    ),
    Row(
        "agent_too_old",
        "The agent is too old for two-way bill sync",
        "The versions that are needed and were seen are named.",
        "Install the current agent, then try again.",
        ADMINISTRATOR,
    ),
    Row(
        "wrong_secret",
        "The name or the secret is not right",
        "The same words for everything that may be wrong with them; a sync token is good once, within a day.",
        "Check both, or make a new sync token.",
        ADMINISTRATOR,
    ),
    Row(
        "too_many_attempts",
        "Signing in failed several times",
        "From there, and only there; agents that are connected are not concerned.",
        "Wait a moment, then try again, or use a sync token.",
        ADMINISTRATOR,
    ),
    Row(
        "no_permission",
        "This user may not connect QuickBooks in any organization",
        "It takes the permission *Sync with Accounting System*.",
        "Give the user a role that holds it.",
        ADMINISTRATOR,
    ),
    Row(
        "ticket_expired",
        "The agent's sign-in is not valid any more",
        "It lasts a quarter of an hour, and one connection with a token.",
        "Sign in again.",
        ADMINISTRATOR,
    ),
    Row(
        "no_such_organization",
        "There is no such organization, or it may not be connected with this sign-in",
        "The words are the same for both.",
        "Choose one of those that are offered.",
        ADMINISTRATOR,
    ),
)
"""Refusals at the doors."""
