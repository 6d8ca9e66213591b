"""The structure of the messages about items of every kind."""

from .parts import DATA_EXT_RET, HEAD_RET, INCLUDE, list_query, tree_filter

_BAR_CODE = "BarCode BarCode{ BarCodeValue text50  AssignEvenIfUsed bool  AllowOverride bool } @12.0"
_UNITS = "UnitOfMeasureSetRef ref31 @7.0"
_UNITS_MOD = f"{_UNITS}  ForceUOMChange bool @7.0"
_ONE_SIDE = "Desc text4095  ( Price price | PricePercent pct )"
_SALES_SIDE = "SalesDesc text4095  SalesPrice price"
_BUYING_SIDE = "PurchaseDesc text4095  PurchaseCost price"
_SIDES_ADD = f"""( SalesOrPurchase! SalesOrPurchase{{ {_ONE_SIDE}  AccountRef ref159 }}
    | SalesAndPurchase! SalesAndPurchase{{ {_SALES_SIDE}  IncomeAccountRef ref159  {_BUYING_SIDE}
    ExpenseAccountRef ref159
      PrefVendorRef ref41 }} )!"""
_SIDES_MOD = f"""( SalesOrPurchaseMod=sales_or_purchase SalesOrPurchase{{ {_ONE_SIDE}  AccountRef ref159 @7.0
      ApplyAccountRefToExistingTxns bool @7.0 }}
    | SalesAndPurchaseMod=sales_and_purchase SalesAndPurchase{{ {_SALES_SIDE}  IncomeAccountRef ref159 @7.0
      ApplyIncomeAccountRefToExistingTxns bool @7.0  {_BUYING_SIDE}  ExpenseAccountRef ref159 @7.0
      ApplyExpenseAccountRefToExistingTxns bool @7.0  PrefVendorRef ref41 }} )"""
_SIDES_RET = (
    _SIDES_ADD.replace("SalesOrPurchase!", "SalesOrPurchase")
    .replace("SalesAndPurchase!", "SalesAndPurchase")
    .rstrip("!")
)
_PART = "ManufacturerPartNumber text31 @7.0"
_ITEM_RET = f"""{HEAD_RET}  Name text31  FullName text159  BarCodeValue text50 @12.0  IsActive bool
    ClassRef ref159 @12.0  ParentRef ref  Sublevel int"""
_GUID = "ExternalGUID guid @8.0"
_ITEM_MOD = (
    f"ListID! id  EditSequence! text16  Name text31  {_BAR_CODE}  IsActive bool  ClassRef ref159 @12.0  ParentRef ref"
)

ITEM_SERVICE_ADD = f"""ItemServiceAdd! ItemService{{ Name! text31  {_BAR_CODE}  IsActive bool
    ClassRef ref159 @12.0  ParentRef ref
    {_UNITS}  SalesTaxCodeRef ref3  {_SIDES_ADD}  {_GUID} }} {INCLUDE}"""
ITEM_SERVICE_MOD = (
    f"ItemServiceMod! ItemService{{ {_ITEM_MOD}  {_UNITS_MOD}  SalesTaxCodeRef ref3  {_SIDES_MOD} }} {INCLUDE}"
)
ITEM_SERVICE_RET = f"{_ITEM_RET}  {_UNITS}  SalesTaxCodeRef ref3  {_SIDES_RET}  {_GUID}  {DATA_EXT_RET}"

ITEM_NON_INVENTORY_ADD = f"""ItemNonInventoryAdd! ItemNonInventory{{ Name! text31  {_BAR_CODE}  IsActive bool
    ParentRef ref
    ClassRef ref159 @12.0  {_PART}  {_UNITS}  SalesTaxCodeRef ref3  {_SIDES_ADD}  {_GUID} }} {INCLUDE}"""
ITEM_NON_INVENTORY_MOD = f"""ItemNonInventoryMod! ItemNonInventory{{ {_ITEM_MOD}  {_PART}  {_UNITS_MOD}
    SalesTaxCodeRef ref3
    {_SIDES_MOD} }} {INCLUDE}"""
