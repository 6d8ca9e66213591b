"""The structure of the messages about other names and employees, and about the small lists others choose from."""

from .parts import ADDITIONAL_CONTACT, ADDRESS, BLOCK, DATA_EXT_RET, HEAD_RET, INCLUDE, list_query

_HEAD_MOD = "ListID! id  EditSequence! text16"

# -- other names --------------------------------------------------------------------------------------------------

_OTHER_NAME = f"""IsActive bool  CompanyName text41  Salutation text15  FirstName text25  MiddleName text5
    LastName text25  OtherNameAddress Address{{ {ADDRESS} }}"""
_OTHER_NAME_REACH = """Phone text21  AltPhone text21  Fax text21  Email text1023  Contact text41  AltContact text41
    AccountNumber text99  Notes text4095 @3.0"""
OTHER_NAME_ADD = f"""OtherNameAdd! OtherName{{ Name! text41  {_OTHER_NAME}  {_OTHER_NAME_REACH}
    ExternalGUID guid @8.0 }} {INCLUDE}"""
OTHER_NAME_MOD = f"OtherNameMod! OtherName{{ {_HEAD_MOD}  Name text41  {_OTHER_NAME}  {_OTHER_NAME_REACH} }} {INCLUDE}"
OTHER_NAME_RET = f"""{HEAD_RET}  Name text41  {_OTHER_NAME}
    OtherNameAddressBlock=other_name_address_block Block{{ {BLOCK} }} @6.0  {_OTHER_NAME_REACH}
    ExternalGUID guid @8.0  {DATA_EXT_RET}"""
NAME_QUERY = list_query()
ENTITY_QUERY = list_query(owners=False)

# -- employees ----------------------------------------------------------------------------------------------------

_CALL = "EmergencyContact{ ContactName! text40  ContactValue! text255  Relation enum:Relation }"
_HOURS = """Filter{ HoursAvailable interval  AccrualPeriod enum:AccrualPeriod  HoursAccrued interval
    MaximumHours interval  IsResettingHoursEachNewYear bool  HoursUsed interval @5.0  AccrualStartDate date @5.0 }"""
_PAYROLL = f"""Filter{{ PayPeriod enum:PayPeriod  ClassRef ref159  ( ClearEarnings bool
    | Earnings* Filter{{ PayrollItemWageRef! ref31  ( Rate price | RatePercent pct ) }} )
    UseTimeDataToCreatePaychecks enum:UseTimeData @3.0  SickHours {_HOURS}  VacationHours {_HOURS} }} @2.0"""
_WHO = """Salutation text15  FirstName text25  MiddleName text5  LastName text25  JobTitle text41 @12.0
    SupervisorRef ref209 @13.0  Department text31 @13.0  Description text64 @13.0  TargetBonus amt @13.0
    EmployeeAddress Address{ Addr1 text41  Addr2 text41  City text31  State text21  PostalCode text13 }
    PrintAs text41  Phone text21  Mobile text21 @2.1  Pager text21 @2.1  PagerPIN text10 @2.1  AltPhone text21
    Fax text21 @2.1"""
_REACH = f"""Email text1023  AdditionalContactRef=additional_contacts<8 {ADDITIONAL_CONTACT} @12.0
    EmergencyContacts EmergencyContacts{{ PrimaryContact {_CALL}  SecondaryContact {_CALL} }} @13.0"""
_WORK = "PartOrFullTime enum:PartOrFullTime @13.0  Exempt enum:Exempt @13.0  KeyEmployee enum:YesOrNo @13.0"
_DATES = "OriginalHireDate date @13.0  AdjustedServiceDate date @13.0"
_PERSONAL = """BirthDate date @2.0  USCitizen enum:YesOrNo @13.0  Ethnicity enum:Ethnicity @13.0
    Disabled enum:YesOrNo @13.0  DisabilityDesc text25 @13.0  OnFile enum:YesOrNo @13.0
    WorkAuthExpireDate date @13.0  USVeteran enum:YesOrNo @13.0  MilitaryStatus enum:MilitaryStatus @13.0
    AccountNumber text99"""
_HIRED = f"""EmployeeType enum:EmployeeType  {_WORK}  Gender enum:Gender  HiredDate date  {_DATES}
    ReleasedDate date  {_PERSONAL}"""
