"""What one fault did to what people were to be told, in figures."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Figures:
    """``raw`` counts mails that went out once more under the same Message-ID; ``visible`` those a
    person would see twice; ``late`` those that came after their use was over. ``times`` is how
    often the fault was made. ``broken`` says in sentences what does not hold.
    """

    fault: str
    database: str
    clock: str
    times: int = 0
    due: int = 0
    delivered: int = 0
    raw: int = 0
    visible: int = 0
    late: int = 0
    calls_due: int = 0
    calls_delivered: int = 0
    seconds: float = 0.0
    broken: list[str] = field(default_factory=list)

    @property
    def lost(self) -> int:
        """How much of what was due reached nobody."""
        return self.due - self.delivered

    def must(self, holds: bool, otherwise: str) -> None:
        """Note ``otherwise`` unless something ``holds``."""
        if not holds:
            self.broken.append(otherwise)

    def judge(self, *, most_raw: int) -> None:
        """Hold the figures against what must be so after every fault."""
        self.must(self.lost == 0, f"{self.lost} of {self.due} were lost")
        self.must(self.visible == 0, f"{self.visible} were seen twice or were not due")
        self.must(self.late == 0, f"{self.late} came after their use was over")
        self.must(
            self.raw <= most_raw, f"{self.raw} were sent twice, more than the {most_raw} allowed"
        )
        missing = self.calls_due - self.calls_delivered
        self.must(missing == 0, f"{missing} referrals and alerts reached nobody")

    def as_json(self) -> dict[str, Any]:
        """Return the figures as plain values."""
        return asdict(self)
