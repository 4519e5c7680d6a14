"""What a company may choose as criteria for duplicates (查重条件)."""

from typing import Any

from core.objects.definition import HardKey, ObjectDef
from core.objects.record_keys import CHOSEN
from core.objects.registry import objects


def kinds_of(definition: ObjectDef) -> list[str]:
    """The kinds that may be chosen for an object: what it always compares, the hard ones first."""
    keys = [key for key in definition.all_keys if not (isinstance(key, HardKey) and key.switch)]
    return list(dict.fromkeys(key.kind for key in keys))


def check_setting(key: str, value: Any) -> str:
    """What is wrong with the criteria, "" for nothing and for settings of others."""
    if key != CHOSEN:
        return ""
    for name, kinds in value.items():
        definition = objects().get(name)
        known = kinds_of(definition) if definition else []
        if not definition or not known:
            return f"「{name[:40]}」没有查重条件可选"
        if not isinstance(kinds, list) or not all(isinstance(kind, str) for kind in kinds):
            return f"{definition.label}的查重条件要写成一个列表"
        if unknown := [kind[:20] for kind in kinds if kind not in known]:
            return f"{definition.label}不能按「{'、'.join(unknown[:5])}」查重，可以选：{'、'.join(known)}"
    return ""
