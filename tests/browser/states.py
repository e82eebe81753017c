"""Every page in every state that a person may find it in: one row each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from tests.browser.bringing_home import (
    bring_home,
    see_what_was_brought,
    send_no_anki_file,
    wait_on_the_way,
)
from tests.browser.looking import LOOKS, PHONE, Look
from tests.browser.preparing import (
    Visit,
    answer_reported,
    change_nothing,
    check_key,
    choose_bad_password,
    choose_too_short,
    compare_versions,
    enter,
    enter_as_lina,
    enter_as_newcomer,
    enter_as_noe,
    enter_as_teacher,
    enter_first,
    flag_all,
    follow_plan,
    hand_out_slips,
    import_and_see,
    keep_a_wrong_name,
    mistype,
    mistype_code,
    open_all,
    plan,
    plan_break,
    plan_with_doubts,
    plan_with_errors,
    plan_without_key,
    preview_list,
    preview_own_cards,
    preview_restoration,
    preview_wrong_list,
    restore,
    retire,
    see_as_teacher,
    see_code_written,
    see_reported,
    send_no_backup,
    send_no_text,
    send_too_much,
    send_without_token,
    send_wrong_number,
    send_wrong_table,
    set_too_much,
    show_names,
    take_phrase,
    type_code,
    type_code_as_student,
    wait_to_leave,
    write_late,
    write_mistakes,
)
from tests.browser.preparing_reviews import (
    be_refused,
    finish,
    lose_answer,
    lose_network,
    open_counts,
    open_help,
    open_menu,
    open_note,
    open_report,
    pause,
    see_note,
    see_refusals,
    set_aside,
    wait_for_card,
)
from tests.simulated_school import CLASS, CODE, EMPTY_CLASS, LINA, LINK, NOE, TASK
from tests.web.visiting import NOW

TODAY = NOW.date()
CARD = "/cards/metiers-data/A3%23job"
CONTRAST = "/sessions/contrast?first=ML+Engineer&second=MLOps+%2F+Platform"
NO_PAGES = {
    "confusions.sheet",
    # Files to be downloaded, data for scripts, and what the browser itself asks for.
    *("my_data.cards", "my_data.everything", "my_data.reviews", "content.text"),
    "privacy.archive",
    *("api.answer", "api.answers_at_hand", "api.description", "api.queue"),
    *("api.health", "pwa.service_worker", "static", "well_known.security"),
}


LED_TO = {
    # Its address is made anew each time: the states called "plan" are led there.
    "plans.show",
    # The state called "reviews brought home" is led there.
    "anki.report",
    # The state called "versions compared" is led there.
    "versions.compare",
}


@dataclass(frozen=True, slots=True)
class State:
    """A page and how it comes to look so."""

    name: str
    path: str
    home: str = "studied"
    prepare: Callable[[Visit], None] = lambda _: None
    forgiven: tuple[str, ...] = ()
    cookies: tuple[tuple[str, str], ...] = ()
    looks: tuple[Look, ...] = LOOKS


DAY = timedelta(days=1)
LARGER = (("text_size", "larger"),)
ENGLISH = (("language", "en"),)
REFUSED = ("401", "422")
CLASS_PAGE = f"/classrooms/{CLASS}"
EMPTY_PAGE = f"/classrooms/{EMPTY_CLASS}"
STUDENT = f"{CLASS_PAGE}/students/{LINA}"
LEAVING = f"{CLASS_PAGE}/students/{NOE}"
QUESTIONS = f"{CLASS_PAGE}/questions"
QUESTION = f"{QUESTIONS}/metiers-data/A3%23job"
TOPICS = f"{CLASS_PAGE}/topics"
TOPIC = f"{CLASS_PAGE}/topic?by=job&name=ML+Engineer"
CONFUSIONS = f"{CLASS_PAGE}/confusions"
MONDAY = f"{CLASS_PAGE}/monday"
ASSIGNMENTS = f"{CLASS_PAGE}/assignments"
CONFUSION = f"{CONFUSIONS}/cell?asked=ML+Engineer&given=MLOps+%2F+Platform"
STATES = (
    # The first morning
    State("first use", "/", "new"),
    State("first card", "/review", "new", wait_for_card),
    State("no progress yet", "/progress", "new", open_all),
    State("a new deck", "/decks/metiers-data", "new", open_all),
    State("a card never seen", CARD, "new", open_all),
    # No deck at all
    State("nothing today", "/", "empty"),
    State("nothing to review", "/review", "empty"),
    State("no cards", "/cards", "empty", open_all),
    State("no sessions", "/sessions", "empty"),
    State("no numbers", "/progress", "empty", open_all),
    State("no content", "/content", "empty"),
    State("no data", "/my-data", "empty"),
    # Some weeks later
    State("today", "/", prepare=open_all),
    State("deck", "/decks/metiers-data", prepare=open_all),
    State("cards", "/cards", prepare=open_all, looks=PHONE),
    State("cards found", "/cards?text=modele&status=flagged", prepare=open_all),
    State("cards not found", "/cards?text=xyzzy"),
    State("cards to be tagged", "/cards?part=C", prepare=change_nothing),
    State("cards changed", "/cards?part=C", prepare=flag_all),
    State("card", CARD, prepare=open_all),
    State("sessions", "/sessions"),
    State("contrast", f"{CONTRAST}&deck=metiers-data", prepare=open_all),
    State("progress", "/progress"),
    State("progress in tables", "/progress", prepare=open_all, looks=PHONE),
    State("a day gone by", f"/progress/days/{TODAY - DAY}", prepare=open_all),
    State("this day", f"/progress/days/{TODAY}", prepare=open_all),
    State("a day to come", f"/progress/days/{TODAY + 3 * DAY}", prepare=open_all),
    State("a day without", f"/progress/days/{TODAY + 300 * DAY}"),
    State("settings", "/settings", prepare=open_all),
    State("settings to correct", "/settings", "new", send_wrong_number, ("422",)),
    State("a break planned", "/settings", "new", plan_break),
    State("data", "/my-data", prepare=open_all),
    State("Anki", "/my-data/anki"),
    State("Anki without decks", "/my-data/anki", "empty", looks=PHONE),
    State("reviews brought home", "/my-data/anki", "new", bring_home),
    State("imports of Anki", "/my-data/anki", "new", see_what_was_brought, looks=PHONE),
    State("a file on its way", "/my-data/anki", "new", wait_on_the_way, looks=PHONE),
    State("a wrong file", "/my-data/anki", "new", send_no_anki_file, ("422",)),
    State("own cards", "/my-data", "new", preview_own_cards),
    State("own cards to correct", "/my-data", "new", send_wrong_table, ("422",)),
    State("restoration", "/my-data", "new", preview_restoration),
    State("restored", "/my-data", "new", restore),
    State("no backup", "/my-data", "new", send_no_backup, ("422",)),
    State("content", "/content", prepare=open_all),
    State("paper", "/content/decks/metiers-data", prepare=open_all),
    State("plan", "/content", "new", plan),
    State("plan without key", "/content", "new", plan_without_key),
    State("plan with errors", "/content", "new", plan_with_errors, ("422",)),
    State("plan with doubts", "/content", "small", plan_with_doubts, ("422",)),
    State("imported", "/content", "new", import_and_see),
    State("a new paper", "/content/editor?title=Essai", "new", open_all),
    State("mistakes in a paper", "/content/editor?title=Essai", "new", write_mistakes),
    State("a paper changed", "/content/decks/metiers-data/editor", looks=PHONE),
    State(
        *("a paper stored meanwhile", "/content/decks/cuisine/editor", "small"),
        *(write_late, ("409",)),
    ),
    State("versions", "/content/decks/metiers-data/versions", "new"),
    State("versions compared", "/content", "small", compare_versions),
    State("key checked", "/content/decks/metiers-data", "new", check_key),
    State("retirement", "/content/decks/metiers-data/retirement", "new"),
    State("retired", "/content/decks/metiers-data/retirement", "new", retire),
    State("offline", "/offline"),
    # Long words: large letters, another language
    *(
        State(f"{path} in {name}", path, cookies=given, looks=PHONE)
        for path in ("/", CARD, "/cards?part=C", "/progress", "/settings", "/my-data")
        for name, given in (("large letters", LARGER), ("English", ENGLISH))
    ),
    State("plan in large letters", "/content", "new", plan, (), LARGER, PHONE),
    # After ten days away
    State("catch-up", "/", "back", open_all),
    State("catch-up followed", "/", "back", follow_plan),
    # A review beside its cards
    State("practice", "/review?session=part:C", prepare=wait_for_card),
    State("menu", "/review", "new", open_menu),
    State("help", "/review", "new", open_help),
    State("counts", "/review", "new", open_counts),
    State("note", "/review", "new", open_note),
    State("noted", "/review", "new", see_note),
    State("report", "/review", "new", open_report),
    State("set aside", "/review", "new", set_aside),
    State("finished", "/review?deck=cuisine", "small", finish),
    State("pause", "/review?deck=cuisine", "small", pause),
    State("no network", "/review", "new", lose_network, ("503",)),
    State("no answer", "/review", "new", lose_answer, ("503",)),
    State("refused", "/review", "new", be_refused, ("422",)),
    State("refusals", "/review", "new", see_refusals, ("422",)),
    # In a class
    State("sign in", "/sign-in", "class"),
    State("refused at the door", "/sign-in", "class", mistype, ("401", "422")),
    State("account", "/account", "class", enter),
    State("wrong name", "/account", "class", keep_a_wrong_name, ("422",), looks=PHONE),
    State("password", "/account/password", "class", enter),
    State("who looked", "/my-data/reads", "school", enter_as_lina),
    State("erasure", "/my-data/erasure", "class", enter),
    State("sign in first", "/sign-in", "school", enter_first),
    State("what is kept", "/privacy", "class"),
    State("what is kept alone", "/privacy", "new"),
    State("classes of a student", "/my-classes", "class", enter),
    State("join", "/join", "class"),
    State("who joins", "/join/account", "school", type_code),
    State("three words", "/join", "school", take_phrase),
    State("today before leaving", "/", "school", enter_as_noe),
    # In a class: its teacher
    State("first teacher", f"/first-teacher/{LINK}", "no teacher"),
    State("classes of a teacher", "/classrooms", "class", enter_as_teacher),
    State("a class", CLASS_PAGE, "school", see_as_teacher),
    State("a code", f"{CLASS_PAGE}/code", "school", enter_as_teacher),
    State("a class list", CLASS_PAGE, "school", preview_list),
    State("slips", CLASS_PAGE, "school", hand_out_slips),
    State("a student", STUDENT, "school", enter_as_teacher),
    State("a student to erase", f"{STUDENT}/erasure", "school", enter_as_teacher),
    # In a class: what its students answered, and are to do
    State("Monday", MONDAY, "taught", see_as_teacher),
    State("Monday with names", MONDAY, "taught", show_names),
    State("Monday too early", MONDAY, "school", enter_as_teacher, looks=PHONE),
    State(
        "Monday of an empty class",
        f"{EMPTY_PAGE}/monday",
        "school",
        enter_as_teacher,
        looks=PHONE,
    ),
    State("assignments", ASSIGNMENTS, "taught", see_as_teacher),
    State("an assignment", f"{ASSIGNMENTS}/{TASK}", "taught", show_names),
    State(
        "an assignment to correct",
        ASSIGNMENTS,
        "taught",
        set_too_much,
        REFUSED,
        looks=PHONE,
    ),
    State("what a class is to do", "/my-classes", "taught", enter_as_noe, looks=PHONE),
    State("classes and their week", "/classrooms", "taught", enter_as_teacher),
    State("questions", QUESTIONS, "taught", see_as_teacher),
    State(
        "questions of the lists",
        f"{QUESTIONS}?paper=lists",
        "taught",
        see_as_teacher,
        looks=PHONE,
    ),
    State("a question", QUESTION, "taught", see_as_teacher),
    State("a reported question", QUESTION, "taught", see_reported, looks=PHONE),
    State("a reported question with names", QUESTION, "taught", answer_reported),
    State(
        "what a class may take along", f"{CLASS_PAGE}/exports", "taught", see_as_teacher
    ),
    State("topics", TOPICS, "taught", enter_as_teacher),
    State("topics of a silent class", TOPICS, "school", see_as_teacher, looks=PHONE),
    State("a topic", TOPIC, "taught", show_names),
    State("a grid of topics", f"{TOPICS}/grid", "taught", enter_as_teacher),
    State("a grid with names", f"{TOPICS}/grid?by=tag", "taught", show_names),
    State("topics over time", f"{TOPICS}/trend", "taught", see_as_teacher),
    State("confusions", CONFUSIONS, "taught", enter_as_teacher),
    State("confusions with names", CONFUSIONS, "taught", show_names),
    State("no confusions yet", CONFUSIONS, "school", enter_as_teacher, looks=PHONE),
    State("a confusion", CONFUSION, "taught", show_names),
    State("a confusion of few", CONFUSION, "school", enter_as_teacher, looks=PHONE),
    State("two jobs to tell apart", "/", "taught", enter_as_noe, looks=PHONE),
    # In a class: the same pages otherwise, on a phone
    *(
        State(name, path, "school", prepare, REFUSED, looks=PHONE)
        for name, path, prepare in (
            ("first password to correct", "/sign-in", choose_too_short),
            ("a scanned code", f"/join?code={CODE}", see_code_written),
            ("a wrong code", "/join", mistype_code),
            ("who joins, to correct", "/join", choose_bad_password),
            ("who is here joins", "/join", type_code_as_student),
            ("waiting to be let in", "/my-classes", enter_as_newcomer),
            ("nothing to learn yet", "/", enter_as_newcomer),
            ("erasure asked", "/my-data/erasure", enter_as_noe),
            ("data in a class", "/my-data", enter_as_noe),
            ("settings in a class", "/settings", enter_as_noe),
            ("several classes", "/classrooms", enter_as_teacher),
            ("an erasure that waits", "/", wait_to_leave),
            ("an empty class", EMPTY_PAGE, see_as_teacher),
            ("a code that is over", f"{EMPTY_PAGE}/code", enter_as_teacher),
            ("a list to correct", CLASS_PAGE, preview_wrong_list),
            ("a student who leaves", f"{LEAVING}/erasure", enter_as_teacher),
        )
    ),
    # Errors
    State("403", "/settings", "new", send_without_token, ("403",)),
    State("404", "/nowhere", "new", forgiven=("404",)),
    State("405", "/catch-ups", "new", forgiven=("405",)),
    State("413", "/content", "new", send_too_much, ("422", "413")),
    State("422", "/content", "new", send_no_text, ("422",)),
    State("500", "/content", "broken", forgiven=("500",)),
)
