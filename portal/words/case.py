"""What the codes of a case are called, and each refusal of `core.case` as a sentence.

The turn of a case (whose move it is, what comes next) is in `words.turn`, its history in `words.history`.
"""

from flask_babel import LazyString

from portal.core.case import Refused
from portal.words.translated import lazy_gettext as _l

KINDS = {
    "complaint": _l("Complaint"),
    "enquiry": _l("Question"),
    "suggestion": _l("Suggestion"),
    "praise": _l("Praise"),
    "feedback": _l("Feedback"),
}

YOURS = {  # to the customer, as the name of his own case
    "complaint": _l("Your complaint"),
    "enquiry": _l("Your question"),
    "suggestion": _l("Your suggestion"),
    "praise": _l("Your praise"),
    "feedback": _l("Your feedback"),
}

SEVERITIES = {
    "": _l("Not sorted yet"),
    "general": _l("General"),
    "complex": _l("Complex"),
    "urgent": _l("Urgent"),
    "major": _l("Major"),
}

CHANNELS = {
    "web": _l("This site"),
    "email": _l("E-mail"),
    "phone": _l("Phone"),
    "chat": _l("Chat"),
    "counter": _l("Counter"),
    "letter": _l("Letter"),
    "social": _l("Social media"),
}

STATES = {
    "received": _l("Received"),
    "in_progress": _l("In progress"),
    "waiting": _l("Waiting for the customer"),
    "resolved": _l("Answered"),
    "closed": _l("Closed"),
}

OUTCOMES = {
    "solved": _l("Solved"),
    "solved_in_part": _l("Solved in part"),
    "declined": _l("Declined"),
    "no_agreement": _l("No agreement"),
    "answered": _l("Answered"),
    "not_ours": _l("Not ours to decide"),
    "spam": _l("Spam"),
    "duplicate": _l("Joined with another case"),
    "withdrawn": _l("Withdrawn"),
    "lapsed": _l("Closed without an answer from the customer"),
}

VERDICTS = {"kept": _l("Kept"), "broken": _l("Broken"), "void": _l("Does not count")}

VOID = {  # why a promise does not count
    "withdrawn": _l("Does not count: the case was withdrawn"),
    "not_ours": _l("Does not count: the matter is not ours to decide"),
    "spam": _l("Does not count: this was no case"),
    "duplicate": _l("Does not count here: the case was joined with another one"),
    "lapsed": _l("Does not count: our question stayed unanswered"),
    "erased": _l("Does not count: the case was erased before it was due"),
    "not_noted": _l("Does not count: nobody noted when"),
    "not_known_when": _l("Does not count: it was answered, but nobody wrote down when"),
}

TARGETS = {
    "attended": _l("Attended to"),
    "response": _l("First response"),
    "progress": _l("News"),
    "plan": _l("Plan"),
    "resolution": _l("Solution"),
    "remedy": _l("What we owe you for a missed promise"),
    "follow_up": _l("Asking afterwards"),
    "given": _l("A date we gave you"),
}

STAFF_TARGETS = TARGETS | {  # where "you" would be the wrong person
    "remedy": _l("What we owe for a missed promise"),
    "given": _l("A date we gave"),
}

ROLES = {
    "customer": _l("Customer"),
    "agent": _l("Agent"),
    "supervisor": _l("Supervisor"),
    "admin": _l("Administrator"),
    "auditor": _l("Auditor"),
    "watch": _l("The portal itself"),
}

