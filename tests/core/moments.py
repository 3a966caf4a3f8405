"""Moments as people write them, the weekday in the string so that a reader can check the row."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from portal.core.calendar import WorkingCalendar

DAY = [["09:00", "12:00"], ["13:00", "18:00"]]
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), DAY)
SPRING = {
    "2026-02-14": {"hours": DAY, "en": "make-up for Spring Festival", "zh": "春节调休"},
    **{f"2026-02-{day}": {"hours": [], "en": "Spring Festival", "zh": "春节"} for day in range(15, 24)},
    "2026-02-28": {"hours": DAY, "en": "make-up for Spring Festival", "zh": "春节调休"},
}
AUTUMN = {
    **{f"2026-10-{day:02}": {"hours": [], "en": "National Day", "zh": "国庆节"} for day in range(1, 8)},
    "2026-10-10": {"hours": DAY, "en": "make-up for National Day", "zh": "国庆节调休"},
}


def calendar(exceptions=None, week=WEEK, tz="Asia/Shanghai", **more) -> WorkingCalendar:
    return WorkingCalendar.from_dict({"tz": tz, "week": week, "exceptions": exceptions or {}, **more})


def at(text: str, tz: str = "Asia/Shanghai") -> datetime:
    """“Fri 2026-08-21 17:00” in a zone, “24:00” too; “+01:00” behind it picks one of a repeated hour."""
    weekday, day, clock = text.split()
    if "+" in clock:
        moment = datetime.fromisoformat(f"{day}T{clock}")
    else:
        late = clock == "24:00"
        moment = datetime.fromisoformat(f"{day}T{'00:00' if late else clock}") + timedelta(days=late)
        moment = moment.replace(tzinfo=ZoneInfo(tz))
    written = datetime.fromisoformat(day)
    assert f"{written:%a}" == weekday, f"{text} is a {written:%A}"
    return moment


def pauses(*written: str, tz: str = "Asia/Shanghai") -> list:
    """“Fri 2026-08-21 17:30 – Mon 2026-08-24 09:45”, or with nothing behind the dash while it is open."""
    ends = [text.split(" – ") for text in (f"{one} " if one.endswith("–") else one for one in written)]
    return [(at(begin, tz), at(end, tz) if end.strip() else None) for begin, end in ends]
