"""Makes `.venv` and installs the locked requirements into it; does nothing when that is done already.

Standard library only, and written so that an old Python can read it far enough to say that it is too old.
Usage: python3 tools/environment.py run|test
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys

LEAST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "installed")
FILES = {
    "run": ["requirements.txt"],
    "test": ["requirements.txt", "requirements-pg.txt", "requirements-dev.txt"],
}


def main(purpose):
    use_a_newer_python()
    make_the_environment()
    install(wanted(purpose))


def use_a_newer_python():
    """Start again with a Python that is new enough, or say what is needed."""
    if sys.version_info >= LEAST:
        return
    newer = [shutil.which("python3.%d" % minor) for minor in range(19, LEAST[1] - 1, -1)]
    for python in filter(None, newer):
        os.execv(python, [python] + sys.argv)
    stop("Python %d.%d or newer is needed, and this is %d.%d." % (LEAST + sys.version_info[:2]))


def make_the_environment():
    if works():
        return
    if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        stop("Python's venv is missing. On Debian and Ubuntu: sudo apt install python3-venv")
    say("Making .venv ...")
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)


def works():
    """Whether .venv is there, whole, and of a Python that is new enough (a system upgrade may have broken it)."""
    probe = "import pip, sys; sys.exit(sys.version_info < %r)" % (LEAST,)
    try:
        return subprocess.run([PYTHON, "-c", probe], stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def wanted(purpose):
    """The files to install; PostgreSQL's driver only where PostgreSQL is the store, or for the tests."""
    files = list(FILES[purpose])
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        files.append("requirements-pg.txt")
    return list(dict.fromkeys(files))


def install(files):
    """Install what is not installed yet in exactly this version; pip refuses any file whose hash is not ours."""
    installed = stamp()
    missing = [name for name in files if fingerprint(name) not in installed]
    if not missing:
        return
    say("Installing %s (once; about half a minute) ..." % ", ".join(missing))
    options = ["-qq", "--disable-pip-version-check", "--require-hashes"]
    for name in missing:
        options += ["-r", os.path.join(ROOT, name)]
    if subprocess.run([PYTHON, "-m", "pip", "install"] + options).returncode:
        stop("The requirements could not be installed; pip says why above. Is the package index within reach?")
    with open(STAMP, "w") as file:
        file.write("\n".join(sorted(installed | set(map(fingerprint, missing)))))


def stamp():
    try:
        with open(STAMP) as file:
            return set(file.read().splitlines())
    except OSError:
        return set()


def fingerprint(name):
    with open(os.path.join(ROOT, name), "rb") as file:
        return name + " " + hashlib.sha256(file.read()).hexdigest()


def say(sentence):
    sys.stderr.write(sentence + "\n")


def stop(sentence):
    say(sentence)
    sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1])