ITEM_NON_INVENTORY_RET = f"{_ITEM_RET}  {_PART}  {_UNITS}  SalesTaxCodeRef ref3  {_SIDES_RET}  {_GUID}  {DATA_EXT_RET}"

ITEM_OTHER_CHARGE_ADD = f"""ItemOtherChargeAdd! ItemOtherCharge{{ Name! text31  {_BAR_CODE}  IsActive bool
    ClassRef ref159 @12.0
    ParentRef ref  SalesTaxCodeRef ref3  {_SIDES_ADD}  {_GUID} }} {INCLUDE}"""
ITEM_OTHER_CHARGE_MOD = (
    f"ItemOtherChargeMod! ItemOtherCharge{{ {_ITEM_MOD}  SalesTaxCodeRef ref3  {_SIDES_MOD} }} {INCLUDE}"
)
ITEM_OTHER_CHARGE_RET = f"{_ITEM_RET}  SalesTaxCodeRef ref3  {_SIDES_RET}  {_GUID}  {DATA_EXT_RET}"

_STOCK = f"""{_SALES_SIDE}  IncomeAccountRef ref159  {_BUYING_SIDE}  COGSAccountRef ref159  PrefVendorRef ref41
    AssetAccountRef ref159  ReorderPoint qty  Max=max qty @13.0"""
ITEM_INVENTORY_ADD = f"""ItemInventoryAdd! ItemInventory{{ Name! text31  {_BAR_CODE}  IsActive bool
    ClassRef ref159 @12.0  ParentRef ref
    {_PART}  {_UNITS}  SalesTaxCodeRef ref3  {_STOCK}  QuantityOnHand=opening_quantity qty  TotalValue=opening_value amt
    InventoryDate date  {_GUID} }} {INCLUDE}"""
ITEM_INVENTORY_MOD = f"""ItemInventoryMod! ItemInventory{{ {_ITEM_MOD}  {_PART}  {_UNITS_MOD}  SalesTaxCodeRef ref3
    {_SALES_SIDE}
    IncomeAccountRef ref159 @7.0  ApplyIncomeAccountRefToExistingTxns bool @7.0  {_BUYING_SIDE}  COGSAccountRef ref159
    ApplyCOGSAccountRefToExistingTxns bool @8.0  PrefVendorRef ref41  AssetAccountRef ref159  ReorderPoint qty
    Max=max qty @13.0 }} {INCLUDE}"""
ITEM_INVENTORY_RET = f"""{_ITEM_RET}  {_PART}  {_UNITS}  SalesTaxCodeRef ref3  {_STOCK}  QuantityOnHand qty
    AverageCost price
    QuantityOnOrder qty  QuantityOnSalesOrder qty  {_GUID}  {DATA_EXT_RET}"""

_MEMBER = "GroupMember{ ItemRef ref  Quantity qty  UnitOfMeasure text31 @7.0 }"
ITEM_GROUP_ADD = f"""ItemGroupAdd! ItemGroup{{ Name! text31  {_BAR_CODE}  IsActive bool  ItemDesc text4095  {_UNITS}
    IsPrintItemsInGroup bool  {_GUID}  ItemGroupLine=members* {_MEMBER} }} {INCLUDE}"""
ITEM_GROUP_MOD = f"""ItemGroupMod! ItemGroup{{ ListID! id  EditSequence! text16  Name text31  {_BAR_CODE}  IsActive bool
    ItemDesc text4095  {_UNITS_MOD}  IsPrintItemsInGroup bool  ( ClearItemsInGroup bool | ItemGroupLine=members*
    {_MEMBER} ) }} {INCLUDE}"""
ITEM_GROUP_RET = f"""{HEAD_RET}  Name text31  BarCodeValue text50 @12.0  IsActive bool  ItemDesc text4095  {_UNITS}
    IsPrintItemsInGroup bool  {_GUID}  ItemGroupLine=members* {_MEMBER}  {DATA_EXT_RET}"""
