"""What the Python clients share: checks, one line each, and the faults of a client's own that are known."""

import json
import os
import pathlib
import sys
import typing


class Fault(typing.NamedTuple):
    """Something that a client does wrong by itself. It has to be met, or its row has to go."""

    # How the names of the checks begin that meet it.
    checks: str
    # What stands in the error.
    error: str
    reason: str


class Checks:
    """Runs checks and prints a line for each: `ok`, `known` or `FAILED`."""

    def __init__(self, client, faults):
        self.client, self.faults = client, faults
        self.met = set()
        self.failed = 0

    def __call__(self, name, check):
        """Runs a check and returns what it returns; nothing where it failed."""
        try:
            value = check()
        except Exception as error:
            self.explain(name, error)
            return None
        self.say("ok", name)
        return value

    def explain(self, name, error):
        """Prints a failure: a fault that is known, or one that ends the script with 1."""
        error = " ".join(f"{type(error).__name__}: {error} {error.__cause__ or ''}".split())
        for fault in self.faults:
            if name.startswith(fault.checks) and fault.error in error:
                self.met.add(fault)
                self.say("known", f"{name}: {fault.reason}")
                return
        self.failed += 1
        self.say("FAILED", f"{name}: {error[:1500]}")

    def say(self, how, text):
        print(f"{how:6} {self.client}  {text}", flush=True)

    def parts(self, *parts):
        """Runs functions full of checks; what fails between two checks fails the rest of its part."""
        for part in parts:
            try:
                part()
            except Exception as error:
                self.explain(f"{part.__name__}: the rest", error)

    def end(self):
        """Ends the process: with 1 where a check failed, or a fault is no longer met."""
        for fault in self.faults:
            if fault not in self.met:
                self.failed += 1
                self.say("FAILED", f"the fault `{fault.error}` of `{fault.checks}` was not met: its row can go")
        sys.exit(1 if self.failed else 0)


def equal(found, wanted):
    """Demands that two values are one."""
    if found != wanted:
        raise AssertionError(f"found {json.dumps(found, default=str)} and not {json.dumps(wanted, default=str)}")
    return found


def holds(fact, what):
    """Demands a fact."""
    if not fact:
        raise AssertionError(what)
    return fact


def surroundings():
    """Returns the portal's address, its token, and the conditions by the names of their segments."""
    conditions = json.loads((pathlib.Path(os.environ["PROJECT"]) / "conditions.json").read_text())
    return os.environ["PORTAL"], os.environ["HUBWRIGHT_PORTAL_TOKEN"], conditions
