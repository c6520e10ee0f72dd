"""Types into jupyter console as a person does, and prints as JSON what came of it.

usage: console.py < steps.json: a list of [keys, pattern to wait for]. Keys are a text, "Ctrl-C" or "Ctrl-D"; where a pattern
has "~", the terminal's escape sequences may stand; without a pattern, the program's end is waited for.
"""

import json
import os
import re
import sys

import pexpect

ESCAPE = r"\x1b\[[\d;?]*[a-zA-Z]"
TIMEOUT = 60


def anyhow_coloured(pattern):
    """The pattern with escape sequences allowed at its marks `~`."""
    return pattern.replace("~", f"(?:{ESCAPE})*")


def main():
    env = {**os.environ, "TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"}
    console = pexpect.spawn(
        sys.executable,
        ["-m", "jupyter_console", "--kernel", "tslab"],
        encoding="utf-8",
        timeout=TIMEOUT,
        dimensions=(40, 120),
        env=env,
    )
    console.expect(anyhow_coloured(r"In \[~1~\]:"))
    seen = []
    for key, pattern in json.load(sys.stdin):
        if key == "Ctrl-C":
            console.sendintr()
        elif key == "Ctrl-D":
            console.sendeof()
        else:
            console.send(key)
        console.expect(anyhow_coloured(pattern) if pattern else pexpect.EOF)
        seen.append(re.sub(ESCAPE, "", console.before + (console.after if pattern else "")))
    console.close()
    json.dump({"seen": seen, "exit_code": console.exitstatus}, sys.stdout)


main()