ITEM_QUERY = list_query(tree_filter("ClassFilter", "@12.0"))
ANY_ITEM_QUERY = list_query()

_NEW = f"Name! text31  {_BAR_CODE}  IsActive bool"
_CHANGED = f"ListID! id  EditSequence! text16  Name text31  {_BAR_CODE}  IsActive bool"
_READ = f"{HEAD_RET}  Name text31  BarCodeValue text50 @12.0  IsActive bool"
_CLASS = "ClassRef ref159 @12.0"

_RATE = "SalesTaxCodeRef ref3  ( DiscountRate price | DiscountRatePercent pct )"
ITEM_DISCOUNT_ADD = f"""ItemDiscountAdd! ItemDiscount{{ {_NEW}  {_CLASS}  ParentRef ref  ItemDesc text4095  {_RATE}
    AccountRef ref159  {_GUID} }} {INCLUDE}"""
ITEM_DISCOUNT_MOD = f"""ItemDiscountMod! ItemDiscount{{ {_CHANGED}  {_CLASS}  ParentRef ref  ItemDesc text4095  {_RATE}
    AccountRef ref159 @7.0  ApplyAccountRefToExistingTxns bool @7.0 }} {INCLUDE}"""
ITEM_DISCOUNT_RET = f"{_ITEM_RET}  ItemDesc text4095  {_RATE}  AccountRef ref159  {_GUID}  {DATA_EXT_RET}"

ITEM_SUBTOTAL_ADD = f"ItemSubtotalAdd! ItemSubtotal{{ {_NEW}  ItemDesc text4095  {_GUID} }} {INCLUDE}"
ITEM_SUBTOTAL_MOD = f"ItemSubtotalMod! ItemSubtotal{{ {_CHANGED}  ItemDesc text4095 }} {INCLUDE}"
ITEM_SUBTOTAL_RET = f"{_READ}  ItemDesc text4095  {_GUID}  {DATA_EXT_RET}"

_PAYMENT = f"{_CLASS}  ItemDesc text4095  DepositToAccountRef ref159  PaymentMethodRef ref31"
ITEM_PAYMENT_ADD = f"ItemPaymentAdd! ItemPayment{{ {_NEW}  {_PAYMENT}  {_GUID} }} {INCLUDE}"
ITEM_PAYMENT_MOD = f"ItemPaymentMod! ItemPayment{{ {_CHANGED}  {_PAYMENT} }} {INCLUDE}"
ITEM_PAYMENT_RET = f"{_READ}  {_PAYMENT}  {_GUID}  {DATA_EXT_RET}"

_TAX = f"{_CLASS}  ItemDesc text4095  TaxRate pct  TaxVendorRef ref41"
ITEM_SALES_TAX_ADD = f"ItemSalesTaxAdd! ItemSalesTax{{ {_NEW}  {_TAX}  {_GUID} }} {INCLUDE}"
ITEM_SALES_TAX_MOD = f"ItemSalesTaxMod! ItemSalesTax{{ {_CHANGED}  {_TAX} }} {INCLUDE}"
ITEM_SALES_TAX_RET = f"{_READ}  {_TAX}  {_GUID}  {DATA_EXT_RET}"

ITEM_SALES_TAX_GROUP_ADD = f"""ItemSalesTaxGroupAdd! ItemSalesTaxGroup{{ {_NEW}  ItemDesc text4095  {_GUID}
    ItemSalesTaxRef=item_sales_taxes+ ref31 }} {INCLUDE}"""
ITEM_SALES_TAX_GROUP_MOD = f"""ItemSalesTaxGroupMod! ItemSalesTaxGroup{{ {_CHANGED}  ItemDesc text4095
    ItemSalesTaxRef=item_sales_taxes* ref31 }} {INCLUDE}"""
ITEM_SALES_TAX_GROUP_RET = (
    f"{_READ}  ItemDesc text4095  {_GUID}  ItemSalesTaxRef=item_sales_taxes* ref31  {DATA_EXT_RET}"
)