VERBS = {  # the words on a button
    "take": _l("Take the case"),
    "assign": _l("Assign"),
    "hand_over": _l("Hand over"),
    "respond": _l("Reply"),
    "progress": _l("Send an update"),
    "ask": _l("Ask the customer"),
    "propose": _l("Propose a plan"),
    "resume": _l("Go on without an answer"),
    "reply": _l("Send"),
    "accept": _l("Agree to this plan"),
    "decline": _l("Decline this plan"),
    "resolve": _l("Give the outcome"),
    "confirm": _l("Yes, close my case"),
    "close": _l("Close"),
    "not_solved": _l("This is not solved"),
    "thanks": _l("Say thank you"),
    "more": _l("Add something"),
    "answer": _l("Tell us how we did"),
    "withdraw": _l("Withdraw"),
    "dismiss": _l("Dismiss"),
    "merge": _l("Join with another case"),
    "restore": _l("Restore"),
    "link": _l("Link to an incident"),
    "unlink": _l("Take out of the incident"),
    "reclassify": _l("Sort again"),
    "less_severe": _l("Ask for a lower severity"),
    "extend": _l("Give a new date"),
    "more_time": _l("Ask for more time"),
    "refuse": _l("Do not grant it"),
    "escalate": _l("Call in a supervisor"),
    "contest": _l("Disagree with the waiting time"),
    "rule": _l("Decide on the waiting time"),
    "log": _l("Enter what was done"),
    "note": _l("Add a note"),
    "step": _l("Tick a step"),
    "correct": _l("Correct the e-mail address"),
    "relink": _l("Make a new private link"),
    "erase": _l("Erase"),
}

SPOKEN = {  # what a customer says whom nobody can write to, as a colleague enters it
    "accept": _l("Agrees to our plan"),
    "decline": _l("Does not agree to our plan"),
    "not_solved": _l("It is not solved"),
    "withdraw": _l("Takes the case back"),
    "reply": _l("Something else"),
}

MESSAGES = {  # what a message is, beside its writer's name
    "filed": _l("What happened"),
    "wish": _l("What you wish for"),
    "urgency": _l("Why it is urgent"),
    "about_staff": _l("Who it is about"),
    "reply": _l("Message"),
    "response": _l("Reply"),
    "progress": _l("News"),
    "question": _l("Question to you"),
    "plan": _l("Our plan"),
    "resumed": _l("We go on"),
    "declined": _l("Plan declined"),
    "outcome": _l("Our answer"),
    "not_solved": _l("Not solved"),
    "thanks": _l("Thanks"),
    "more": _l("Added afterwards"),
    "withdrawn": _l("Withdrawn"),
    "dismissed": _l("Closed"),
    "sorted": _l("Sorted again"),
    "less_severe": _l("Asks for a lower severity"),
    "extension": _l("New date"),
    "more_time": _l("Asks for more time"),
    "refused": _l("Not granted"),
    "escalation": _l("To a supervisor"),
    "contest": _l("On the waiting time"),
    "ruling": _l("Decided"),
    "note": _l("Internal note"),
}

STAFF_MESSAGES = MESSAGES | {  # where "you" would be the wrong person
    "wish": _l("What the customer wishes for"),
    "question": _l("Question to the customer"),
    "plan": _l("Plan proposed"),
    "outcome": _l("Outcome"),
}

RULINGS = {  # on a waiting time that was contested
    "upheld": _l("it stands"),
    "struck": _l("it is struck"),
}

ANSWERS = {  # what became of a question or a plan
    "replied": _l("answered"),
    "accepted": _l("agreed"),
    "declined": _l("declined"),
    "handed_back": _l("handed back with a message"),
    "overtaken": _l("replaced by a later message"),
    "resumed": _l("not waited for any longer"),
    "lapsed": _l("not answered"),
    "granted": _l("granted"),
    "refused": _l("not granted"),
}

REFUSALS = {  # to the customer
    "not_yours": _l("Only our staff can do this."),
    "wrong_state": _l("The case has moved on since you opened this page, so this is not possible any more."),
    "no_plan_open": _l("There is no plan waiting for your decision any more."),
    "plan_too_old": _l(
        "The date of this plan passed while it waited for you. If you still want it, write to us: you get a new date."
    ),
    "another_plan": _l("We have proposed another plan since you opened this page. Please read it, then decide."),
    "joined": _l("This case goes on together with another one. Write to us here, and we answer you here."),
    "not_a_case": _l("We did not take this for a case of a customer. If that is wrong, write to us here."),
    "not_asked": _l("We ask this only when a case was closed with our answer."),
    "already_answered": _l("You have told us already. What you said first counts."),
    "filled_missing": _l("Choose an answer first."),
    "too_late_to_reopen": _l("The time in which this case could be reopened is over. Please file it again."),
    "nothing_missed": _l("No promise has been broken in this case, so there is nothing to call a supervisor for yet."),
    "already_escalated": _l("A supervisor was called in already."),
    "nothing_to_contest": _l("There is no waiting time left that you could disagree with."),
    "erased": _l("This case was erased, so nothing more can be done in it."),
    "body_missing": _l("Write what you want to tell us."),
    "email_missing": _l("Enter your e-mail address."),
    "overtaken": _l("Something else happened in this case at the same moment. Please send it once more."),
}

