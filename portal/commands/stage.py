"""Plays the demo's stories through the same doors as real ones: filed, handled, judged and watched, step by step."""

from datetime import datetime, timedelta

from portal.actions import bulletins, canned, customer, handling, incidents, intake, reviewing, team, watch
from portal.actions.bulletins import Said
from portal.actions.intake import Filing
from portal.actions.moves import CUSTOMER, Actor, OnTheSpot
from portal.commands import stories
from portal.commands.stories import Step, Strike
from portal.core.case import Given, State, Verb
from portal.core.survey import Filled
from portal.store import case as cases
from portal.store import person as people
from portal.store import pledge, survey
from portal.store import review as reviews
from portal.store.case import Case
from portal.store.guarantee import Guarantee
from portal.store.person import Person
from portal.store.review import Review
from portal.store.sheet import Sheet

SAYS = (Verb.RESPOND, Verb.ASK, Verb.PROPOSE, Verb.RESOLVE)
REVIEWED = 28  # days, ending yesterday, on which cases were drawn
TYPING = timedelta(minutes=1)  # how long after a call a colleague has typed it


class Stage:
    """The demo company: its people, and each case by the slug of its story."""

    def __init__(self, version: Guarantee):
        self.version = version
        self.people: dict[str, Person] = {}
        self.cases: dict[str, Case] = {}

    def hire(self, password: str, now: datetime) -> None:
        """Everybody is invited and accepts. Raises team.NotPossible where somebody of that address works here."""
        for one in stories.people():
            person = team.invite(one["email"], one["role"], now, one["language"])
            accepted, _key = team.accept(person, one["name"], one["public_name"], one["language"], password, now)
            self.people[one["slug"]] = accepted
        for one in stories.teams():
            members = [self.people[slug].id for slug in one["members"]]
            team.save_team(None, one["name"], one["services"], members, self.people["zhou"], now)

    def write_replies(self, now: datetime) -> None:
        """The canned replies, each kept by its team."""
        teams = {team.name: team.id for team in people.teams()}
        for one in stories.replies():
            texts = {name: text.strip() for name, text in one.items() if name != "team"}
            canned.add(self.people["wang"], now, team=teams.get(one.get("team")), **texts)

    def sign(self, now: datetime) -> None:
        """Everybody signs the pledge of the guarantee, which may have been published only just now."""
        row = pledge.in_force(now)
        for person in self.people.values() if row else ():
            team.sign_pledge(person, pledge.mark(row.version.pledge), person.language, now)

    def strike(self, told: Strike) -> None:
        """Something breaks for several at once: the public reads of it, and one reply reaches all who wait."""
        self.wait(told.at)
        clerk, boss = self.people[told.by], self.people[told.boss]
        incident = incidents.begin(told.words, told.began_at, clerk, told.at)
        mine = [cases.reread(self.cases[slug]) for slug in told.stories]
        incidents.link(incident, mine, clerk, told.at)
        incidents.show(incident, incident.version, boss, told.at)
        bulletins.write(incident, Said(Verb.PROGRESS, **told.said), "demo", boss, told.at)
        bulletins.turn(told.at)

    def review(self, until: datetime) -> None:
        """A lot on each working day of the last weeks, and what was said of the first cases drawn."""
        days = (until - timedelta(days=n) for n in range(REVIEWED, 0, -1))
        drawn = [review for day in days for review in reviewing.draw(day, self.version)]
        for review, said in zip(drawn, stories.reviews(), strict=False):
            self._look_at(review.id, said, min(review.draw.at + timedelta(hours=2), until))

    def _look_at(self, review_id: int, said: dict, at: datetime) -> None:
        review = self._review(review_id)
        free = [self.people[slug] for slug in ("wang", "zhou") if not self._had_a_hand(slug, review)]
        if not free:
            return
        codes = [one.code for one in review.guarantee.version.quality.criteria]
        reviewing.fill_in(review, dict(zip(codes, said["marks"], strict=True)), said["words"], free[0], at)
        if "explanation" in said:
            reviewing.explain(self._review(review_id), said["explanation"], review.handler, at)
            reviewing.finish(self._review(review_id), said["result"], said["closing"], free[0], at)

    def _had_a_hand(self, slug: str, review: Review) -> bool:
        person = self.people[slug]
        return person.id == review.handler_id or person.id in reviews.wrote_in(review.case)

    def _review(self, review_id: int) -> Review:
        return reviews.seen_by(self.people["zhou"], review_id)

    def play(self, step: Step) -> None:
        """What the watch does until then, and then the step."""
        self.wait(step.at)
        if step.do == stories.FILE:
            self.cases[step.story] = self._file(step)
            return
        case, verb = cases.reread(self.cases[step.story]), Verb(step.do)
        if step.by != stories.CUSTOMER:
            self._handle(case, verb, step)
            return
        if verb is Verb.CONFIRM:
            self._pay(case, step.at)
        if verb is Verb.CONFIRM and case.state == State.CLOSED:
            return  # a long holiday lay between the answer and this step, and the watch was quicker
        customer.act(case, verb, step.at, self._given(step))

    def _handle(self, case: Case, verb: Verb, step: Step) -> None:
        """Whoever says something first to a customer takes the case."""
        person = self.people[step.by]
        if case.owner is None and verb in SAYS:
            handling.act(case, Verb.TAKE, person, step.at)
        handling.act(case, verb, person, step.at, self._given(step))

    def _pay(self, case: Case, at: datetime) -> None:
        """What a missed promise owes is paid by the time the customer confirms."""
        if "remedy" in Sheet(case).facts().owed:
            handling.act(case, Verb.LOG, case.owner, at, Given(target="remedy", at=at))

    def wait(self, until: datetime) -> None:
        while (wakes := cases.next_wake()) and wakes <= until:
            watch.turn(wakes)

    def _file(self, step: Step) -> Case:
        typed = {name: value for name, value in step.said.items() if name not in ("typed_by", "attended")}
        filing = Filing(ticket=f"demo-{step.story}", urgent="urgent_reason" in typed, **typed)
        if step.by == stories.CUSTOMER:
            return intake.file(filing, step.at, CUSTOMER, version=self.version)[0]
        attended = step.at + timedelta(seconds=step.said["attended"]) if "attended" in step.said else None
        clerk = Actor.staff(self.people[step.by])
        return intake.file(filing, step.at + TYPING, clerk, step.at, OnTheSpot(attended), self.version)[0]

    def _given(self, step: Step) -> Given:
        said = dict(step.said)
        if step.do == Verb.ANSWER:
            return Given(filled=Filled(survey.questionnaire(survey.AFTER_CLOSING), **said))
        if step.do == Verb.LOG:
            said["at"] = step.at
        if step.do == Verb.MERGE:
            said["other"] = self.cases[said["other"]]
        return Given(**said)
