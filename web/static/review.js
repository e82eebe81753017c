/** The daily review: ask a card, show its answer, rate it, go on; and all of it back.
 *
 * The next card is painted at the key press from the hand; the answer that was given
 * goes into the outbox, and the server hears of it when it can.
 */

import { askingButtons, button, goOnButtons, ratingButtons, showRating } from "./actions.js";
import { explain, inWords, showBeginning } from "./answer.js";
import { others, outbox, persist, store } from "./device.js";
import { Done } from "./done.js";
import { AGAIN, GOOD, hasOwnPart, isRight } from "./grading.js";
import { Hand } from "./hand.js";
import { listen } from "./keys.js";
import { allowInMenu, openMenu, setUpMenu } from "./menu.js";
import { annotate, openNote, openReport } from "./notes.js";
import { make, say, sayNumber, slot } from "./page.js";
import { present } from "./question.js";
import * as screen from "./screen.js";
import { SessionHand } from "./session.js";
import { newUid } from "./uid.js";

const DAY_MS = 24 * 3600 * 1000;
const SOONEST_LOOK_MS = 15_000; // the clocks of this device and the server may differ
const { deck, learner, buttons, session } = document.body.dataset;
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const help = document.getElementById("help");

const hand = session ? new SessionHand(session, deck) : new Hand(deck);
const outbox = await Outbox.open(learner);
/** What was answered in this session, the last one on top: what undo takes back. */
const answered = [];
/** The card being asked, and how far it has come; null between cards. */
let current = null;
/** How many cards are left, before what the server does not know yet. */
let counts = { new: 0, learning: 0, review: 0 };
/** The answers that put their card into a step: undo takes it out again. */
const stepped = new Set();
let isLooking = false;
let isRejected = false;
let nextDueAt = null;
let timer = 0;

outbox.addEventListener("sent", ({ detail }) => hear(detail));
outbox.addEventListener("stuck", showStanding);
outbox.addEventListener("refused", ({ detail }) => showRejection(detail.message));
document.addEventListener("visibilitychange", lookAgain);
document.getElementById("undo").addEventListener("click", undo);
document.getElementById("show-help").addEventListener("click", () => help.showModal());
help.addEventListener("close", () => current?.isRevealed || current?.view.focus());
listen(act);
await look();

// --- One card ------------------------------------------------------------------------

function ask(card) {
  clearTimeout(timer);
  isRejected = false;
  isPaused = false;
  const answer = () => respond(view.response());
  const view = present(card, answer, () => {
    screen.showActions(askingButtons("correction", { answer, giveUp }));
  });
  current = { card, view, uid: newUid(), shownAt: performance.now() };
  view.element.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!current.response) respond(view.response());
  });
setUpMenu({
  suspend: () => setAside("suspend"),
  bury: () => setAside("bury"),
  flag: () => flag(true),
  unflag: () => flag(false),
  note: () => openNote(current.card, hand.answerOf(current.card.card)),
  report: () => openReport(current.card),
  help: showHelp,
});
  screen.show(view.element, askingButtons(card.format, { answer, giveUp }));
  screen.showDeck(card.deck);
  screen.announce("");
  showStanding();
  view.focus();
  hand.prepare(card.card);
}

function giveUp() {
  respond({});
}

async function respond(response) {
  const asked = current;
  if (asked.response) return;
  asked.response = response;
  const answer = await hand.answerOf(asked.card.card).catch(() => null);
  if (asked !== current) return; // undone meanwhile
  if (!answer) offerAnotherTry(response);
  else if (asked.view.isAnotherTry?.(response, answer)) unlock(asked);
  else reveal(answer);
}

// What was answered stays answered, even while the answer to it has not come.
function lock(element) {
  element.classList.add("responded");
  for (const option of element.querySelectorAll(".option")) {
    option.setAttribute("aria-disabled", "true");
  }
}

