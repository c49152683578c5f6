"""The one line that every check prints, and whether all of them passed."""

from __future__ import annotations

import math
from dataclasses import dataclass, field


def shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.6g}"
    text = str(value).replace("\n", "\\n")
    return text if len(text) <= 24 else text[:21] + "..."


@dataclass
class Table:
    failures: list[str] = field(default_factory=list)
    count: int = 0

    def heading(self, title: str) -> None:
        print(f"\n{title}")
        print(f"{'check':58} {'ours':>14} {'theirs':>14} {'measured':>12} {'bound':>10}  result",
              flush=True)

    def row(self, name: str, ours: object, theirs: object, measured: float | None,
            bound: float | None, passed: bool) -> None:
        self.count += 1
        if not passed:
            self.failures.append(name)
        measure = "-" if measured is None else shown(measured)
        limit = "-" if bound is None else shown(bound)
        print(f"{name:58} {shown(ours):>14} {shown(theirs):>14} {measure:>12} {limit:>10}  "
              f"{'pass' if passed else 'FAIL'}", flush=True)

    def at_most(self, name: str, ours: object, theirs: object, measured: float,
                bound: float) -> None:
        """Passes when `measured` is a number no larger than `bound`."""
        passed = math.isfinite(measured) and measured <= bound
        self.row(name, ours, theirs, measured, bound, passed)

    def equal(self, name: str, ours: object, theirs: object) -> None:
        self.row(name, ours, theirs, None, None, ours == theirs)

    def failed(self, name: str, problem: object) -> None:
        self.row(name, "-", "-", None, None, False)
        print(f"    {problem}")

    def close(self) -> int:
        print(f"\n{self.count} checks, {len(self.failures)} failed")
        for name in self.failures:
            print(f"  FAIL {name}")
        return 1 if self.failures or self.count == 0 else 0
