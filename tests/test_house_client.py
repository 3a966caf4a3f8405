"""The page reader finds what it says it finds, and leaves a sound page alone."""

import pytest

from tests.house_client import faults_of

SOUND = """<!doctype html><html lang="en"><head><title>File a complaint</title></head><body><h1>File a complaint</h1>
<form action="" method="post"><input type="hidden" name="csrf_token" value="x">
<label for="name">Your name</label><input id="name" name="name"><button>Send</button></form>
<a href="#name">To the name</a><img src="x" alt=""><svg aria-hidden="true"><title>x</title></svg></body></html>"""


def test_a_sound_page_has_no_faults():
    assert faults_of(SOUND) == []


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("<h1>File a complaint</h1>", "", "There are 0 <h1>"),
        ("<h1>File a complaint</h1>", "<h1> </h1>", "The <h1> is empty"),
        ("<title>File a complaint</title>", "<title></title>", "one <title> with words"),
        (' lang="en"', "", "Give <html> its lang"),
        (' lang="en"', ' lang="zh_CN"', "Give <html> its lang"),
        ('<label for="name">Your name</label>', "", "has no label"),
        ('<label for="name">', '<label for="nom">', "A label is for “nom”"),
        ('<a href="#name">', '<a id="name" href="#name">', "The id “name” is there twice"),
        ('name="name">', 'name="name" aria-describedby="hint">', "refers to the id “hint”"),
        ('action="" ', "", "has no action"),
        ('name="csrf_token"', 'name="other"', "posts without csrf_token or ticket"),
        ('method="post"', 'method="get"', "shows its token in the address"),
        ("<button>Send</button>", "", "has no <button>"),
        ("<button>Send</button>", "<button></button>", "says nothing"),
        ("<h1>", '<h1 style="color:red">', "carries its own style"),
        ("</body>", "<script>alert(1)</script></body>", "A <script> without src"),
        ("<h1>", '<h1 onclick="go()">', "has onclick="),
        ('href="#name"', 'href="javascript:go()"', "leads to javascript:"),
        ('href="#name"', 'href="#nom"', "leads to an id that is not on the page"),
        (' alt=""', "", "has no alt"),
        (' aria-hidden="true"', "", "An <svg> has neither a name"),
        ("</h1>", "</h2>", "</h2> after <h1> closes nothing that is open"),
    ],
)
def test_a_fault_is_named_with_how_to_mend_it(right, wrong, sentence):
    assert right in SOUND
    assert any(sentence in fault for fault in faults_of(SOUND.replace(right, wrong, 1)))


def test_a_fragment_is_not_judged_as_a_page():
    assert faults_of("<p>Due <strong>Thu 14:30</strong></p>") == []
