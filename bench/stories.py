"""What the seeded cases went through: each story gives the rows of one case, in the shape the gate leaves behind.

Moments come from the real guarantee and the real calendar, so that a page that counts anew finds what is stored.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from portal.core import reference
from portal.core.guarantee import Guarantee
from portal.core.rounds import Clocks, Fresh
from portal.store.search import grams

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

THINGS = [
    "桌子",
    "椅子",
    "冰箱",
    "洗衣机",
    "手机",
    "快递",
    "包裹",
    "发票",
    "订单",
    "门锁",
    "空调",
    "电视",
    "沙发",
    "地板",
    "水管",
    "电梯",
]
FAULTS = [
    "破损",
    "延误",
    "漏水",
    "不能用",
    "少了零件",
    "颜色不对",
    "没有收到",
    "多收了钱",
    "无人接听",
    "态度不好",
    "不肯退款",
    "一直没修",
]
WISHES = ["要求退款", "希望尽快处理", "请给一个说法", "请重新发货", "请派人上门", "希望得到道歉"]
ENGLISH = ["The table leg is broken", "The parcel came late", "Nobody answers the phone", "I was charged twice"]
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英华"
SERVICES = ("delivery", "repair", "billing", "")


@dataclass(frozen=True)
class World:
    """What all cases share. `people` are the ids of the agents."""

    guarantee: Guarantee
    guarantee_id: int
    clocks: Clocks
    people: tuple[int, ...]
    now: datetime

    def due(self, target: str, code: str, start: datetime) -> datetime:
        return self.clocks.due(Fresh(target, "promise", code, start))


class Rows:
    """The rows of one case while its story is told. Ids are counted by the caller's `ids`."""

    def __init__(self, world: World, ids: dict[str, int], random: Random, received_at: datetime):
        self.world, self.ids, self.random = world, ids, random
        self.id = self._next("cases")
        self.messages, self.events, self.deadlines = [], [], []
        self.owner = None
        kind = random.choices(("complaint", "enquiry", "suggestion"), (6, 3, 1))[0]
        self.case = self._filed(kind, received_at)
        self.body = f"{random.choice(THINGS)}{random.choice(FAULTS)}，{random.choice(WISHES)}。" * 2
        if self.case["language"] == "en":
            self.body = f"{random.choice(ENGLISH)}. Order {self.case['order_number']}, please answer soon."
        self.say("filed", received_at, "customer", "file", self.body)

    @property
    def promised(self) -> dict:
        case = self.case
        return self.world.guarantee.select(
            kind=case["kind"], channel="web", severity=case["severity"], service=case["service"]
        )

    def say(self, type: str, at: datetime, who: str, verb: str, body: str, **more) -> int:
        """A message and its line in the history; the message's id."""
        person = self.owner if who == "agent" else None
        row = dict.fromkeys(("by_when", "answered_at", "answer"))
        number = self._next("message")
        row |= {"id": number, "case_id": self.id, "at": _seconds(at), "who": who, "person_id": person, "type": type}
        self.messages.append(row | {"body": body, "next_step": "", "reminded": 0} | more)
        self.note(verb, at, who, number)
        return number

    def note(self, verb: str, at: datetime, who: str, message: int | None = None, outcome: str | None = None) -> None:
        row = {"id": self._next("event"), "case_id": self.id, "cycle": 1, "at": _seconds(at), "who": who}
        row |= {"person_id": self.owner if who == "agent" else None, "verb": verb, "state": self.case["state"]}
        self.events.append(row | {"outcome": outcome, "message_id": message, "deadline": None, "detail": ""})

    def start(
        self, target: str, start: datetime, because: str = "promise", due: datetime | None = None, **more
    ) -> None:
        """A round of a target; nothing where none is promised and nobody named a date."""
        promise = self.promised.get(target)
        if promise is None and due is None:
            return
        code = promise.code if promise else ""
        due = due or self.world.due(target, code, start)
        number = 1 + sum(row["target"] == target for row in self.deadlines)
        row = dict.fromkeys(("met_at", "message_id", "verdict", "judged_on"))
        row |= {"id": self._next("deadline"), "case_id": self.id, "cycle": 1, "target": target, "round": number}
        row |= {"because": because, "code": code, "start_at": _seconds(start), "due_at": _seconds(due)}
        self.deadlines.append(row | {"warned": 80} | more)

    def meet(self, target: str, start: datetime, met: datetime, message: int | None = None) -> None:
        """A round that was met at that moment, and judged."""
        before = len(self.deadlines)
        self.start(target, start, met_at=_seconds(met), message_id=message)
        for row in self.deadlines[before:]:
            row["verdict"] = "kept" if row["met_at"] <= row["due_at"] else "broken"
            row["judged_on"] = (start + (met - start)).date().isoformat()

    @property
    def found_by(self) -> dict:
        """The line of the search index."""
        case = self.case
        words = f"{self.body} {case['subject']} {case['name']} {case['order_number']}"
        return {"case_id": self.id, "grams": " ".join(grams(words))}

    @property
    def receipt(self) -> dict:
        """The letter every customer got."""
        case, number = self.case, self._next("letter")
        row = {"id": number, "case_id": self.id, "kind": "received", "once": f"{self.id}:received", "state": "sent"}
        row |= {"recipient": case["email"], "language": case["language"], "subject": f"{case['reference']} received"}
        row |= {"text": self.body, "message_id": f"<{number}@example.com>", "tries": 1}
        return row | {"at": case["received_at"], "sent_at": case["received_at"] + 1}

    @property
    def breaches(self) -> list[dict]:
        """The lines of the register: one for each promise that was broken."""
        said = dict.fromkeys(("cause", "action", "remedy", "person"), "")
        broken = [row for row in self.deadlines if row["verdict"] == "broken"]
        return [{"deadline_id": row["id"], "case_id": self.id, "at": row["due_at"] + 1} | said for row in broken]

    def signposts(self) -> None:
        """`due_at` and `wake_at` as the gate would set them."""
        running = [row["due_at"] for row in self.deadlines if row["verdict"] is None and row["due_at"]]
        broken = [row["due_at"] for row in self.deadlines if row["verdict"] == "broken" and row["met_at"] is None]
        self.case["due_at"] = min([*running, *broken], default=None)
        wakes = [due + 1 for due in running]
        self.case["wake_at"] = min([*wakes, *filter(None, [self.case["wake_at"]])], default=None)

    def _filed(self, kind: str, received_at: datetime) -> dict:
        random, number = self.random, self.id
        row = dict.fromkeys(("outcome", "closed_at", "owner_id", "due_at", "wake_at"))
        row |= {
            "id": number,
            "reference": reference.new(_Digits(number)),
            "link_key": f"{random.getrandbits(128):032x}",
        }
        row |= {"kind": kind, "channel": "web", "service": random.choice(SERVICES), "severity": "", "sealed": False}
        row |= {"language": random.choices(("zh", "en"), (4, 1))[0], "state": "received", "cycle": 1, "version": 1}
        row |= {"guarantee_id": self.world.guarantee_id, "received_at": _seconds(received_at), "phone": ""}
        row |= {"cycle_at": _seconds(received_at), "order_number": f"A{number:08}", "email": f"c{number}@example.com"}
        name = random.choice(SURNAMES) + random.choice(GIVEN) + random.choice(GIVEN)
        return row | {"name": name, "subject": f"{random.choice(THINGS)}{random.choice(FAULTS)}"}

    def _next(self, table: str) -> int:
        self.ids[table] += 1
        return self.ids[table]


