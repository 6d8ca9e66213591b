import django.db.models.deletion
from django.db import migrations, models

from counterfoil.server.people.operations import LeaveImpliedKeysOut


class Migration(migrations.Migration):
    dependencies = [
        ("bills", "0003_one_place_for_received_orders"),
        ("chart", "0002_preferred_vendors"),
        ("customers", "0001_initial"),
        ("people", "0002_built_in_roles"),
        ("vendors", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="bill",
            name="ap_account",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="chart.account",
            ),
        ),
        migrations.AlterField(
            model_name="bill",
            name="terms",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="chart.terms",
            ),
        ),
        migrations.AlterField(
            model_name="bill",
            name="vendor",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="bills", to="vendors.vendor"
            ),
        ),
        migrations.AlterField(
            model_name="expenseline",
            name="account",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="chart.account",
            ),
        ),
        migrations.AlterField(
            model_name="expenseline",
            name="bill",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="expense_lines",
                to="bills.bill",
            ),
        ),
        migrations.AlterField(
            model_name="expenseline",
            name="department",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="chart.department",
            ),
        ),
        migrations.AlterField(
            model_name="itemline",
            name="bill",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="item_lines", to="bills.bill"
            ),
        ),
        migrations.AlterField(
            model_name="itemline",
            name="department",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="chart.department",
            ),
        ),
        migrations.AlterField(
            model_name="itemline",
            name="item",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="chart.item",
            ),
        ),
        migrations.AlterField(
            model_name="itemline",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="children",
                to="bills.itemline",
            ),
        ),
        migrations.AddIndex(
            model_name="itemline",
            index=models.Index(
                condition=models.Q(("parent__isnull", False)), fields=["parent"], name="bills_item_line_of_group"
            ),
        ),
        LeaveImpliedKeysOut("Bill", "ExpenseLine", "ItemLine"),
    ]
