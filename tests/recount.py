"""The scorecard once more, from the raw rows, by other means than the portal's: both must agree exactly.

Anybody can run it on a database file and what the site says:
curl -s 'http://127.0.0.1:8000/scorecard.json?period=all' | python tests/recount.py var/kept.db
"""

import json
import sqlite3
import sys
from datetime import datetime
from math import sqrt
from zoneinfo import ZoneInfo

ROWS = """
    select d.code, d.because, coalesce(d.ruling, d.verdict), cast(d.judged_on as text), coalesce(c.outcome, ''),
        c.origin is null
    from deadline d join cases c on c.id = d.case_id where d.verdict is not null
"""
OF_CASE = "c.kind, c.channel, c.severity, c.service, c.origin is null"
RATE_ROWS = {
    "solved": f"select outcome, closed_at, {OF_CASE} from cases c where closed_at is not null",
    "satisfaction": f"select a.score, a.at, {OF_CASE} from answer a join cases c on c.id = a.case_id",
    "kept": f"""
        select d.because, coalesce(d.ruling, d.verdict), cast(d.judged_on as text), coalesce(c.outcome, ''), d.target,
            {OF_CASE} from deadline d join cases c on c.id = d.case_id where d.verdict is not null
    """,
}
Z = 1.959963984540054
PROMISED = ("promise", "repeat", "decline", "score")
TOLD = ("solved", "solved_in_part", "declined", "no_agreement", "answered")


def recount(rows, today: str, since: str = "", cases: str = "all") -> dict[str, tuple]:
    """By promise (kept, judged, low, high). `rows` as ROWS reads them, days as YYYY-MM-DD; `cases`: own, imported."""
    found: dict[str, list[bool]] = {}
    for code, because, verdict, day, outcome, own in rows:
        if cases not in ("all", "own" if own else "imported"):
            continue
        counts = because in PROMISED and verdict != "void"
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


def rates(ask, document: dict) -> list[str]:
    """Which rate promises the site judges otherwise, in which period; `ask` sends a query and gives its rows."""
    rows = {name: [tuple(row) for row in ask(query)] for name, query in RATE_ROWS.items()}
    rows["response"] = [row for row in rows["kept"] if row[4] == "response"]
    wrong = []
    for rate in document["rates"]:
        for told in (rate, rate["running"]):
            if told["verdict"] != "unpromised" and not _same_rate(_rate(rows, rate, told, document), rate, told):
                wrong.append(f"{rate['code']} {told['period']}")
    return wrong


def _rate(rows: dict, rate: dict, told: dict, document: dict) -> list[float]:
    """What counts, each as a number: 1 for kept, 0 for broken, or a score."""
    months, measure = told["months"], rate["measure"]
    mine = [row for row in rows[measure] if _about(row[-5:], rate["for"], document["cases"])]
    if measure in ("kept", "response"):
        counted = [
            row for row in mine if row[0] in PROMISED and row[1] != "void" and row[3] not in ("spam", "duplicate")
        ]
        return [row[1] == "kept" for row in counted if row[2][:7] in months and row[2] <= document["today"]]
    zone = ZoneInfo(document["zone"])
    timely = [row for row in mine if f"{datetime.fromtimestamp(row[1], zone):%Y-%m}" in months]
    if measure == "satisfaction":
        return [row[0] for row in timely if row[0] is not None]
    return [row[0] in ("solved", "answered") for row in timely if row[0] in TOLD]


def _about(case: tuple, chosen: dict, cases: str) -> bool:
    *sort, own = case
    named = dict(zip(("kind", "channel", "severity", "service"), sort, strict=True))
    return cases in ("all", "own" if own else "imported") and all(named[name] in chosen[name] for name in chosen)


def _same_rate(counted: list[float], rate: dict, told: dict) -> bool:
    n, mean = len(counted), sum(counted) / len(counted) if counted else 0
    aim = told["at_least"] if rate["measure"] == "satisfaction" else told["at_least"] / 100
    verdict = "running" if told is not rate else "too_few" if n < 10 else "kept" if mean >= aim else "broken"
    if rate["measure"] == "satisfaction":
        low, high = ends(sum(counted) / 4 - n / 4, n)
        numbers = (
            n,
            mean if n >= 10 else None,
            None if low is None else 1 + 4 * low,
            None if low is None else 1 + 4 * high,
        )
        said = (told["answers"], told["points"], told["low"], told["high"])
    else:
        numbers, said = (
            (sum(counted), n, *ends(sum(counted), n)),
            (told["kept"], told["judged"], told["low"], told["high"]),
        )
    close = all(
        a == b or (a is not None and b is not None and abs(a - b) < 1e-9) for a, b in zip(numbers, said, strict=True)
    )
    return close and verdict == told["verdict"]


if __name__ == "__main__":
    database, said = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True), json.load(sys.stdin)
    wrong = differences(database.execute(ROWS), said) + rates(database.execute, said)
    print(  # noqa: T201 -- a program of its own
        f"These differ: {wrong}" if wrong else f"All {said['overall']['judged']} judged promises agree."
    )
    sys.exit(bool(wrong))
