"""Any record, of whatever kind."""

from counterfoil.records.bills import Bill
from counterfoil.records.lists import Account, Customer, Department, Item, Terms, Vendor
from counterfoil.records.orders import BillPayment, PurchaseOrder

Record = Account | Department | Vendor | Customer | Item | Terms | PurchaseOrder | Bill | BillPayment
