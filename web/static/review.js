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
import { Stock } from "./stock.js";
import { Tally } from "./tally.js";
import { newUid } from "./uid.js";

const DAY_MS = 24 * 3600 * 1000;
const SOONEST_LOOK_MS = 15_000; // the clocks of this device and the server may differ
const JUST_NOW_MS = 60_000;
const PATIENCE_MS = 4_000; // for the network, before the cards of this device come
const FIRST_PATIENCE_MS = 300; // when the day is at hand on it
const TITLE_LENGTH = 80;
const UNDOING = { suspend: "resume", bury: "unbury" };

const { buttons, session } = document.body.dataset;
// Not from the page: without the network it is the same for every deck.
const deck = new URLSearchParams(location.search).get("deck") ?? "";
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const help = document.getElementById("help");

const stock = new Stock(store);
const hand = session ? new SessionHand(session, deck) : new Hand(deck, { stock, onDay: hearDay });
const done = await Done.open(store, others, session);
const tally = new Tally();
/** The card being asked, and how far it has come; null between cards. */
let current = null;
let isLooking = false;
let isPaused = false;
let isRejected = false;
let knowsAll = false;
/** What stands above the card that is asked. */
let hint = "";
/** What is to be said with the next card. */
let news = "";
let nextDueAt = null;
/** When the student last chose to go on with cards that were answered just now. */
let wentOnAt = 0;
let timer = 0;

outbox.addEventListener("sent", ({ detail }) => hear(detail));
outbox.addEventListener("changed", showStanding);
outbox.addEventListener("stuck", showStanding);
others.addEventListener("message", ({ data }) => hearOther(data));
document.addEventListener("visibilitychange", lookAgain);
document.getElementById("undo").addEventListener("click", undo);
document.getElementById("show-help").addEventListener("click", showHelp);
help.addEventListener("close", () => current?.isRevealed || current?.view.focus());
setUpMenu({
  suspend: () => setAside("suspend"),
  bury: () => setAside("bury"),
  flag: () => flag(true),
  unflag: () => flag(false),
  note: () => openNote(current.card, hand.answerOf(current.card.card)),
  report: () => openReport(current.card),
  help: showHelp,
});
listen(act);
await look((await stock.isOfToday()) ? FIRST_PATIENCE_MS : undefined);

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
  screen.show(view.element, askingButtons(card.format, { answer, giveUp }));
  screen.showDeck(card.deck);
  hint = news || (card.dueAt > Date.now() ? say("ahead") : "");
  news = "";
  screen.announce(hint);
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
  lock(asked.view.element);
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

function offerAnotherTry(response) {
  const again = () => {
    current.response = null;
    respond(response);
  };
  screen.showNotice(say("answer-away"), { isError: true });
  screen.showActions([button("retry", again)]);
  document.querySelector("#actions .main").focus({ preventScroll: true });
}

