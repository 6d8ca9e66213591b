"""Finds the official qbXML schema, which is Intuit's and therefore lives beside the checkout, never in it."""

import functools
import os
from pathlib import Path

import pytest
from lxml import etree

BESIDE_THE_CHECKOUT = Path(__file__).parents[2] / "shared" / "quickbooks" / "schema"
FOLDER = Path(os.environ.get("COUNTERFOIL_QBXML_SCHEMA", BESIDE_THE_CHECKOUT))

needs_schema = pytest.mark.skipif(
    not (FOLDER / "qbxmlops130.xsd").is_file(),
    reason=f"the official qbXML 13.0 schema is not at {FOLDER}; set COUNTERFOIL_QBXML_SCHEMA to its folder",
)


@functools.cache
def official_schema() -> etree.XMLSchema:
    """The schema of qbXML 13.0 requests and responses, compiled once."""
    return etree.XMLSchema(etree.parse(str(FOLDER / "qbxmlops130.xsd")))


def assert_valid(document: str | bytes) -> None:
    """Fails with the schema's own words where the qbXML document is not valid."""
    text = document.encode() if isinstance(document, str) else document
    official_schema().assertValid(etree.fromstring(text))
