from tortoise import migrations
from tortoise.migrations import operations as ops
from core.clock import now
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0003_data_in_and_out')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ProductCategory',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('updated_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('deleted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('custom', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('name', fields.CharField(default='', db_default='', max_length=60)),
                ('parent', fields.ForeignKeyField('models.ProductCategory', source_field='parent_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.NO_ACTION)),
                ('path', fields.CharField(default='', db_default='', max_length=400)),
                ('place', fields.IntField(default=0, db_default=0)),
                ('status', fields.CharField(default='active', db_default='active', max_length=40)),
            ],
            options={'table': 'product_category', 'app': 'models', 'pk_attr': 'id'},
            bases=['Record'],
        ),
        ops.CreateModel(
            name='Product',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('created_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('updated_at', fields.DatetimeField(default=now, auto_now=False, auto_now_add=False)),
                ('deleted_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('custom', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('name', fields.CharField(default='', db_default='', max_length=200)),
                ('code', fields.CharField(default='', db_default='', max_length=60)),
                ('category', fields.ForeignKeyField('models.ProductCategory', source_field='category_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.NO_ACTION)),
                ('spec', fields.CharField(default='', db_default='', max_length=200)),
                ('unit', fields.CharField(default='piece', db_default='piece', max_length=40)),
                ('price', fields.BigIntField(null=True)),
                ('status', fields.CharField(default='active', db_default='active', max_length=40)),
                ('description', fields.TextField(default='', db_default='', unique=False)),
            ],
            options={'table': 'product', 'app': 'models', 'pk_attr': 'id'},
            bases=['Record'],
        ),
    ]