def closed(world: World, ids: dict[str, int], random: Random) -> Rows:
    """Filed some months ago, answered, mostly in time, solved and closed."""
    case = _answered(world, ids, random, world.now - random.uniform(30, 225) * DAY)
    told = case.at + random.uniform(1, 6) * DAY
    case.case["state"] = "resolved"
    message = case.say("outcome", told, "agent", "resolve", "已为您处理完毕，感谢您的来信。")
    for target in ("progress", "plan", "resolution"):
        case.meet(target, case.received, told if target != "plan" else case.at + 20 * HOUR, message)
    case.case |= {"state": "closed", "outcome": "solved", "closed_at": _seconds(told + 14 * DAY)}
    case.note("close", told + 14 * DAY, "watch", outcome="solved")
    case.case["wake_at"] = _seconds(told + 14 * DAY + world.guarantee.life.erase)
    return case


def promised(world: World, ids: dict[str, int], random: Random) -> Rows:
    """Open: answered, a plan agreed to, the day it is carried out still ahead."""
    case = _answered(world, ids, random, world.now - random.uniform(1.5, 8) * DAY)
    proposed, by_when = case.at + 2 * HOUR, world.now + random.uniform(0.1, 25) * DAY
    agreed = proposed + 3 * HOUR
    answered = {"by_when": _seconds(by_when), "answered_at": _seconds(agreed), "answer": "accepted"}
    message = case.say("plan", proposed, "agent", "propose", "我们会派人上门更换。", **answered)
    case.note("accept", agreed, "customer")
    case.meet("plan", case.received, proposed, message)
    case.meet("progress", case.received, proposed, message)
    case.start("resolution", agreed, "agreed", by_when)
    return case


