"""Steps of the tests in which taking a quiz goes wrong."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from elearn.assessment.models import AnswerEvent, Attempt
from elearn.people.models import Person
from tests.browser.serving import Site
from tests.browser.steps import FINAL, LESSONS, enrol, heading
from tests.browser.visiting import Visitor

CUT = r"ERR_(INTERNET_DISCONNECTED|FAILED|CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE)|status of 503"
KEPT = "Object.keys(localStorage).filter((name) => name.startsWith('kuis:')).length"
HERE, THERE = "Di perangkat ini", "Tersimpan di server"


def status(page: Page) -> Locator:
    """Where the page says what is saved."""
    return page.locator("#status-simpan")


def state(page: Page, question: str) -> Locator:
    """Where a question says where its answer is."""
    return page.locator(f"[data-soal={question}] .save-state")


def note(page: Page, question: str) -> Locator:
    """What a question says about other pages."""
    return page.locator(f"[data-soal={question}] .notice")


def choose(page: Page, words: str) -> None:
    """Tick what carries exactly these words."""
    page.get_by_label(words, exact=True).check()


def typed(page: Page, question: str) -> Locator:
    """The text field of a question."""
    return page.locator(f"[name=jawab-{question}]")


def kept(page: Page) -> int:
    """For how many pages of an attempt this device keeps unsent answers."""
    return int(page.evaluate(KEPT))


def begin(site: Site, person: Person, visitor: Visitor) -> Page:
    """The final quiz, begun in the first tab."""
    enrol(site, person, LESSONS)
    page = visitor.open(FINAL)
    visitor.press("Mulai kuis")
    heading(page, "Kuis Akhir")
    return page


def back_to_front(page: Page) -> None:
    """Somebody returns to this page: headless tabs get no focus by themselves."""
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")


def answers(site: Site, person: Person) -> dict[str, list[list[str]]]:
    """The journal of a person's attempts: what each question got, in order of arrival."""
    found: dict[str, list[list[str]]] = {}
    with site.writing() as session:
        ids = [attempt.id for attempt in attempts(site, person)]
        wanted = select(AnswerEvent).where(AnswerEvent.attempt_id.in_(ids)).order_by(AnswerEvent.id)
        for event in session.scalars(wanted):
            found.setdefault(event.question, []).append(event.value)
    return found


def attempts(site: Site, person: Person) -> list[Attempt]:
    """A person's attempts, oldest first."""
    from elearn.learning.models import Enrolment

    with site.writing() as session:
        wanted = select(Attempt).join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        return list(session.scalars(wanted.where(Enrolment.person_id == person.id).order_by(Attempt.id)))


def receipt(page: Page) -> str:
    """The receipt on a result's page."""
    expect(page.get_by_text("Tanda terima:")).to_be_visible()
    return page.locator("strong.code").inner_text()
