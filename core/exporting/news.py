"""What is told of exports (导出动态)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Exported:
    """An export has ended, with a file or with a reason."""

    export_id: int
