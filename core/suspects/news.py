"""What happens to duplicates, for whoever has to be told (查重消息)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NamesUnique:
    """The company made a value unique and its keys are built: `double` records must share with another for now."""

    object: str
    kind: str
    double: int
    by_id: int
    job_id: int
