"""Messages that QuickBooks knows and this company file has no use for: each says which feature is not there.

Their structure is not in the tables, so whatever stands inside them passes the parse stage. A kind of list or
transaction that gets rows of its own takes the place of its entry here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from counterfoil.simulator import status
from counterfoil.simulator.parsing import REQUEST_ATTRIBUTES, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ABSENT: tuple[tuple[Callable[[], status.Refusal], str], ...] = (
    (
        status.payroll_off,
        """PayrollItemWageAdd PayrollItemWageQuery PayrollItemNonWageQuery PayrollLastPeriodQuery WorkersCompCodeAdd
        WorkersCompCodeMod WorkersCompCodeQuery PayrollDetailReportQuery PayrollSummaryReportQuery""",
    ),
    (status.merchant_off, "ARRefundCreditCardAdd ARRefundCreditCardQuery"),
    (
        status.feature_off,
        """CurrencyAdd@8.0 CurrencyMod@8.0 CurrencyQuery@8.0 InventorySiteAdd@10.0 InventorySiteMod@10.0
        InventorySiteQuery@10.0 TransferInventoryAdd TransferInventoryMod TransferInventoryQuery
        ItemSitesQuery UnitOfMeasureSetAdd@7.0 UnitOfMeasureSetQuery@7.0 PriceLevelAdd PriceLevelMod
        PriceLevelQuery BillingRateAdd BillingRateQuery VehicleAdd VehicleMod VehicleQuery VehicleMileageAdd
        VehicleMileageQuery TimeTrackingAdd TimeTrackingMod TimeTrackingQuery TimeReportQuery SalesOrderAdd
        SalesOrderMod SalesOrderQuery EstimateAdd EstimateMod EstimateQuery BuildAssemblyAdd BuildAssemblyMod
        BuildAssemblyQuery ItemAssembliesCanBuildQuery BarCodeQuery SalesTaxPaymentCheckAdd
        SalesTaxPaymentCheckMod SalesTaxPaymentCheckQuery SalesTaxPayableQuery SalesTaxReturnQuery
        SalesTaxReturnLineQuery LeadAdd LeadMod LeadQuery BudgetSummaryReportQuery""",
    ),
    (
        status.unsupported,
        """SpecialAccountAdd@6.0 SpecialItemAdd AccountTaxLineInfoQuery TemplateQuery@3.0 ToDoAdd ToDoMod ToDoQuery
        Form1099CategoryAccountMappingMod Form1099CategoryAccountMappingQuery SalesReceiptAdd SalesReceiptMod
        SalesReceiptQuery CreditMemoAdd CreditMemoMod@3.0 CreditMemoQuery ReceivePaymentToDepositQuery
        ChargeAdd ChargeMod ChargeQuery InventoryAdjustmentAdd InventoryAdjustmentMod InventoryAdjustmentQuery
        ClearedStatusMod@2.0 ListDisplayAdd@3.0 ListDisplayMod TxnDisplayAdd@3.0 TxnDisplayMod
        GeneralSummaryReportQuery JobReportQuery AgingReportQuery
        GeneralDetailReportQuery CustomDetailReportQuery CustomSummaryReportQuery""",
    ),
)  # fmt: skip
"""Refusal → the messages that get it, with the qbXML version that brought them where that is known."""


def absent_messages() -> Iterator[Message]:
    """A message for each of them, refused whatever it holds."""
    attributes = frozenset(REQUEST_ATTRIBUTES)
    for refusal, names in ABSENT:
        for each in names.split():
            name, _, since = each.partition("@")
            yield Message(f"{name}Rq", None, refusing(refusal), float(since or 1), attributes)


def refusing(refusal: Callable[[], status.Refusal]) -> Callable[[Any, Any], Any]:
    """A handler that answers every request with the refusal."""

    def refuse(context: Any, request: Any) -> Any:
        del context, request
        raise refusal()

    return refuse