STAFF_REFUSALS = {
    "not_yours": _l("Your role does not allow this. Ask a colleague who may."),
    "wrong_state": _l("The case has moved on: in its present state this is not possible."),
    "no_plan_open": _l("No plan is waiting for the customer."),
    "says_it_himself": _l("This customer has an e-mail address and says this by the private link."),
    "nothing_to_restore": _l("Only a case that was dismissed or joined with another one can be restored."),
    "nothing_missed": _l("No promise has been broken in this cycle."),
    "already_escalated": _l("A supervisor was called in already."),
    "too_early": _l("The customer still has time to answer."),
    "nothing_contested": _l("The customer has not disagreed with any waiting time, or it is decided already."),
    "unknown_ruling": _l("Choose whether the waiting time stands or is struck."),
    "asked_by_you": _l("You asked the customer yourself, so somebody else decides on this waiting time."),
    "already_requested": _l("A colleague has asked for this already; it waits for a second person."),
    "nothing_requested": _l("Nobody asks for this any more: it was decided, or the case has moved on."),
    "your_request": _l("You asked for this yourself, so somebody else decides."),
    "nothing_to_extend": _l("No clock of that sort is running in this case."),
    "not_later": _l("That is not later than what is promised already. Later is a new date; earlier you may simply be."),
    "second_person_time": _l(
        "Whoever looks after a case, or asked for more time, does not grant it. Another supervisor decides."
    ),
    "nothing_to_lower": _l("Choose a severity that is lower than the present one."),
    "severity_missing": _l("Choose a severity."),
    "no_procedure": _l("This case has no special procedure."),
    "step_missing": _l("Choose a step."),
    "unknown_step": _l("The special procedure of this case has no such step."),
    "step_done": _l("This step is done already."),
    "step_open": _l("This step is open already."),
    "nothing_to_log": _l("Nothing of that sort is owed in this case."),
    "unknown_outcome": _l("Choose an outcome that fits this kind of case."),
    "plan_not_agreed": _l(
        "The customer has not agreed to the last plan, so the case cannot be called solved. "
        "Propose another plan, or give another outcome."
    ),
    "second_person": _l(
        "Lowering the severity needs a supervisor who did not set it. You can ask for a lower one instead."
    ),
    "body_missing": _l("Write the words the customer will read."),
    "next_step_missing": _l("Say what happens next, so that the customer need not ask."),
    "by_when_missing": _l("Say by when."),
    "person_missing": _l("Choose a colleague."),
    "other_missing": _l("Enter the reference of the other case."),
    "other_unknown": _l("No case of this reference is to be seen. Check it, letter by letter."),
    "other_itself": _l("A case cannot be joined with itself."),
    "other_joined": _l("That case was joined with another one itself. Join this one with that other one."),
    "other_erased": _l("That case was erased, so nothing can be joined with it."),
    "incident_missing": _l("Choose an incident."),
    "linked_already": _l("The case belongs to an incident already. Take it out of that one first."),
    "not_linked": _l("The case does not belong to this incident any more."),
    "goes_on_elsewhere": _l("This case goes on in another one. Link that other one to the incident."),
    "target_missing": _l("Choose what this is about."),
    "at_missing": _l("Enter when it was done."),
    "outcome_missing": _l("Choose an outcome."),
    "email_missing": _l("Enter an e-mail address."),
}


def refusal(refused: Refused | str, staff: bool = False) -> str:
    """Why a verb is not possible, in a sentence to whoever tried it."""
    code = refused.code if isinstance(refused, Refused) else refused
    first, second = (STAFF_REFUSALS, REFUSALS) if staff else (REFUSALS, STAFF_REFUSALS)
    return str(first.get(code) or second.get(code) or first["wrong_state"])


def void(reason: str | None) -> LazyString:
    """The verdict "does not count", with its reason."""
    return VOID.get(reason or "", VERDICTS["void"])
