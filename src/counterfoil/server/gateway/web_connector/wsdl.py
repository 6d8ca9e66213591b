"""The description of the Web Connector's service (WSDL 1.1), made from the table of its methods."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from counterfoil.server.gateway.web_connector.soap import METHODS, NAMESPACE, NUMBERS, RESULTS

HEAD = (
    '<?xml version="1.0" encoding="utf-8"?><wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"'
    ' xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:s="http://www.w3.org/2001/XMLSchema"'
    f' xmlns:tns="{NAMESPACE}" targetNamespace="{NAMESPACE}">'
)


def wsdl(address: str) -> str:
    """The description, for a service that answers at this address."""
    parts = (_types(), *map(_messages, METHODS), _port_type(), _binding(), _service(address))
    return f"{HEAD}{''.join(parts)}</wsdl:definitions>"


def _types() -> str:
    elements = "".join(_request(method) + _response(method) for method in METHODS)
    strings = _sequence(
        '<s:element minOccurs="0" maxOccurs="unbounded" name="string" nillable="true" type="s:string"/>'
    )
    array = f'<s:complexType name="ArrayOfString">{strings}</s:complexType>'
    schema = f'<s:schema elementFormDefault="qualified" targetNamespace="{NAMESPACE}">{elements}{array}</s:schema>'
    return f"<wsdl:types>{schema}</wsdl:types>"


def _request(method: str) -> str:
    fields = "".join(_field(name, "int" if name in NUMBERS else "string") for name in METHODS[method])
    return _element(method, fields)


def _response(method: str) -> str:
    return _element(f"{method}Response", _field(f"{method}Result", RESULTS.get(method, "string")))


def _element(name: str, fields: str) -> str:
    return f'<s:element name="{name}"><s:complexType>{_sequence(fields)}</s:complexType></s:element>'


def _sequence(fields: str) -> str:
    return f"<s:sequence>{fields}</s:sequence>"


def _field(name: str, of_type: str) -> str:
    least = 1 if of_type == "int" else 0
    space = "tns" if of_type == "ArrayOfString" else "s"
    return f'<s:element minOccurs="{least}" maxOccurs="1" name="{name}" type="{space}:{of_type}"/>'


def _messages(method: str) -> str:
    ways = ((f"{method}SoapIn", method), (f"{method}SoapOut", f"{method}Response"))
    return "".join(
        f'<wsdl:message name="{name}"><wsdl:part name="parameters" element="tns:{element}"/></wsdl:message>'
        for name, element in ways
    )


def _port_type() -> str:
    operations = "".join(
        f'<wsdl:operation name="{method}"><wsdl:input message="tns:{method}SoapIn"/>'
        f'<wsdl:output message="tns:{method}SoapOut"/></wsdl:operation>'
        for method in METHODS
    )
    return f'<wsdl:portType name="QBWebConnectorSvcSoap">{operations}</wsdl:portType>'


def _binding() -> str:
    literal = '<soap:body use="literal"/>'
    operations = "".join(
        f'<wsdl:operation name="{method}"><soap:operation soapAction="{NAMESPACE}{method}" style="document"/>'
        f"<wsdl:input>{literal}</wsdl:input><wsdl:output>{literal}</wsdl:output></wsdl:operation>"
        for method in METHODS
    )
    transport = '<soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>'
    name = 'name="QBWebConnectorSvcSoap" type="tns:QBWebConnectorSvcSoap"'
    return f"<wsdl:binding {name}>{transport}{operations}</wsdl:binding>"


def _service(address: str) -> str:
    place = f"<soap:address location={quoteattr(address)}/>"
    port = f'<wsdl:port name="QBWebConnectorSvcSoap" binding="tns:QBWebConnectorSvcSoap">{place}</wsdl:port>'
    return f'<wsdl:service name="QBWebConnectorSvc">{port}</wsdl:service>'