// A slip of the finger may be put right before anything is marked.
function unlock(asked) {
  asked.response = null;
  asked.view.element.classList.remove("responded");
}

function offerAnotherTry() {
  const { response } = current;
  current.response = null;
  screen.showNotice(say("answer-away"), { isError: true });
  screen.showActions([button("retry", () => respond(response))]);
}

function reveal(answer) {
  const { card, view, response } = current;
  current.isRight = isRight(card.format, response, answer);
  current.isRevealed = true;
  view.mark(answer);
  view.element.classList.add("answered");
  const explanation = explain(card, response, answer);
  slot(view.element, "answer").append(explanation);
  screen.showActions(ratings());
  showStanding();
  screen.announce(verdict(answer));
  explanation.focus({ preventScroll: true });
}

function ratings() {
  const { card, isRight: right, isOwnToMark } = current;
  if (isOwnToMark) {
    return ratingButtons({ intervals: card.intervals, count: Number(buttons), rate });
  }
  const pair = goOnButtons({ isRight: right, override, goOn: () => rate(ratingNow()) });
  showRating(pair[1], ratingNow(), card.intervals);
  return pair;
}

  current.isOwnToMark = current.isRight === null || hasOwnPart(card.format, response, answer);
function ratingNow() {
  return current.isRight === Boolean(current.isOverridden) ? AGAIN : GOOD;
}

function override() {
  current.isOverridden = !current.isOverridden;
  annotate(explanation, { card, uid: current.uid, answer, isMissed: current.isRight === false });
  const [other, main] = document.getElementById("actions").children;
  other.setAttribute("aria-pressed", String(current.isOverridden));
  showRating(main, ratingNow(), current.card.intervals);
  screen.announce(say(`rating.${ratingNow()}`));
  showBeginning(explanation);
}

function verdict(answer) {
  const { card, isRight: right } = current;
  if (right === null) return say("said.answer");
  return say(right ? "said.right" : "said.wrong", { answer: inWords(card, answer) });
}

function rate(rating) {
  const { card, uid, view, response, shownAt, isOverridden } = current;
  const review = {
    uid,
    card: card.card,
    rating,
    response,
    shown: view.shown,
    duration_ms: Math.round(performance.now() - shownAt),
    answered_at: new Date().toISOString(),
    zone,
    overridden: Boolean(isOverridden),
    purpose: session ? "cram" : "study",
  };
  answered.push({ card, uid, rating });
  outbox.addReview(review, card.phase);
  if (session && rating === AGAIN) hand.again(card);
  goOn();
}

function undo() {
  const last = answered.pop();
  if (!last) return;
  if (current) hand.putBack(current.card);
  hand.drop(last.card.card);
  const retraction = {
    uid: newUid(),
    review_uid: last.uid,
    retracted_at: new Date().toISOString(),
  };
  outbox.addRetraction(retraction, last.card.phase);
  ask(last.card);
}

    format: card.format,
// --- From card to card ---------------------------------------------------------------

function goOn() {
  if (hand.isEmpty) look();
  else ask(hand.take());
}

/** Ask the server what comes next, once it knows all that was answered. */
async function look() {
  if (isLooking) return;
  isLooking = true;
  current = null;
  screen.show(make("waiting"), []);
  showStanding();
  await outbox.flush();
  const isAway = await refill().catch(() => true);
  isLooking = false;
  if (current) return; // undone meanwhile
  if (!hand.isEmpty) ask(hand.take());
  else if (isAway) offerAnotherLook();
  else finish();
}

async function refill() {
  let knowsAll = false;
  const queue = await hand.refill(() => {
    knowsAll = outbox.waiting.length === 0;
    return unknownCards();
  });
  if (knowsAll && outbox.waiting.length === 0) counts = queue.counts;
  nextDueAt = queue.next_due_at;
  showStanding();
}

