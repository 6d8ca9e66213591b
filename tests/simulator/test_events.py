"""Programs subscribe to what happens in the file, hear it while a person has it open, and learn what they missed."""

# ruff: noqa: E501 - a request and its answer are read on one line

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from tests.schema import assert_valid, needs_schema, official_schema
from tests.simulator.asking import APP, Answer, Books, document
from tests.simulator.schema_samples import request_names, sample
from tests.simulator.visiting import Visitor, visiting

from counterfoil.simulator import serve
from counterfoil.simulator.clock import ManualClock
from counterfoil.simulator.company import CompanyFile
from counterfoil.simulator.messages.subscriptions import SUBSCRIPTION_MESSAGES
from counterfoil.simulator.person import Person
from counterfoil.simulator.status import ProcessorError

ME = "{11111111-2222-3333-4444-555555555555}"
OTHER = "{22222222-2222-3333-4444-555555555555}"
ADD = "<VendorAddRq><VendorAdd><Name>New</Name></VendorAdd></VendorAddRq>"
EVERYTHING = "<{0}EventOperation>Add</{0}EventOperation><{0}EventOperation>Modify</{0}EventOperation><{0}EventOperation>Delete</{0}EventOperation>"


def envelope(requests: str) -> str:
    """A set of subscriptions."""
    return (
        document(requests).replace("QBXMLMsgsRq", "QBXMLSubscriptionMsgsRq").replace(' onError="continueOnError"', "")
    )


def data_subscription(
    *, subscriber: str = ME, app: str = APP, policy: str = "DeliverAlways", track: str = "All", own: str = "false"
) -> str:
    """A DataEventSubscriptionAddRq for vendors (merges too) and bills."""
    of_lists = f"<ListEventType>Vendor</ListEventType>{EVERYTHING.format('List')}<ListEventOperation>Merge</ListEventOperation>"
    of_txns = f"<TxnEventType>Bill</TxnEventType>{EVERYTHING.format('Txn')}"
    return (
        f"<DataEventSubscriptionAddRq><DataEventSubscriptionAdd><SubscriberID>{subscriber}</SubscriberID><COMCallbackInfo>"
        f"<AppName>{app}</AppName><ProgID>Some.Thing</ProgID></COMCallbackInfo><DeliveryPolicy>{policy}</DeliveryPolicy>"
        f"<TrackLostEvents>{track}</TrackLostEvents><DeliverOwnEvents>{own}</DeliverOwnEvents>"
        f"<ListEventSubscription>{of_lists}</ListEventSubscription><TxnEventSubscription>{of_txns}</TxnEventSubscription>"
        "</DataEventSubscriptionAdd></DataEventSubscriptionAddRq>"
    )


def subscribe(books: Books, request: str) -> Answer:
    """The answer to one request of a set of subscriptions."""
    root = etree.fromstring(books.processor.process_subscription(APP, envelope(request)).encode())
    assert root[0].tag == "QBXMLSubscriptionMsgsRs"
    return Answer(root[0][0])


def heard(books: Books, subscriber: str = ME) -> list[str]:
    """What a subscriber fetches: type, operation and id of each event."""
    found = []
    for each in books.processor.subscriptions.fetch(subscriber):
        event = etree.fromstring(each.encode())[0]
        found.append(" ".join(part.text or "" for part in event[-1]))
    return found


@pytest.fixture
def person(books: Books) -> Person:
    return Person(books.company)


def test_what_a_person_does_is_heard_and_what_was_not_asked_for_is_not(books, person):
    assert subscribe(books, data_subscription()).code == 0
    vendor = person.add_vendor("Slate Works")
    person.add_customer("Pier")
    bill = person.enter_bill(vendor, [person.expense("Rent", "1.00")])
    person.edit_bill(bill, memo="m")
    person.delete_bill(bill)
    person.delete_vendor(vendor)
    assert heard(books) == [
        f"Vendor Add {vendor}", f"Bill Add {bill}", f"Bill Modify {bill}", f"Bill Delete {bill}",
        f"Vendor Delete {vendor}",
    ]  # fmt: skip
    assert heard(books) == [], "they were fetched"


def test_a_merge_says_what_the_record_has_become(books, person):
    subscribe(books, data_subscription())
    gone, stays = (person.ref("vendor", each).list_id for each in ("Acme Timber", "Brick Works"))
    person.merge("vendor", gone, stays)
    assert f"Vendor Merge {gone} {stays}" in heard(books)


