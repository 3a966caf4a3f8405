"""The settings are read whole, refused in sentences, and never guessed where a guess would hurt."""

import stat

import pytest

from portal import config

KEY, OLD = "k" * 32, "o" * 32
REPLIES = {"REPLY_ADDRESS": "reply@example.com", "IMAP_URL": "imaps://care:hush@mx.example.com/INBOX"}


def load(tmp_path, **settings):
    return config.load({"DATA_DIR": str(tmp_path), **settings})


def faults(tmp_path, **settings):
    with pytest.raises(config.ConfigRefused) as refused:
        load(tmp_path, **settings)
    return str(refused.value)


def test_nothing_need_be_set_on_ones_own_machine(tmp_path):
    settings = load(tmp_path)
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.database_url == f"sqlite:///{tmp_path}/kept.db"
    assert settings.mailbox


def test_the_first_start_makes_a_key_and_the_next_finds_it(tmp_path):
    first, second = load(tmp_path), load(tmp_path)
    assert first.secret_keys == second.secret_keys
    assert len(first.secret_keys[0]) >= 32
    assert stat.S_IMODE((tmp_path / "secret_keys").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret_keys"]


def test_several_hosts_on_one_database_must_be_given_their_keys(tmp_path):
    assert "SECRET_KEYS: give keys" in faults(tmp_path, DATABASE_URL="postgresql://db/kept")


def test_the_last_key_signs_and_the_older_ones_still_open(tmp_path):
    flask = load(tmp_path, SECRET_KEYS=f"{OLD},{KEY}").flask()
    assert flask["SECRET_KEY"] == KEY
    assert flask["SECRET_KEY_FALLBACKS"] == [OLD]


def test_every_fault_is_told_in_one_run(tmp_path):
    text = faults(tmp_path, PORT="x", SECRET_KEYS="short", MAX_UPLOAD="lots", MAIL_USE_TLS="maybe")
    for name in ("PORT", "SECRET_KEYS", "MAX_UPLOAD", "MAIL_USE_TLS"):
        assert f"- {name}: " in text


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"HOST": "0.0.0.0"}, "PUBLIC_URL: HOST is 0.0.0.0, so say the address people will use"),
        ({"PUBLIC_URL": "https://care.example.com/kept"}, "PUBLIC_URL: give an address"),
        ({"PUBLIC_URL": "http://["}, "PUBLIC_URL: give an address"),
        ({"PUBLIC_URL": "care.example.com"}, "PUBLIC_URL: give an address"),
        ({"PORT": "0"}, "PORT: give a whole number from 1 to 65535"),
        ({"PORT": "99999"}, "PORT: give a whole number"),
        ({"PORT": "٣"}, "PORT: give a whole number"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES: give a whole number from 0"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL: begin with sqlite:///"),
        ({"MAIL_SERVER": "mx.example.com"}, "MAIL_DEFAULT_SENDER: give the address letters come from"),
        ({"MAIL_DEFAULT_SENDER": "nobody"}, "MAIL_DEFAULT_SENDER: give the address"),
        ({"MAIL_USERNAME": "care"}, "MAIL_PASSWORD: a user name and a password are given together"),
        ({"OUTBOX_LEASE": "44", "OUTBOX_HEARTBEAT": "15"}, "OUTBOX_LEASE: 44 seconds is less than three times"),
        ({"RETRY_BASE": "0"}, "RETRY_BASE: give a number of seconds above 0"),
        ({"MAIL_TIMEOUT": "nan"}, "MAIL_TIMEOUT: give a number of seconds"),
        ({"METRICS_TOKEN": "guess"}, "METRICS_TOKEN: a secret needs at least 32 characters"),
        ({"REPLY_ADDRESS": "nobody"}, "REPLY_ADDRESS: give an address such as reply@example.com"),
        ({"REPLY_ADDRESS": "r*e*@example.com"}, "REPLY_ADDRESS: give an address such as reply@example.com"),
        ({"REPLY_ADDRESS": f"{'r' * 24}@example.com"}, "may have 23 characters: a tag follows it"),
        ({"IMAP_URL": "imaps://care:hush@mx.example.com"}, "REPLY_ADDRESS: IMAP_URL is read for answers"),
        ({"IMAP_URL": "https://mx.example.com"}, "IMAP_URL: give imaps://user:password@host/INBOX"),
        ({"IMAP_URL": "imaps://care@mx.example.com"}, "IMAP_URL: give imaps://user:password@host/INBOX"),
        ({"IMAP_URL": "imaps://care:hush@mx.example.com:99999"}, "IMAP_URL: the port"),
        ({"IMAP_POLL": "never"}, "IMAP_POLL: give a number of seconds above 0"),
        ({"DATA_DIR": "/dev/null/kept"}, "DATA_DIR: /dev/null/kept cannot be made"),
    ],
)
def test_a_doubtful_setting_is_refused_with_what_to_do(tmp_path, settings, sentence):
    assert sentence in faults(tmp_path, **settings)


