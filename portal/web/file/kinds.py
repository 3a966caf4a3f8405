"""The four things one can file, and how each asks for what it needs."""

from dataclasses import dataclass

from flask_babel import LazyString

from portal.words.translated import lazy_gettext as _l

#: What every form asks for beside what its kind adds.
ALWAYS = ("service", "order_number", "subject", "body", "name", "email", "phone", "files", "website", "person")


@dataclass(frozen=True, slots=True)
class Kind:
    """One form. `adds` are the fields only some forms have; without `contact` a person may stay unknown."""

    slug: str
    title: LazyString
    lede: LazyString
    body: LazyString
    body_hint: LazyString
    missing: LazyString
    send: LazyString
    adds: tuple[str, ...] = ()
    about: LazyString | None = None
    about_hint: LazyString | None = None
    contact: bool = True


KINDS = {
    kind.slug: kind
    for kind in (
        Kind(
            "complaint",
            _l("Make a complaint"),
            _l("Tell us what went wrong. A person reads every word, and before you send it you see by when we reply."),
            _l("What happened?"),
            _l("In your own words and your own language. When, where, and what you tried already helps us most."),
            _l("Write what happened."),
            _l("Send the complaint"),
            ("wish", "urgent", "urgent_reason", "about_staff"),
            _l("Is it about one of our staff?"),
            _l("With a name here, only supervisors and management read your complaint, and never the person you name."),
        ),
        Kind(
            "enquiry",
            _l("Ask a question"),
            _l("A person answers, not a machine, and before you send it you see by when."),
            _l("What would you like to know?"),
            _l("One question or several. The more we know of your case, the less we have to ask back."),
            _l("Write your question."),
            _l("Send the question"),
            ("urgent", "urgent_reason"),
        ),
        Kind(
            "suggestion",
            _l("Suggest something"),
            _l("Somebody weighs every suggestion and tells you what became of it, and why."),
            _l("What should be better, and how?"),
            _l("A rough idea is enough."),
            _l("Write your suggestion."),
            _l("Send the suggestion"),
            ("urgent", "urgent_reason"),
            contact=False,
        ),
        Kind(
            "praise",
            _l("Praise somebody"),
            _l("The person or the team you praise will read it."),
            _l("What went well?"),
            _l("A sentence is enough."),
            _l("Write what went well."),
            _l("Send the praise"),
            ("about_staff",),
            _l("Who was it?"),
            _l("A name, or what you remember of the person."),
            contact=False,
        ),
    )
}