def test_what_is_refused_or_taken_back_is_not_heard(books, person):
    subscribe(books, data_subscription())
    assert (
        books.one("<VendorAddRq><VendorAdd><Name>Acme Timber</Name></VendorAdd></VendorAddRq>", app="Else").code == 3100
    )
    assert heard(books) == []


@pytest.mark.parametrize(("own", "count"), [("false", 0), ("true", 1)])
def test_a_programs_own_doings_are_heard_only_if_it_asks_for_them(books, own, count):
    subscribe(books, data_subscription(own=own))
    books.ok(ADD)
    assert len(heard(books)) == count
    books.ok(ADD.replace("New", "Newer"), app="Somebody else")
    assert len(heard(books)) == 1


def test_without_a_person_at_the_screen_nothing_is_delivered_and_the_loss_is_kept(books, person, clock):
    subscribe(books, data_subscription())
    lost = f"<DataEventRecoveryInfoQueryRq><SubscriberID>{ME}</SubscriberID></DataEventRecoveryInfoQueryRq>"
    assert not books.ok(lost).has("DataEventRecoveryTime")
    person.leave()
    clock.advance(60)
    first = books.company.printed(books.company.now())
    person.add_vendor("One")
    clock.advance(60)
    person.add_vendor("Two")
    person.come_back()
    assert heard(books) == []
    assert books.ok(lost)["DataEventRecoveryTime"] == first
    books.ok(f"<DataEventRecoveryInfoDelRq><SubscriberID>{ME}</SubscriberID></DataEventRecoveryInfoDelRq>")
    assert not books.ok(lost).has("DataEventRecoveryTime")
    person.add_vendor("Three")
    assert len(heard(books)) == 1


def test_who_does_not_track_lost_events_never_learns_of_them(books, person):
    subscribe(books, data_subscription(track="None"))
    person.leave()
    person.add_vendor("One")
    person.come_back()
    lost = f"<DataEventRecoveryInfoQueryRq><SubscriberID>{ME}</SubscriberID></DataEventRecoveryInfoQueryRq>"
    assert not books.ok(lost).has("DataEventRecoveryTime")


def test_a_program_that_is_not_running_hears_only_if_it_wants_to_be_started(books, person):
    subscribe(books, data_subscription(policy="DeliverOnlyIfRunning", app="Sleeper"))
    subscribe(books, data_subscription(subscriber=OTHER, app="Other"))
    person.add_vendor("One")
    assert (len(heard(books)), len(heard(books, OTHER))) == (0, 1)
    ticket = books.processor.begin_session("Sleeper")
    person.add_vendor("Two")
    books.processor.end_session(ticket)
    person.add_vendor("Three")
    assert (len(heard(books)), len(heard(books, OTHER))) == (1, 2)


def test_a_subscription_is_asked_for_kept_once_and_ended(books, person):
    query = f"<DataEventSubscriptionQueryRq><SubscriberID>{ME}</SubscriberID></DataEventSubscriptionQueryRq>"
    assert subscribe(books, query).code == 500
    subscribe(books, data_subscription())
    assert subscribe(books, data_subscription()).code == 3100
    read = subscribe(books, query)
    assert (read["COMCallbackInfo/AppName"], read["TrackLostEvents"], read.has("TimeLastProcessed")) == (
        APP,
        "All",
        False,
    )
    person.add_vendor("One")
    assert subscribe(books, query).has("TimeLastProcessed")
    delete = f"<SubscriptionDelRq><SubscriberID>{ME}</SubscriberID><SubscriptionType>Data</SubscriptionType></SubscriptionDelRq>"
    assert subscribe(books, delete).code == 0
    assert subscribe(books, delete).code == 3120
    person.add_vendor("Two")
    assert heard(books) == []
    lost = f"<DataEventRecoveryInfoQueryRq><SubscriberID>{ME}</SubscriberID></DataEventRecoveryInfoQueryRq>"
    assert books.one(lost).code == 500


def test_the_file_being_closed_and_opened_is_heard(books, person):
    ui = (
        f"<UIEventSubscriptionAddRq><UIEventSubscriptionAdd><SubscriberID>{ME}</SubscriberID><COMCallbackInfo><AppName>A</AppName>"
        "<CLSID>{12345678-1234-1234-1234-1234567890ab}</CLSID></COMCallbackInfo><DeliveryPolicy>DeliverAlways</DeliveryPolicy>"
        "<CompanyFileEventSubscription><CompanyFileEventOperation>Close</CompanyFileEventOperation><CompanyFileEventOperation>Open"
        "</CompanyFileEventOperation></CompanyFileEventSubscription></UIEventSubscriptionAdd></UIEventSubscriptionAddRq>"
    )
    assert subscribe(books, ui).code == 0
    person.leave()
    person.come_back()
    assert heard(books) == ["Close", "Open"]