function unknownCards() {
  const sent = outbox.waiting.filter(({ kind }) => kind === "review");
  const cards = sent.map(({ body }) => body.card);
  return current ? [...cards, current.card.card] : cards;
}

function offerAnotherLook() {
  screen.show(make("away"), [button("retry", look)]);
  screen.announce(say("cards-away"));
}

function finish() {
  const passed = answered.filter(({ rating }) => rating > AGAIN).length;
  const share = answered.length > 0 ? passed / answered.length : 0;
  const page = screen.finishedPage({ answers: answered.length, share, nextDueAt });
  if (session) slot(page, "next").textContent = say("next.session");
  const undoLast = answered.length > 0 ? [button("undo-last", undo)] : [];
  screen.show(page, [...undoLast, make("home")]);
  slot(page, "title").focus({ preventScroll: true });
  const wait = nextDueAt ? Date.parse(nextDueAt) - Date.now() : Infinity;
  if (wait < DAY_MS) timer = setTimeout(look, Math.max(wait, SOONEST_LOOK_MS));
}

/** Cards may have come due while the page was out of sight. */
function lookAgain() {
  if (document.hidden || current) return;
  look();
}

// --- What the server says, and what it does not know yet -------------------------------

function hear(heard) {
  for (const { event, outcome } of heard) count(event, outcome);
  const rejected = heard.find(({ outcome }) => outcome.status === "rejected");
  if (rejected) showRejection(rejected.outcome.reason);
  showStanding();
  if (current && hand.isStale) refill().catch(() => {});
  if (!current) look();
}

function showRejection(reason) {
  isRejected = true;
  screen.showNotice(say("rejected", { reason }), { picture: "wrong", isError: true });
}

function showStanding() {
  const left = standing();
  screen.showCounts(left, current?.card.phase);
  screen.showProgress(answered.length, left.new + left.learning + left.review);
  screen.allowUndo(answered.length > 0);
  document.body.dataset.waiting = outbox.waiting.length;
  if (!isRejected) {
    screen.showNotice(outbox.isStuck ? sayNumber("kept", outbox.waiting.length) : "");
  }
}

/** Count an event down, or up again; the next queue brings the server's own counts. */
function count({ kind, phase, body }, { status, phase: after }) {
  if (status === "rejected") return;
  const isReview = kind === "review";
  add(counts, phase, isReview ? -1 : 1);
  if (isReview && (after === "learning" || after === "relearning")) {
    stepped.add(body.uid);
    add(counts, after, 1);
  }
  if (!isReview && stepped.delete(body.review_uid)) add(counts, "learning", -1);
}

function standing() {
  if (session) return hand.left(current?.card);
  const left = { ...counts };
  for (const { kind, phase } of outbox.waiting) add(left, phase, kind === "review" ? -1 : 1);
  return left;
}

function add(left, phase, n) {
  const name = phase === "relearning" ? "learning" : phase;
  left[name] = Math.max(0, left[name] + n);
}

// --- The keyboard ----------------------------------------------------------------------

/** Do what a key says; give whether it meant something here. */
function act(action, digit) {
  switch (action) {
    case "help":
      help.showModal();
      return true;
    case "undo":
      undo();
      return true;
    case "override":
      if (current?.isRevealed && !current.isOwnToMark) override();
      return true;
    case "go":
      return press(document.querySelector("#actions .main"));
    case "digit":
      return digit === 0 ? press(document.querySelector("#actions .give-up")) : pick(digit);
    default:
      return current?.card.format === "true_false" && pick(action === "true" ? 1 : 2);
  }
}

function press(element) {
  element?.click();
  return element !== null;
}

// After a reveal a digit rates what the student marks; a repeated one does nothing.
function pick(digit) {
  if (!current) return false;
  if (!current.isRevealed) current.view.pick(digit);
  else if (current.isOwnToMark) {
    document.querySelectorAll("#actions .rating")[digit - 1]?.click();
  }
  return true;
}
