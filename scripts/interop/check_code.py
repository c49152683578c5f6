"""A chat in which the coding model writes a function, which is then run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pinned_models
from carat_command import Carat, CaratFailed
from table import Table

QUESTION = ("Write a Python function is_prime(n) that returns True if n is a prime number and "
            "False otherwise.")
TRIAL = """
known = [n for n in range(2, 500) if all(n % d for d in range(2, n))]
print([n for n in range(-3, 500) if is_prime(n)] == known)
"""


def check(table: Table, carat: Carat, cache: Path) -> None:
    table.heading("A function that the coding model writes")
    path = pinned_models.fetch(pinned_models.QWEN, cache)
    try:
        answer = carat.greedy(path, QUESTION, raw=False, count=400)["text"]
    except CaratFailed as problem:
        table.failed("is_prime", problem)
        return
    code = re.search(r"```python\n(.*?)```", answer, re.DOTALL)
    said = run(code.group(1)) if code else "no code in the answer"
    table.equal("is_prime is right from -3 to 499", said, "True")
    if said != "True":
        print(answer)


def run(code: str) -> str:
    """What the trial prints, in a process of its own with no environment and a time limit."""
    try:
        done = subprocess.run([sys.executable, "-I", "-c", code + TRIAL], capture_output=True,
                              text=True, timeout=30, env={}, check=False)
    except subprocess.TimeoutExpired:
        return "no end within 30 seconds"
    lines = (done.stdout or done.stderr).strip().splitlines()
    return lines[-1] if lines else "nothing"