def asked(world: World, ids: dict[str, int], random: Random) -> Rows:
    """Open: a question waits for the customer, and the clocks that pause stand still."""
    case = _answered(world, ids, random, world.now - random.uniform(0.5, 2) * DAY)
    case.case["state"] = "waiting"
    case.say("question", case.at + HOUR, "agent", "ask", "请问您的订单号是多少？")
    case.start("progress", case.at + HOUR, "repeat")
    case.start("resolution", case.received)
    if case.deadlines[-1]["target"] == "resolution":
        case.deadlines[-1]["due_at"] = None
    case.case["wake_at"] = _seconds(case.at + HOUR + world.guarantee.life.remind[0])
    return case


def late(world: World, ids: dict[str, int], random: Random) -> Rows:
    """Open: nobody answered in time, and it shows."""
    received = _minute(world.now - random.uniform(4, 9) * DAY)
    case = Rows(world, ids, random, received)
    case.start("response", received, verdict="broken", judged_on=received.date().isoformat())
    case.start("resolution", received)
    case.note("miss", received + DAY, "watch")
    return case


def fresh(world: World, ids: dict[str, int], random: Random) -> Rows:
    """Open: just filed, every promise still ahead."""
    received = _minute(world.now - random.uniform(0, 0.01) * DAY)
    case = Rows(world, ids, random, received)
    for target in ("response", "progress", "plan", "resolution"):
        case.start(target, received)
    return case


def falling_due(world: World, ids: dict[str, int], random: Random, due: datetime) -> Rows:
    """Open: its answer was due at this moment, and the watch has not been there yet."""
    received = due - 2 * HOUR
    case = Rows(world, ids, random, received)
    case.case |= {"kind": "complaint", "service": "", "owner_id": random.choice(world.people)}
    case.start("response", received, due=due)
    case.start("plan", received)
    case.start("resolution", received)
    return case


OPEN = {promised: 70, asked: 10, late: 15, fresh: 5}


def tell(world: World, ids: dict[str, int], random: Random, cases: int, open: int) -> Iterator[Rows]:
    """So many cases, the open ones last, as they would be in a portal of some years."""
    for number in range(cases):
        story = closed if number < cases - open else random.choices(*zip(*OPEN.items(), strict=True))[0]
        yield story(world, ids, random)


def _answered(world: World, ids: dict[str, int], random: Random, received: datetime) -> Rows:
    """Filed, taken and answered; one answer in eight came too late. `received` and `at`: when."""
    received = _minute(received)
    case = Rows(world, ids, random, received)
    case.owner = case.case["owner_id"] = random.choice(world.people)
    case.case["state"] = "in_progress"
    promise = case.promised["response"]
    due = world.due("response", promise.code, received)
    case.received, case.at = received, due + (HOUR if random.random() < 0.125 else -10 * MINUTE)
    case.note("take", case.at - 5 * MINUTE, "agent")
    message = case.say("reply", case.at, "agent", "respond", "您好，我们已收到您的来信，正在核实。")
    case.meet("response", received, case.at, message)
    return case


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


class _Digits:
    """A source of chance that draws the symbols of a number: another reference for each."""

    def __init__(self, number: int):
        self.number = number

    def choice(self, symbols: str) -> str:
        self.number, digit = divmod(self.number, len(symbols))
        return symbols[digit]
