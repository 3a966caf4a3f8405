"""A version as JSON: what the page says, for machines, with the text its hash can be checked against."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from portal.core.promise import Promise, Within
from portal.core.terms import Guarantee, Procedure, Rate
from portal.store.guarantee import Guarantee as Row


def document(row: Row, address: str) -> dict:
    """`address` is where it stays readable. Moments are ISO 8601 in UTC, days ISO dates, times “2 working hours” with
    amount and unit beside them."""
    version = row.version
    return {
        "number": version.number,
        "title": version.title,
        "organisation": _organisation(version),
        "signatory": {"name": version.signatory.name, "role": version.signatory.role},
        "signed_on": version.signed_on and version.signed_on.isoformat(),
        "published_at": _moment(row.published_at),
        "effective_at": _moment(row.effective_at),
        "change_note": version.change_note,
        "author": row.author,
        "approver": row.approver,
        "approval_waived": version.approval_waived,
        "zone": str(version.zone),
        "notice_days": version.notice_days,
        "weaker_notice_days": version.weaker_notice_days,
        "calendars": list(version.calendars),
        "services": [{"slug": service.slug, "title": service.title} for service in version.services],
        "promises": [_promise(promise) for promise in version.promises],
        "rates": [_rate(rate) for rate in version.rates],
        "procedures": [_procedure(procedure) for procedure in version.procedures],
        "grading": _grading(version),
        "life": _life(version),
        "dispute": _dispute(version),
        "pledge": version.pledge,
        "url": address,
        "hash": {"algorithm": "sha256", "of": "toml", "encoding": "utf-8", "value": row.hash},
        "toml": row.toml,
    }


def versions(rows: Iterable[Row], address: Callable[[Row], str]) -> list[dict]:
    """Every version that was published, the newest first, each with its fingerprint and where to read it."""
    return [
        {
            "number": row.number,
            "url": address(row),
            "published_at": _moment(row.published_at),
            "effective_at": _moment(row.effective_at),
            "author": row.author,
            "approver": row.approver,
            "sha256": row.hash,
        }
        for row in rows
    ]


def _organisation(version: Guarantee) -> dict:
    organisation = version.organisation
    return {
        "name": organisation.name,
        "address": organisation.address,
        "phone": organisation.phone,
        "email": organisation.email,
    }


def _promise(promise: Promise) -> dict:
    on_miss = promise.on_miss
    return {
        "code": promise.code,
        "title": promise.title,
        "for": _applies(promise),
        "target": promise.target,
        "within": _within(promise.within),
        "calendar": promise.calendar,
        "pauses": promise.pauses,
        "repeats": promise.repeats,
        "on_miss": {
            "again": on_miss.again and _within(on_miss.again),
            "escalate": on_miss.escalate,
            "remedy": on_miss.remedy,
        },
        "filled_by_us": promise.filled_by_us,
    }


def _rate(rate: Rate) -> dict:
    return {
        "code": rate.code,
        "title": rate.title,
        "for": _applies(rate),
        "measure": rate.measure,
        "at_least": float(rate.at_least),
        "per": rate.per,
        "filled_by_us": rate.filled_by_us,
    }


def _procedure(procedure: Procedure) -> dict:
    return {
        "code": procedure.code,
        "title": procedure.title,
        "for": _applies(procedure),
        "steps": [{"code": step.code, "title": step.title} for step in procedure.steps],
        "filled_by_us": procedure.filled_by_us,
    }


def _grading(version: Guarantee) -> dict:
    grading = version.grading
    return {
        "minor": grading.minor,
        "major": grading.major,
        "minor_share": grading.minor_share,
        "minor_late_seconds": _seconds(grading.minor_late),
        "major_if": {name: sorted(values) for name, values in grading.major_if.items()},
        "action_within_seconds": _seconds(grading.action_within),
    }


def _life(version: Guarantee) -> dict:
    life = version.life
    return {
        "remind_seconds": [_seconds(reminder) for reminder in life.remind],
        "lapse_seconds": _seconds(life.lapse),
        "close_seconds": _seconds(life.close),
        "reopen_seconds": _seconds(life.reopen),
        "link_seconds": _seconds(life.link),
        "erase_seconds": _seconds(life.erase),
    }


def _dispute(version: Guarantee) -> dict:
    dispute = version.dispute
    return {
        "negotiation_days": dispute.negotiation_days,
        "negotiation": dispute.negotiation,
        "arbitration": dispute.arbitration,
        "court": dispute.court,
    }


def _applies(line: Promise | Rate | Procedure) -> dict[str, list[str]]:
    return {dimension: sorted(values) for dimension, values in line.applies.items()}


def _within(within: Within) -> dict:
    return {"text": str(within), "amount": within.amount, "unit": within.unit}


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())


def _moment(at: datetime) -> str:
    return at.isoformat()
