"""A small guarantee to change in tests, one thought at a time."""

SMALL = """\
number = "1"
title = { en = "Our guarantee", zh = "服务承诺书" }
zone = "Asia/Shanghai"
notice_days = 15
weaker_notice_days = 30
calendars = ["desk"]

[organisation]
name = { en = "Pine", zh = "松" }
address = { en = "1 Road", zh = "路1号" }
phone = "400"
email = "care@example.com"

[signatory]
name = { en = "Lin", zh = "林" }
role = { en = "Manager", zh = "经理" }

[[service]]
slug = "orders"
title = { en = "Orders", zh = "订购" }

[[service]]
slug = "repairs"
title = { en = "Repairs", zh = "维修" }

[grading]
minor = { en = "Little", zh = "轻微" }
major = { en = "Much", zh = "重大" }
minor_share = 20
minor_late = "30 minutes"
action_within = "90 days"

[life]
remind = ["2 days", "5 days"]
lapse = "10 days"
close = "7 days"
reopen = "30 days"
link = "365 days"
erase = "1095 days"

[dispute]
negotiation_days = 30
negotiation = { en = "Talk", zh = "协商" }
arbitration = { en = "Arbitration", zh = "仲裁" }
court = { en = "Court", zh = "法院" }

"""


def promise(code: str, target: str = "response", within: str = "2 working hours", **more: str) -> str:
    """One promise as TOML; each of `more` is a line, written as it stands."""
    lines = [
        "[[promise]]",
        f'code = "{code}"',
        'title = { en = "A promise", zh = "承诺" }',
        f'target = "{target}"',
        f'within = "{within}"',
    ]
    more = {"calendar": '"desk"'} | {key.removesuffix("_"): value for key, value in more.items()}
    return "\n".join(lines + [f"{key} = {value}" for key, value in more.items() if value]) + "\n\n"


def guarantee(*promises: str, **changed: str) -> str:
    """The small guarantee with these promises (one if none is given) and these lines of its head changed."""
    text = SMALL
    for key, value in changed.items():
        old = next((line for line in text.splitlines() if line.startswith(f"{key} = ")), None)
        text = text.replace(f"{old}\n", f"{key} = {value}\n", 1) if old else f"{key} = {value}\n{text}"
    return text + "".join(promises or [promise("response")])


def line_of(text: str, start: str, nth: int = 1) -> int:
    """The number of the n-th line that starts so."""
    return [number for number, line in enumerate(text.splitlines(), 1) if line.startswith(start)][nth - 1]
