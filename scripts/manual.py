#!/usr/bin/env python3
"""Writes the manual pages of carat from what the command says of itself.

    carat --experimental-dump-help | python3 scripts/manual.py FOLDER VERSION

One page for the command and one for each subcommand, in troff's man macros.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

EXIT_STATUS = [
    ("0", "Done."),
    ("1", "The work failed; a file that is missing or broken included."),
    ("2", "The arguments were wrong."),
    ("3", "A check ran, and the answer is no (plan --fits, doctor)."),
    ("130", "Interrupted by Ctrl-C."),
]
ENVIRONMENT = [
    ("CARAT_HOME", "The folder of the library of models, below which they lie in models/. Without "
     "it, carat/ below XDG_DATA_HOME, or ~/.local/share/carat."),
    ("NO_COLOR", "Set and not empty: no colours, on terminals either."),
    ("HF_ENDPOINT, HF_TOKEN, HF_HOME, HF_HUB_OFFLINE", "Which hub pull asks, and with which "
     "token; where other programs keep files that they fetched; and whether it may ask at all."),
    ("https_proxy, http_proxy, no_proxy", "The proxy that pull goes through."),
]


def escaped(text: str) -> str:
    """Text for troff: backslashes and hyphens as they are, no line taken for a request."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in text.split("\n"))


def paragraphs(text: str) -> list[str]:
    """Paragraphs of a discussion; indented ones are examples and keep their lines."""
    lines: list[str] = []
    for block in text.split("\n\n"):
        lines.append(".PP")
        if block.startswith("  "):
            lines += [".RS 4", ".nf", escaped("\n".join(l.strip() for l in block.split("\n"))),
                      ".fi", ".RE"]
        else:
            lines.append(escaped(block))
    return lines


def spelled(argument: dict) -> str:
    """An option as it is typed: all its names, and its value."""
    if argument["kind"] == "positional":
        return f"\\fI{escaped(argument['valueName'])}\\fR"
    names = [("-" if name["kind"] == "short" else "--") + name["name"] for name in
             sorted(argument["names"], key=lambda name: name["kind"] != "short")]
    text = ", ".join(f"\\fB{escaped(name)}\\fR" for name in names)
    return text + (f" \\fI{escaped(argument['valueName'])}\\fR"
                   if argument["kind"] == "option" else "")


def options(command: dict) -> list[str]:
    lines: list[str] = []
    section = None
    for argument in command.get("arguments", []):
        if not argument.get("shouldDisplay", True):
            continue
        title = argument.get("sectionTitle") or (
            "Arguments" if argument["kind"] == "positional" else "Options")
        if title != section:
            lines.append(f".SS {escaped(title)}")
            section = title
        said = " ".join(filter(None, (argument.get("abstract"), argument.get("discussion"))))
        if argument.get("defaultValue"):
            said += f" (default: {argument['defaultValue']})"
        lines += [".TP", spelled(argument), escaped(said)]
    return lines


def page(command: dict, name: str, version: str, related: list[str]) -> str:
    title = name.replace(" ", "-")
    words = [f"\\fB{escaped(name)}\\fR"]
    if command.get("subcommands"):
        words.append("\\fIcommand\\fR [\\fIoptions\\fR]")
    for argument in command.get("arguments", []):
        if argument["kind"] == "positional" and argument.get("shouldDisplay", True):
            word = f"\\fI{escaped(argument['valueName'])}\\fR"
            word += " ..." if argument["isRepeating"] else ""
            words.append(f"[{word}]" if argument["isOptional"] else word)
    if not command.get("subcommands"):
        words.append("[\\fIoptions\\fR]")
    lines = [f'.TH "{title.upper()}" 1 "" "carat {version}" "Carat"', ".SH NAME",
             f"{escaped(title)} \\- {escaped(command.get('abstract', '').rstrip('.'))}",
             ".SH SYNOPSIS", " ".join(words)]
    if command.get("discussion"):
        lines += [".SH DESCRIPTION", *paragraphs(command["discussion"])]
    shown = [sub for sub in command.get("subcommands", []) if sub.get("shouldDisplay", True)
             and sub["commandName"] != "help"]
    if shown:
        lines.append(".SH COMMANDS")
        for sub in shown:
            lines += [".TP", f"\\fBcarat\\-{escaped(sub['commandName'])}\\fR(1)",
                      escaped(sub.get("abstract", ""))]
    lines += [".SH OPTIONS", *options(command)]
    for heading, rows in (("EXIT STATUS", EXIT_STATUS), ("ENVIRONMENT", ENVIRONMENT)):
        lines.append(f".SH {heading}")
        for key, said in rows:
            lines += [".TP", f"\\fB{escaped(key)}\\fR", escaped(said)]
    lines += [".SH SEE ALSO",
              ", ".join(f"\\fB{escaped(other)}\\fR(1)" for other in related if other != title)]
    return "\n".join(lines) + "\n"


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    folder, version = Path(sys.argv[1]), sys.argv[2]
    command = json.load(sys.stdin)["command"]
    shown = [sub for sub in command["subcommands"] if sub.get("shouldDisplay", True)
             and sub["commandName"] != "help"]
    names = ["carat"] + [f"carat-{sub['commandName']}" for sub in shown]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "carat.1").write_text(page(command, "carat", version, names), encoding="utf-8")
    for sub in shown:
        text = page(sub, f"carat {sub['commandName']}", version, names)
        (folder / f"carat-{sub['commandName']}.1").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
