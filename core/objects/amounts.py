"""Amounts that one writes of others (金额): nothing costs less than nothing."""

from collections.abc import Callable

from core.objects.definition import Values


def not_below_nothing(field: str, label: str) -> Callable[[Values], dict[str, str]]:
    """The check of a field of money."""

    def check(values: Values) -> dict[str, str]:
        return {field: f"{label}不能小于 0"} if (values.get(field) or 0) < 0 else {}

    return check