_ASSET = "AssetDesc text50  Location text50  PONumber text30  SerialNumber text30  WarrantyExpDate date  Notes text4095"
_ASSET_VALUE = "AssetNumber text10  CostBasis amt  YearEndAccumulatedDepreciation amt  YearEndBookValue amt"
_ACQUIRED = "PurchaseCost price  VendorOrPayeeName text50  AssetAccountRef ref159"
_SOLD = "FixedAssetSalesInfo{ SalesDesc! text50  SalesDate! date  SalesPrice price  SalesExpense price }"
_SOLD_MOD = "FixedAssetSalesInfo{ SalesDesc text50  SalesDate date  SalesPrice price  SalesExpense price }"
ITEM_FIXED_ASSET_ADD = f"""ItemFixedAssetAdd! ItemFixedAsset{{ {_NEW}  {_CLASS}  AcquiredAs! enum:AcquiredAs
    PurchaseDesc! text50  PurchaseDate! date  {_ACQUIRED}  FixedAssetSalesInfo {_SOLD}  {_ASSET}  {_ASSET_VALUE}
    {_GUID} }} {INCLUDE}"""
ITEM_FIXED_ASSET_MOD = f"""ItemFixedAssetMod! ItemFixedAsset{{ {_CHANGED}  {_CLASS}  AcquiredAs enum:AcquiredAs
    PurchaseDesc text50  PurchaseDate date  {_ACQUIRED}
    FixedAssetSalesInfoMod=fixed_asset_sales_info {_SOLD_MOD}  {_ASSET}  {_ASSET_VALUE} }} {INCLUDE}"""
ITEM_FIXED_ASSET_RET = f"""{_READ}  {_CLASS}  AcquiredAs enum:AcquiredAs  PurchaseDesc text50  PurchaseDate date
    {_ACQUIRED}  FixedAssetSalesInfo {_SOLD}  {_ASSET}  {_ASSET_VALUE}  {_GUID}  {DATA_EXT_RET}"""

_BUILT = "ManufacturerPartNumber text31 @12.0"
_PARTS = "ItemInventoryAssemblyLine=members* AssemblyLine{ ItemInventoryRef=item! ref159  Quantity qty }"
_ASSEMBLY = f"""{_SALES_SIDE}  IncomeAccountRef ref159  {_BUYING_SIDE}  COGSAccountRef ref159  PrefVendorRef ref41
    AssetAccountRef ref159  BuildPoint qty  Max=max qty @13.0"""
ITEM_INVENTORY_ASSEMBLY_ADD = f"""ItemInventoryAssemblyAdd! ItemInventoryAssembly{{ {_NEW}  {_CLASS}  ParentRef ref
    {_BUILT}  {_UNITS}  SalesTaxCodeRef ref3  {_ASSEMBLY}  QuantityOnHand=opening_quantity qty
    TotalValue=opening_value amt  InventoryDate date  {_GUID}  {_PARTS} }} {INCLUDE}"""
ITEM_INVENTORY_ASSEMBLY_MOD = f"""ItemInventoryAssemblyMod! ItemInventoryAssembly{{ {_CHANGED}  {_CLASS}  ParentRef ref
    {_BUILT}  {_UNITS_MOD}  SalesTaxCodeRef ref3  {_SALES_SIDE}  IncomeAccountRef ref159 @7.0
    ApplyIncomeAccountRefToExistingTxns bool @7.0  {_BUYING_SIDE}  COGSAccountRef ref159  PrefVendorRef ref41
    AssetAccountRef ref159  BuildPoint qty  Max=max qty @13.0  ( ClearItemsInGroup bool | {_PARTS} ) }} {INCLUDE}"""
ITEM_INVENTORY_ASSEMBLY_RET = f"""{_ITEM_RET}  {_BUILT}  {_UNITS}  SalesTaxCodeRef ref3  {_ASSEMBLY}  QuantityOnHand qty
    AverageCost price  QuantityOnOrder qty  QuantityOnSalesOrder qty  {_GUID}  {_PARTS}  {DATA_EXT_RET}"""
