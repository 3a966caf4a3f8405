"""Words that had better be read once more, as a kind colleague would point them out."""

from time import process_time

import pytest

from portal.core.manners import Worry, worries

EN = [
    ("hollow", "Your message has been received."),
    ("hollow", "Dear customer, thank you for your message. We have received it and will get back to you soon."),
    ("hollow", "Thank you for your patience."),
    ("hollow", "Your complaint is being processed. We apologise for any inconvenience. Kind regards"),
    ("harsh", "Please calm down, the parcel is on its way from Ningbo."),
    ("harsh", "As I already told you, the cushion is sold out."),
    ("harsh", "You should have read the label: the cover cannot be washed."),
    ("harsh", "That is not our problem, the carrier lost it."),
    ("vague", "The carrier has found the box, and we bring it to you as soon as possible."),
    ("shouted", "The money was PAID BACK ON MONDAY."),
    ("shouted", "The box was opened!!"),
    ("gap", "Your order [order number] was sent back to the warehouse."),
    ("gap", "Dear {name}, the drawer has been mended."),
    ("gap", "The new drawer costs XXX yuan."),
    ("other_language", "您的抽屉已经修好，周五送到，请您在家等候，谢谢您的理解。"),
]  # fmt: skip
ZH = [
    ("hollow", "留言已收悉。"),
    ("hollow", "尊敬的客户，您好！您的反馈我们已收到，会尽快处理，请您耐心等待。给您带来的不便，敬请谅解。"),
    ("hollow", "我们高度重视，正在核实。"),
    ("hollow", "收到。"),
    ("hollow", "亲，您的问题已反馈，已转相关部门处理。"),
    ("hollow", "您的留言我们收到了。"),
    ("harsh", "请冷静，我们查到包裹在宁波。"),
    ("harsh", "这与我们无关，请找物流公司。"),
    ("harsh", "安装步骤请您自己看说明书。"),
    ("vague", "仓库找到了您的抽屉，过几天给您电话。"),
    ("harsh", "请您冷静一下，我们查到包裹在宁波。"),
    ("harsh", "这是规定，靠垫套拆封后不退。"),
    ("harsh", "早就告诉过您，这款沙发没有货。"),
    ("harsh", "这不归我们管，请找物流公司。"),
    ("vague", "仓库找到了您的抽屉，我们尽快送到。"),
    ("shouted", "已经退款了！！"),
    ("gap", "您的订单［订单号］已退回仓库。"),
    ("plain_you", "你的抽屉已经修好，周五送到。"),
    ("other_language", "The drawer has been mended and comes on Friday."),
]
FINE = [
    ("en", "We found your box in Ningbo. A colleague brings it on Friday 21 August between 9 and 12."),
    ("en", "The cover shrank because the label was wrong. You get a new one, or your money back: which do you prefer?"),
    ("en", "Thank you for telling us. We have received your complaint. The hinge is a known fault, and we replace it."),
    ("en", "We will call you on Monday 24 August at 10:00."),
    ("en", "The IKEA part and the ISO norm do not fit; we send ours."),
    ("zh", "我们在宁波找到了您的包裹，同事周五上午送到您家。"),
    ("zh", "经核实，靠垫套标签写错了。我们给您换新，或者全额退款，您希望怎样？"),
    ("zh", "8月24日10:00前我们给您打电话。"),
]


def codes(text: str, language: str, verb: str = "respond") -> list[str]:
    return [worry.code for worry in worries(text, "", verb, language)]


@pytest.mark.parametrize(("code", "text"), EN)
def test_in_english(code, text):
    assert codes(text, "en") == [code]


@pytest.mark.parametrize(("code", "text"), ZH)
def test_in_chinese(code, text):
    assert codes(text, "zh") == [code]


@pytest.mark.parametrize(("language", "text"), FINE)
def test_good_words_go_as_they_are(language, text):
    assert codes(text, language) == []


def test_a_question_may_be_short():
    assert codes("Thank you. Which leg?", "en", "ask") == []


def test_the_words_it_is_about_are_named_once():
    text = "Calm down. Calm down."
    assert worries(text, "", "respond", "en") == (Worry("harsh", "Calm down"),)


def test_the_next_step_is_read_too():
    assert worries("We found the box in Ningbo", "We bring it soon", "respond", "en") == (Worry("vague", "soon"),)


def test_a_good_next_step_is_no_answer_yet():
    assert worries("We have received it.", "We call the carrier", "respond", "en") == (Worry("hollow"),)


def test_no_text_is_too_odd():
    for text in ("", "\n\n", "?!", "🙂" * 500, "{" * 20_000, "我" * 20_000, "A" * 20_000, "[" * 20_000):
        worries(text, text, "respond", "zh")


@pytest.mark.parametrize("run", ["一", "一二", "[", "{", "A", "AB ", "ab cd ", "您", "！", "，", "亲", " "])
def test_no_text_takes_long(run):
    """Read again from each of its places, such a run takes seconds; read once, a twentieth of one."""
    text = (run * 20_000)[:20_000]

    def spent() -> float:
        began = process_time()
        worries(text, "", "respond", "zh")
        return process_time() - began

    assert min(spent() for _ in range(3)) < 0.2