_HIRED_MOD = f"""EmployeeType enum:EmployeeType @5.0  {_WORK}  HiredDate date @5.0  {_DATES}
    ReleasedDate date @5.0  {_PERSONAL}"""
_NOTE = "AdditionalNote{ Note! text4095 } @12.0"
_NOTE_MOD = "AdditionalNote{ NoteID! int  Note! text4095 } @12.0"
_NOTE_RET = "AdditionalNote{ NoteID! int  Date! text  Note! text4095 } @12.0"
EMPLOYEE_ADD = f"""EmployeeAdd! Employee{{ IsActive bool  {_WHO}  SSN text15  {_REACH}  {_HIRED}  Notes text4095 @3.0
    AdditionalNotes=additional_notes* {_NOTE}  BillingRateRef ref31 @6.0  EmployeePayrollInfo {_PAYROLL}
    ExternalGUID guid @8.0 }} {INCLUDE}"""
EMPLOYEE_MOD = f"""EmployeeMod! Employee{{ {_HEAD_MOD}  IsActive bool @3.0  {_WHO}  {_REACH}  {_HIRED_MOD}
    Notes text4095 @3.0  AdditionalNotesMod=additional_notes* {_NOTE_MOD}  BillingRateRef ref31 @6.0
    EmployeePayrollInfoMod=employee_payroll_info {_PAYROLL} }} {INCLUDE}"""
EMPLOYEE_RET = f"""{HEAD_RET}  Name text41  IsActive bool  {_WHO}  SSN text11 @2.0  {_REACH}  {_HIRED}
    Notes text4095 @2.1  AdditionalNotesRet=additional_notes* {_NOTE_RET}  BillingRateRef ref31 @6.0
    ExternalGUID guid @8.0  {DATA_EXT_RET}"""

# -- types, methods and messages ----------------------------------------------------------------------------------


def type_add(kind: str) -> str:
    """The Add of a list of types: a name, perhaps below another."""
    return f"{kind}Add! {kind}{{ Name! text31  IsActive bool  ParentRef ref }} {INCLUDE}"


def choice_add(kind: str, size: int) -> str:
    """The Add of a list that holds nothing but words."""
    return f"{kind}Add! {kind}{{ Name! text{size}  IsActive bool }} {INCLUDE}"


def choice_ret(size: int) -> str:
    """What is returned of a list that holds nothing but words."""
    return f"{HEAD_RET}  Name text{size}  IsActive bool"


TYPE_RET = f"{HEAD_RET}  Name text31  FullName text159  IsActive bool  ParentRef ref  Sublevel int"
CHOICE_QUERY = list_query(owners=False)

_METHOD = "PaymentMethodType enum:PaymentMethodType @7.0"
PAYMENT_METHOD_ADD = f"PaymentMethodAdd! PaymentMethod{{ Name! text31  IsActive bool  {_METHOD} }} {INCLUDE}"
PAYMENT_METHOD_QUERY = list_query("PaymentMethodType* enum:PaymentMethodType @7.0", owners=False)
PAYMENT_METHOD_RET = f"{HEAD_RET}  Name text31  IsActive bool  {_METHOD}"

SALES_TAX_CODE_ADD = (
    f"SalesTaxCodeAdd! SalesTaxCode{{ Name! text3  IsActive bool  IsTaxable! bool  Desc text31 }} {INCLUDE}"
)
SALES_TAX_CODE_MOD = f"""SalesTaxCodeMod! SalesTaxCode{{ {_HEAD_MOD}  Name text3  IsActive bool  IsTaxable bool
    Desc text31 }} {INCLUDE}"""
SALES_TAX_CODE_RET = f"{HEAD_RET}  Name text3  IsActive bool  IsTaxable bool  Desc text31"

SALES_REP_ADD = f"SalesRepAdd! SalesRep{{ Initial=name! text5  IsActive bool  SalesRepEntityRef! ref41 }} {INCLUDE}"
SALES_REP_MOD = (
    f"SalesRepMod! SalesRep{{ {_HEAD_MOD}  Initial=name text5  IsActive bool  SalesRepEntityRef ref41 }} {INCLUDE}"
)
SALES_REP_RET = f"{HEAD_RET}  Initial=name text5  IsActive bool  SalesRepEntityRef ref41"
