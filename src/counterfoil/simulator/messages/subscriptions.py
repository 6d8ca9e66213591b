"""How programs subscribe to events, ask what they subscribed to, and ask since when they have missed any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counterfoil.simulator import status
from counterfoil.simulator.events import Subscription
from counterfoil.simulator.grammar import grammar
from counterfoil.simulator.parsing import Message
from counterfoil.simulator.reading import Reader
from counterfoil.simulator.status import OK
from counterfoil.simulator.writing import escaped

from .absent import refusing
from .queries import Answer, Context

if TYPE_CHECKING:
    from counterfoil.simulator.parsing import Request

_CALLBACK = "Filter{ AppName! text128  ( ProgID text128 | CLSID guid )! }"
_OF_LISTS = "Filter{ ListEventType=types+ enum:ListEventType  ListEventOperation=operations+ enum:ListEventOperation }"
_OF_TXNS = "Filter{ TxnEventType=types+ enum:TxnEventType  TxnEventOperation=operations+ enum:TxnEventOperation }"
_OF_FILES = "Filter{ CompanyFileEventOperation=operations+ enum:CompanyFileEventOperation }"
_WHO = f"SubscriberID! guid  COMCallbackInfo=callback! {_CALLBACK}  DeliveryPolicy! enum:DeliveryPolicy"
DATA_ADD = f"""DataEventSubscriptionAdd! Filter{{ {_WHO}  TrackLostEvents enum:TrackLostEvents  DeliverOwnEvents bool
    ListEventSubscription=of_lists* {_OF_LISTS}  TxnEventSubscription=of_txns* {_OF_TXNS} }}"""
UI_ADD = f"UIEventSubscriptionAdd! Filter{{ {_WHO}  CompanyFileEventSubscription=of_files! {_OF_FILES} }}"
ONE = "SubscriberID! guid"
DELETE = "SubscriberID! guid  SubscriptionType! enum:SubscriptionType"


def add_data(context: Context, request: Request) -> Answer:
    """Subscribe to what happens to records."""
    values = Reader(context.company.switches).values(request.tree)["data_event_subscription_add"].values
    wanted = _wanted("list", values.get("of_lists", ())) | _wanted("txn", values.get("of_txns", ()))
    described = "".join(_described("List", each.values) for each in values.get("of_lists", ()))
    described += "".join(_described("Txn", each.values) for each in values.get("of_txns", ()))
    return _add(context, "Data", values, wanted, described)


def add_ui(context: Context, request: Request) -> Answer:
    """Subscribe to the file being opened and closed."""
    values = Reader(context.company.switches).values(request.tree)["ui_event_subscription_add"].values
    operations = values["of_files"].values["operations"]
    inside = "".join(f"<CompanyFileEventOperation>{each}</CompanyFileEventOperation>" for each in operations)
    described = f"<CompanyFileEventSubscription>{inside}</CompanyFileEventSubscription>"
    return _add(context, "UI", values, frozenset(("company file", each) for each in operations), described)


def _wanted(family: str, given: tuple[Any, ...]) -> frozenset[tuple[str, str]]:
    return frozenset(
        (f"{family} {kind}", operation)
        for each in given
        for kind in each.values["types"]
        for operation in each.values["operations"]
    )


def _described(family: str, values: dict[str, Any]) -> str:
    types = "".join(f"<{family}EventType>{each}</{family}EventType>" for each in values["types"])
    does = "".join(f"<{family}EventOperation>{each}</{family}EventOperation>" for each in values["operations"])
    return f"<{family}EventSubscription>{types}{does}</{family}EventSubscription>"


def _add(
    context: Context, kind: str, values: dict[str, Any], wanted: frozenset[tuple[str, str]], described: str
) -> Answer:
    subscriber, callback = values["subscriber_id"], values["callback"].values
    if context.session.subscriptions.get(kind, subscriber) is not None:
        raise status.name_in_use(subscriber)
    name = callback.get("app_name") or ""
    way = (
        f"<ProgID>{escaped(callback['prog_id'] or '')}</ProgID>"
        if "prog_id" in callback
        else f"<CLSID>{callback['clsid']}</CLSID>"
    )
    subscription = Subscription(
        kind, subscriber, name, f"<AppName>{escaped(name)}</AppName>{way}", values["delivery_policy"], wanted,
        described, context.company.now(), values.get("track_lost_events") == "All",
        bool(values.get("deliver_own_events")),
    )  # fmt: skip
    context.session.subscriptions.add(subscription)
    return Answer(OK, _ret(context, subscription))


def _ret(context: Context, each: Subscription) -> str:
    printed = context.company.printed
    last = f"<TimeLastProcessed>{printed(each.last_processed)}</TimeLastProcessed>" if each.last_processed else ""
    data = (
        f"<TrackLostEvents>{'All' if each.track_lost else 'None'}</TrackLostEvents>"
        f"<DeliverOwnEvents>{'true' if each.own_events else 'false'}</DeliverOwnEvents>"
    )
    name = f"{each.kind}EventSubscriptionRet"
    return (
        f"<{name}><SubscriberID>{each.subscriber}</SubscriberID><TimeCreated>{printed(each.created)}</TimeCreated>{last}"
        f"<COMCallbackInfo>{each.callback}</COMCallbackInfo><DeliveryPolicy>{each.policy}</DeliveryPolicy>"
        f"{data if each.kind == 'Data' else ''}{each.described}</{name}>\n"
    )


def query_data(context: Context, request: Request) -> Answer:
    """What a subscriber wants to hear of records."""
    return _query(context, request, "Data")


def query_ui(context: Context, request: Request) -> Answer:
    """What a subscriber wants to hear of the file being opened and closed."""
    return _query(context, request, "UI")


def _query(context: Context, request: Request, kind: str) -> Answer:
    subscriber = Reader(context.company.switches).values(request.tree)["subscriber_id"]
    found = context.session.subscriptions.get(kind, subscriber)
    return Answer(status.partly_found(subscriber)) if found is None else Answer(OK, _ret(context, found))


def delete(context: Context, request: Request) -> Answer:
    """End a subscription."""
    values = Reader(context.company.switches).values(request.tree)
    if not context.session.subscriptions.delete(values["subscription_type"], values["subscriber_id"]):
        raise status.not_found(values["subscriber_id"])
    return Answer(OK)


def lost(context: Context, request: Request) -> Answer:
    """Since when a subscriber has missed events."""
    subscriber = Reader(context.company.switches).values(request.tree)["subscriber_id"]
    found = context.session.subscriptions.get("Data", subscriber)
    if found is None:
        return Answer(status.partly_found(subscriber))
    since = found.lost_since
    time = f"<DataEventRecoveryTime>{context.company.printed(since)}</DataEventRecoveryTime>" if since else ""
    identity = f"<SubscriberID>{found.subscriber}</SubscriberID>"
    return Answer(OK, f"<DataEventRecoveryInfoRet>{identity}{time}</DataEventRecoveryInfoRet>\n")


def forget_lost(context: Context, request: Request) -> Answer:
    """The subscriber has caught up with what it missed."""
    subscriber = Reader(context.company.switches).values(request.tree)["subscriber_id"]
    found = context.session.subscriptions.get("Data", subscriber)
    if found is None:
        raise status.not_found(subscriber)
    found.lost_since = None
    return Answer(OK)


SUBSCRIPTION_MESSAGES: dict[str, Message] = {
    each.name: each
    for each in (
        Message("DataEventSubscriptionAddRq", grammar(DATA_ADD), add_data, 3.0),
        Message("DataEventSubscriptionQueryRq", grammar(ONE), query_data, 3.0),
        Message("UIEventSubscriptionAddRq", grammar(UI_ADD), add_ui, 3.0),
        Message("UIEventSubscriptionQueryRq", grammar(ONE), query_ui, 3.0),
        *(
            Message(f"UIExtensionSubscription{each}Rq", None, refusing(status.unsupported), 3.0)
            for each in ("Add", "Query")
        ),
        Message("SubscriptionDelRq", grammar(DELETE), delete, 3.0),
    )
}
"""What a set of subscriptions may hold: request element → its message."""
RECOVERY_MESSAGES = (
    Message("DataEventRecoveryInfoQueryRq", grammar(ONE), lost, 3.0),
    Message("DataEventRecoveryInfoDelRq", grammar(ONE), forget_lost, 3.0),
)
"""The messages about lost events, which come in ordinary sets."""
