"""The scorecard once more, from the raw rows, by other means than the portal's: both must agree exactly.

Anybody can run it on a database file and what the site says:
curl -s 'http://127.0.0.1:8000/scorecard.json?period=all' | python tests/recount.py var/kept.db
"""

import json
import sqlite3
import sys
from math import sqrt

ROWS = """
    select d.code, d.because, coalesce(d.ruling, d.verdict), cast(d.judged_on as text), coalesce(c.outcome, ''),
        c.origin is null
    from deadline d join cases c on c.id = d.case_id where d.verdict is not null
"""
Z = 1.959963984540054


def recount(rows, today: str, since: str = "", cases: str = "all") -> dict[str, tuple]:
    """By promise (kept, judged, low, high). `rows` as ROWS reads them, days as YYYY-MM-DD; `cases`: own, imported."""
    found: dict[str, list[bool]] = {}
    for code, because, verdict, day, outcome, own in rows:
        if cases not in ("all", "own" if own else "imported"):
            continue
        counts = because in ("promise", "repeat", "decline", "score") and verdict != "void"
        if counts and since <= day <= today and outcome not in ("spam", "duplicate"):
            found.setdefault(code, []).append(verdict == "kept")
    return {code: (sum(kept), len(kept), *ends(sum(kept), len(kept))) for code, kept in found.items()}


def ends(kept: int, n: int) -> tuple:
    """The two shares p for which kept / n lies just at the edge: (p - kept / n)² = Z² p (1 - p) / n."""
    if n < 10:
        return None, None
    a, b, c = 1 + Z * Z / n, -(2 * kept + Z * Z) / n, (kept / n) ** 2
    root = sqrt(max(b * b - 4 * a * c, 0))
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


def differences(rows, document: dict) -> list[str]:
    """What the site says otherwise; `document` is its /scorecard.json."""
    counted = recount(rows, document["today"], document["since"] or "", document["cases"])
    told = {one["code"]: one for one in document["promises"] if one["judged"]}
    return [code for code in sorted({*counted, *told}) if not _same(counted.get(code), told.get(code))]


def _same(counted: tuple | None, told: dict | None) -> bool:
    if not counted or not told or counted[:2] != (told["kept"], told["judged"]):
        return False
    pairs = zip(counted[2:], (told["low"], told["high"]), strict=True)
    return all(a == b or (a is not None and b is not None and abs(a - b) < 1e-12) for a, b in pairs)


if __name__ == "__main__":
    database, said = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True), json.load(sys.stdin)
    wrong = differences(database.execute(ROWS), said)
    print(  # noqa: T201 -- a program of its own
        f"These differ: {wrong}" if wrong else f"All {said['overall']['judged']} judged promises agree."
    )
    sys.exit(bool(wrong))