function reveal(answer) {
  const { card, view, response } = current;
  current.isRight = isRight(card.format, response, answer);
  current.isOwnToMark = current.isRight === null || hasOwnPart(card.format, response, answer);
  current.isRevealed = true;
  current.answer = answer;
  view.mark(answer);
  view.element.classList.add("answered");
  const explanation = explain(card, response, answer);
  slot(view.element, "answer").append(explanation);
  annotate(explanation, { card, uid: current.uid, answer, isMissed: current.isRight === false });
  screen.showActions(ratings());
  showStanding();
  screen.announce(verdict(answer));
  explanation.focus({ preventScroll: true });
  showBeginning(explanation);
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

function ratingNow() {
  return current.isRight === Boolean(current.isOverridden) ? AGAIN : GOOD;
}

function override() {
  current.isOverridden = !current.isOverridden;
  const [other, main] = document.getElementById("actions").children;
  other.setAttribute("aria-pressed", String(current.isOverridden));
  showRating(main, ratingNow(), current.card.intervals);
  screen.announce(say(`rating.${ratingNow()}`));
}

function verdict(answer) {
  const { card, isRight: right } = current;
  if (right === null) return say("said.answer");
  return say(right ? "said.right" : "said.wrong", { answer: inWords(card, answer) });
}

function rate(rating) {
  const { card, uid, view, response, shownAt, isOverridden, answer } = current;
  const durationMs = Math.round(performance.now() - shownAt);
  const review = {
    uid,
    card: card.card,
    rating,
    response,
    shown: view.shown,
    duration_ms: durationMs,
    answered_at: new Date().toISOString(),
    zone,
    format: card.format,
    overridden: Boolean(isOverridden),
    purpose: session ? "cram" : "study",
  };
  done.push({ kind: "review", uid, card, rating, durationMs });
  if (!session) stock.answered(card, rating, answer);
  outbox.add("review", review, aboutCurrent());
  if (session && rating === AGAIN) hand.again(card);
  persist();
  goOn();
}

// --- Setting a card aside, and taking things back ---------------------------------------

function setAside(action) {
  const { card } = current;
  const uid = newUid();
  done.push({ kind: "hold", uid, card, action });
  stock.setAside(card);
  outbox.add("hold", hold(uid, card, action), aboutCurrent());
  current = null;
  news = say(`held.${action}`);
  goOn();
}

function flag(isFlagged) {
  const { card } = current;
  card.is_flagged = isFlagged;
  outbox.add("hold", hold(newUid(), card, isFlagged ? "flag" : "unflag"), aboutCurrent());
  screen.announce(say(isFlagged ? "flagged" : "unflagged"));
  showStanding();
}

function hold(uid, card, action) {
  return { uid, card: card.card, action, held_at: new Date().toISOString() };
}

function undo() {
  const last = done.pop();
  if (!last) return;
  const { card } = last;
  if (current) hand.putBack(current.card);
  hand.drop(card.card);
  if (!session) stock.putBack(card);
  const about = { phase: card.phase, card: card.card };
  if (last.kind === "hold") {
    outbox.add("hold", hold(newUid(), card, UNDOING[last.action]), about);
  } else {
    const retracted_at = new Date().toISOString();
    outbox.add("retraction", { uid: newUid(), review_uid: last.uid, retracted_at }, about);
  }
  ask(card);
}

/** What the outbox is told of the card, to count it and to name it to the student. */
function aboutCurrent() {
  const { card, view } = current;
  const title = slot(view.element, "text").textContent.trim().slice(0, TITLE_LENGTH);
  return { phase: card.phase, card: card.card, title };
}

// --- From card to card ---------------------------------------------------------------

function goOn() {
  if (hand.isEmpty) look();
  else askNext();
}

function askNext() {
  const card = hand.take();
  if (!isTooSoon(card)) {
    ask(card);
  } else {
    hand.putBack(card);
    if (isLooking) pause(card);
    else look(); // there may be another card by now
  }
}

/** Whether a card was answered a moment ago, and comes early as nothing else is left. */
function isTooSoon({ card: key, dueAt }) {
  if (!(dueAt > Date.now())) return false;
  const last = done.all.findLast(({ kind, card }) => kind === "review" && card.card === key);
  return Boolean(last) && last.at > Math.max(Date.now() - JUST_NOW_MS, wentOnAt);
}

/** Ask the server what comes next, once it knows all that was answered. */
async function look(patience = PATIENCE_MS) {
  if (isLooking) return;
  isLooking = true;
  isPaused = false;
  current = null;
  screen.show(make("waiting"), []);
  showStanding();
  await Promise.race([outbox.flush(), after(patience)]);
  const isSlow = outbox.waiting.length > 0;
  const isAway = await fill(isSlow ? FIRST_PATIENCE_MS : patience).catch(() => true);
  if (!current) showWhatCame(isAway); // else one was undone meanwhile
  isLooking = false;
}

function showWhatCame(isAway) {
  if (!hand.isEmpty) askNext();
  else if (isAway) offerAnotherLook();
  else finish();
}

async function fill(patience) {
  await hand.fill(unknownCards, patience);
  return false;
}

/** The cards that the server must not give; notes whether it can count all answers. */
function unknownCards() {
  knowsAll = outbox.waiting.length === 0;
  const cards = outbox.waiting.filter(takesOff).map(({ body }) => body.card);
  return current ? [...cards, current.card.card] : cards;
}

function takesOff({ kind, body }) {
  return kind === "review" || (kind === "hold" && body.action in UNDOING);
}

function after(ms) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

function offerAnotherLook() {
  screen.show(make("away"), [button("retry", () => look())]);
  screen.announce(say("cards-away"));
}

function pause(card) {
  isPaused = true;
  const left = Object.values(standing()).reduce((sum, n) => sum + n);
  const page = screen.pausePage(done.tally(), { left, dueAt: card.dueAt });
  screen.show(page, [...undoButton(), button("go-on-now", goOnNow)]);
  end(page, card.dueAt);
}

function goOnNow() {
  wentOnAt = Date.now();
  goOn();
}

function finish() {
  const page = screen.finishedPage(done.tally(), nextDueAt);
  if (session) slot(page, "next").textContent = say("next.session");
  screen.show(page, [...undoButton(), make("home")]);
  end(page, nextDueAt ? Date.parse(nextDueAt) : Infinity);
}

function undoButton() {
  return done.last ? [button("undo-last", undo)] : [];
}

/** Say that it is over for now, and look again when the next card comes. */
function end(page, nextAt) {
  showStanding();
  slot(page, "title").focus({ preventScroll: true });
  clearTimeout(timer);
  const wait = nextAt - Date.now();
  if (wait < DAY_MS) timer = setTimeout(look, Math.max(wait, SOONEST_LOOK_MS));
}

/** Cards may have come due while the page was out of sight. */
function lookAgain() {
  if (document.hidden || current) return;
  look();
}

// --- What the server says, the other pages, and what nobody knows yet --------------------

function hear(heard) {
  for (const { event, outcome } of heard) hearOutcome(event, outcome);
  showStanding();
  if (heard.length === 0) stock.fill(unsentCards, { isUrgent: true }).catch(() => {});
  // A card set aside may give its place to another one of its item.
  const isReplanned = heard.some(({ event }) => event.kind === "hold");
  if (current && (isReplanned || hand.isStale)) hand.refill(unknownCards).catch(() => {});
  if (!current && !isPaused) look();
}

function hearOutcome(event, outcome) {
  tally.hear(event, outcome);
  if (outcome.status !== "rejected") return;
  done.drop(event.body.uid);
  isRejected = true;
  const sentence = say("rejected", { reason: outcome.reason });
  screen.showNotice(sentence, { picture: "wrong", isError: true });
}

function hearDay(queue) {
  nextDueAt = queue.next_due_at;
  if (queue.isLocal) {
    tally.set(queue.counts, outbox.waiting); // this device knows of them
  } else {
    done.endsAt = Date.now() + queue.day_ends_in_s * 1000;
    if (knowsAll && outbox.waiting.length === 0) tally.set(queue.counts);
    if (!session) stock.fill(unsentCards).catch(() => {});
  }
  showStanding();
}

function unsentCards() {
  return outbox.waiting.map(({ card, body }) => card ?? body.card);
}

/** A card that another page has answered is not asked here too. */
function hearOther(message) {
  done.hear(message);
  if (message.type === "done" && message.act.session === session) {
    const key = message.act.card.card;
    hand.drop(key);
    if (current?.card.card === key) {
      current = null;
      news = say("elsewhere");
      goOn();
    }
  }
  showStanding();
}

function standing() {
  return session ? hand.left(current?.card) : tally.left(outbox.waiting);
}

function showStanding() {
  const left = standing();
  const { answers } = done.tally();
  screen.showCounts(left, current?.card.phase);
  screen.showProgress(answers, left.new + left.learning + left.review);
  screen.allowUndo(Boolean(done.last));
  allowInMenu(current?.card);
  document.body.dataset.waiting = outbox.waiting.length;
  if (isRejected) return;
  if (outbox.isStuck && outbox.waiting.length > 0) {
    screen.showNotice(sayNumber("kept", outbox.waiting.length));
  } else {
    screen.showNotice(hint, { picture: "right" });
  }
}

// --- The keyboard ----------------------------------------------------------------------

/** Do what a key says; give whether it meant something here. */
function act(action, digit) {
  switch (action) {
    case "help":
      showHelp();
      return true;
    case "menu":
      openMenu();
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

function showHelp() {
  help.showModal();
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