def test_events_are_still_heard_after_a_backup_was_restored(books, person):
    subscribe(books, data_subscription())
    backup = person.back_up()
    person.restore(backup)
    person.add_vendor("One")
    assert len(heard(books)) == 1


@pytest.mark.parametrize(
    "text",
    [
        document("<HostQueryRq/>"),
        envelope("<HostQueryRq/>"),
        envelope("<SubscriptionDelRq/>"),
        document(data_subscription()),
    ],
    ids=["an ordinary set", "an ordinary request", "too little", "in an ordinary set"],
)
def test_a_set_of_subscriptions_holds_subscriptions_and_nothing_else(books, text):
    call = (
        books.processor.process
        if "QBXMLMsgsRq" in text and "Subscription" in text
        else books.processor.process_subscription
    )
    with pytest.raises(ProcessorError) as caught:
        call(APP, text)
    assert caught.value.hresult == 0x80040400


def test_a_program_cannot_add_to_menus_that_are_not_there(books):
    menu = "<MenuExtensionSubscription><AddToMenu>Vendors</AddToMenu><MenuItem><MenuText>Sync</MenuText><EventTag>s</EventTag></MenuItem></MenuExtensionSubscription>"
    who = f"<SubscriberID>{ME}</SubscriberID><COMCallbackInfo><AppName>{APP}</AppName><ProgID>P</ProgID></COMCallbackInfo>"
    add = f"<UIExtensionSubscriptionAdd>{who}{menu}</UIExtensionSubscriptionAdd>"
    query = f"<UIExtensionSubscriptionQueryRq><SubscriberID>{ME}</SubscriberID></UIExtensionSubscriptionQueryRq>"
    delete = f"<SubscriptionDelRq><SubscriberID>{ME}</SubscriberID><SubscriptionType>UIExtension</SubscriptionType></SubscriptionDelRq>"
    requests = (f"<UIExtensionSubscriptionAddRq>{add}</UIExtensionSubscriptionAddRq>", query, delete)
    assert [subscribe(books, each).code for each in requests] == [1030, 1030, 3120]


@pytest.mark.schema
@needs_schema
def test_subscriptions_are_asked_and_answered_as_the_schema_says(books: Books, person: Person) -> None:
    of = "QBXMLSubscriptionMsgsRq"
    assert sorted(request_names(of)) == sorted(SUBSCRIPTION_MESSAGES)
    for everything in (False, True):
        for name in request_names(of):
            request = etree.tostring(sample(name, everything=everything, of=of)).decode()
            assert official_schema().validate(etree.fromstring(envelope(request).encode()))
            answer = books.processor.process_subscription(APP, envelope(request))
            assert_valid(answer)
    subscribe(books, data_subscription())
    person.add_vendor("One")
    query = f"<DataEventSubscriptionQueryRq><SubscriberID>{ME}</SubscriberID></DataEventSubscriptionQueryRq>"
    assert_valid(books.processor.process_subscription(APP, envelope(query)))
    lost = f"<DataEventRecoveryInfoQueryRq><SubscriberID>{ME}</SubscriberID></DataEventRecoveryInfoQueryRq>"
    assert_valid(books.ask(lost).text)


@pytest.fixture
def client(original: CompanyFile, tmp_path: Path, clock: ManualClock) -> Iterator[Visitor]:
    original.copy_to(tmp_path / "books.cf")
    with visiting(serve.application(lambda: CompanyFile.open(tmp_path / "books.cf", clock=clock))) as client:
        yield client


def test_over_http_events_wait_until_they_are_fetched(client):
    assert 'statusCode="0"' in client.post(f"/subscriptions?app={APP}", content=envelope(data_subscription())).text
    client.post("/process?app=Another", content=document(ADD))
    fetched = client.get(f"/subscriptions/{ME}/events").json()["events"]
    assert ["<ListEventOperation>Add<" in each for each in fetched] == [True]
    assert client.get(f"/subscriptions/{ME}/events").json() == {"events": []}
    assert client.post("/subscriptions", content=envelope(data_subscription())).json()["hresult"] == "0x80040415"