def test_a_password_is_never_sent_in_the_clear_over_the_network(tmp_path):
    mail = {"MAIL_USERNAME": "care", "MAIL_PASSWORD": "secret", "MAIL_USE_TLS": "no"}
    sender = {"MAIL_DEFAULT_SENDER": "care@example.com"}
    assert "MAIL_USE_TLS: the password" in faults(tmp_path, MAIL_SERVER="mx.example.com", **mail, **sender)
    assert load(tmp_path, MAIL_SERVER="127.0.0.1", **mail, **sender).mail_port == 25


def test_what_is_wrong_with_the_mailbox_is_told_without_its_password(tmp_path):
    assert "hush" not in faults(tmp_path, IMAP_URL="imaps://care:hush@mx.example.com:x")


def test_port_465_speaks_tls_from_the_first_byte(tmp_path):
    settings = load(tmp_path, MAIL_PORT="465")
    assert settings.mail_ssl
    assert not settings.flask()["MAIL_USE_TLS"]


def test_a_sender_whose_name_holds_a_comma_keeps_his_address(tmp_path):
    settings = load(tmp_path, MAIL_DEFAULT_SENDER='"客服, 中心" <care@example.com>')
    assert settings.sender == ("客服, 中心", "care@example.com")


def test_an_override_wins_and_an_unknown_one_is_refused(tmp_path):
    assert config.load({"PORT": "9"}, DATA_DIR=tmp_path, PORT=10).port == 10
    with pytest.raises(config.ConfigRefused, match="- PROT: there is no setting of this name"):
        config.load({}, DATA_DIR=tmp_path, PROT=1)


def test_the_environment_wins_over_the_file(tmp_path, monkeypatch):
    (tmp_path / "settings").write_text("PORT=8001\nHOST=::1\nSESSION_IDLE=90\n")
    monkeypatch.setenv("ENV_FILE", str(tmp_path / "settings"))
    monkeypatch.setenv("PORT", "8002")
    settings = config.load(DATA_DIR=tmp_path)
    assert (settings.port, settings.host, settings.session_idle) == (8002, "::1", 90)
    assert settings.public_url == "http://[::1]:8002"


@pytest.mark.parametrize(
    "settings",
    [
        {"HOST": "0.0.0.0", "PUBLIC_URL": "http://127.0.0.1:8000"},
        {"PUBLIC_URL": "https://care.example.com"},
        {"TRUSTED_PROXIES": "1"},
        {"MAIL_SERVER": "localhost", "MAIL_DEFAULT_SENDER": "care@example.com"},
    ],
)
def test_the_mailbox_is_for_ones_own_machine_only(tmp_path, settings):
    assert not load(tmp_path, **settings).mailbox


def test_cookies_on_https_are_locked_to_the_host(tmp_path):
    flask = load(tmp_path, PUBLIC_URL="https://care.example.com").flask()
    assert flask["SESSION_COOKIE_NAME"] == "__Host-kept"
    assert flask["SESSION_COOKIE_SECURE"]
    assert "care.example.com" in flask["TRUSTED_HOSTS"]


def test_settings_show_no_secret_when_printed(tmp_path):
    settings = load(
        tmp_path, SECRET_KEYS=KEY, METRICS_TOKEN="m" * 32, MAIL_USERNAME="u", MAIL_PASSWORD="hush", **REPLIES
    )
    assert not any(secret in repr(settings) for secret in (KEY, "m" * 32, "hush"))
