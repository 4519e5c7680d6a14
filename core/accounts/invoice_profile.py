"""Invoice details of an account (开票信息): what its invoices are made out to."""

from core.accounts.main_one import only_one_main
from core.behaviours.owned import Owned
from core.objects.definition import ObjectDef, View
from core.objects.fields import long_text, reference, telephone, text, yes_no
from core.objects.record import Record


class InvoiceProfile(Owned, Record):
    account = reference("所属客户", "account", "Account", required=True)
    title = text("发票抬头", 200, required=True, searchable=True)
    tax_number = text("纳税人识别号", 20, required=True)
    bank = text("开户银行", 100)
    bank_account = text("银行账号", 40)
    address = text("注册地址", 300)
    phone = telephone("注册电话")
    main = yes_no("默认")
    note = long_text("备注")

    class Meta:
        table = "invoice_profile"


INVOICE_PROFILE = ObjectDef(
    key="invoice_profile",
    label="开票信息",
    model=InvoiceProfile,
    title="title",
    subtitle=("account", "tax_number"),
    listed=("title", "account", "tax_number", "bank", "bank_account", "updated_at"),
    common=("account", "title", "tax_number", "bank", "bank_account", "address", "phone"),
    parents=("account",),
    after=(only_one_main,),
    views=(View("all", "全部"),),
)
