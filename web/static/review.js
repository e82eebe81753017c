/** The daily review: ask a card, show its answer, rate it, go on; and all of it back.
 *
 * The next card is painted at the key press from the hand; the answer that was given
 * goes into the outbox, and the server hears of it when it can.
 */

import "./unsent.js";
import { askingButtons, button, goOnButtons, ratingButtons, showRating } from "./scripts/actions.js";
import { showBeginning } from "./scripts/answer.js";
import { Asked } from "./scripts/asked.js";
import { others, outbox, persist, store } from "./scripts/device.js";
import { Done } from "./scripts/done.js";
import { holdOf, takesOff, undoingOf } from "./scripts/events.js";
import { AGAIN } from "./scripts/grading.js";
import { after, Hand } from "./scripts/hand.js";
import { listen } from "./scripts/keys.js";
import { allowInMenu, openMenu, setUpMenu } from "./scripts/menu.js";
import { openNote, openReport } from "./scripts/notes.js";
import { make, say, sayNumber, slot } from "./scripts/page.js";
import { present } from "./scripts/question.js";
import * as screen from "./scripts/screen.js";
import { SessionHand } from "./scripts/session.js";
import { Stock } from "./scripts/stock.js";
import { Tally } from "./scripts/tally.js";

const DAY_MS = 24 * 3600 * 1000;
const SOONEST_LOOK_MS = 15_000; // the clocks of this device and the server may differ
const JUST_NOW_MS = 60_000;
const PATIENCE_MS = 4_000; // for the network, before the cards of this device come
const FIRST_PATIENCE_MS = 300; // when the day is at hand on it

const { buttons, session } = document.body.dataset;
// Not from the page: without the network it is the same for every deck.
const deck = new URLSearchParams(location.search).get("deck") ?? "";
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
document.getElementById("show-help").addEventListener("click", () => help.showModal());
help.addEventListener("close", () => current?.isRevealed || current?.view.focus());
setUpMenu({
  suspend: () => setAside("suspend"),
  bury: () => setAside("bury"),
  flag: () => flag(true),
  unflag: () => flag(false),
  note: () => openNote(current.card, hand.answerOf(current.card.card)),
  report: () => openReport(current.card),
  help: () => help.showModal(),
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
  current = new Asked(card, view);
  view.element.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!current.response) respond(view.response());
  });
  screen.show(view.element, askingButtons(card.format, { answer, giveUp }));
  screen.showDeck(card.deck);
  hint = news || current.hint;
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
  asked.lock(response);
  const answer = await hand.answerOf(asked.card.card).catch(() => null);
  if (asked !== current) return; // undone meanwhile
  if (!answer) offerAnotherTry(response);
  else if (asked.view.isAnotherTry?.(response, answer)) asked.unlock();
  else reveal(answer);
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
  const explanation = current.reveal(answer);
  screen.showActions(ratings());
  showStanding();
  screen.announce(current.verdict());
  explanation.focus({ preventScroll: true });
  showBeginning(explanation);
}

function ratings() {
  const { card, isRight, isOwnToMark, ratingNow } = current;
  if (isOwnToMark) {
    return ratingButtons({ intervals: card.intervals, count: Number(buttons), rate });
  }
  const pair = goOnButtons({ isRight, override, goOn: () => rate(current.ratingNow) });
  showRating(pair[1], ratingNow, card.intervals);
  return pair;
}

function override() {
  current.isOverridden = !current.isOverridden;
  const [other, main] = document.getElementById("actions").children;
  other.setAttribute("aria-pressed", String(current.isOverridden));
  showRating(main, current.ratingNow, current.card.intervals);
  screen.announce(say(`rating.${current.ratingNow}`));
}

function rate(rating) {
  const { card, uid, answer } = current;
  const review = current.review(rating, session ? "cram" : "study");
  done.push({ kind: "review", uid, card, rating, durationMs: review.duration_ms });
  if (!session) stock.answered(card, rating, answer);
  outbox.add("review", review, current.about());
  if (session && rating === AGAIN) hand.again(card);
  persist();
  goOn();
}

// --- Setting a card aside, and taking things back ---------------------------------------

function setAside(action) {
  const { card } = current;
  const hold = holdOf(card, action);
  done.push({ kind: "hold", uid: hold.uid, card, action });
  stock.setAside(card);
  outbox.add("hold", hold, current.about());
  current = null;
  news = say(`held.${action}`);
  goOn();
}

function flag(isFlagged) {
  const { card } = current;
  card.is_flagged = isFlagged;
  stock.flagged(card);
  outbox.add("hold", holdOf(card, isFlagged ? "flag" : "unflag"), current.about());
  hint = say(isFlagged ? "flagged" : "unflagged");
  screen.announce(hint);
  showStanding();
}

function undo() {
  const last = done.pop();
  if (!last) return;
  const { card } = last;
  if (current) hand.putBack(current.card);
  hand.drop(card.card);
  if (!session) stock.putBack(card);
  const { kind, body } = undoingOf(last);
  outbox.add(kind, body, { phase: card.phase, card: card.card });
  ask(card);
  screen.announce(say("undone"));
}

// --- From card to card ---------------------------------------------------------------

function goOn() {
  if (hand.isEmpty) look();
  else askNext();
}

function askNext() {
  const card = hand.take();
  if (!isTooSoon(card)) return ask(card);
  hand.putBack(card);
  return isLooking ? pause(card) : look(); // there may be another card by now
}

/** Whether a card was answered a moment ago, and comes early as nothing else is left. */
function isTooSoon({ card: key, dueAt }) {
  const now = Date.now();
  return dueAt > now && done.answeredAt(key) > Math.max(now - JUST_NOW_MS, wentOnAt);
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
  const isAway = await hand.fill(unknownCards, isSlow ? FIRST_PATIENCE_MS : patience).then(
    () => false,
    () => true,
  );
  if (!current) showWhatCame(isAway); // else one was undone meanwhile
  isLooking = false;
}

function showWhatCame(isAway) {
  if (!hand.isEmpty) askNext();
  else if (isAway) offerAnotherLook();
  else finish();
}

/** The cards that the server must not give; notes whether it can count all answers. */
function unknownCards() {
  knowsAll = outbox.waiting.length === 0;
  const cards = outbox.waiting.filter(takesOff).map(({ body }) => body.card);
  return current ? [...cards, current.card.card] : cards;
}

function offerAnotherLook() {
  screen.show(make("away"), [button("retry", () => look())]);
}

function pause(card) {
  isPaused = true;
  const left = Object.values(standing()).reduce((sum, n) => sum + n);
  const page = screen.pausePage(done.tally(), { left, dueAt: card.dueAt });
  screen.show(page, [...undoButton(), button("go-on-now", goOnNow)]);
  end(card.dueAt);
}

function goOnNow() {
  wentOnAt = Date.now();
  goOn();
}

function finish() {
  const page = screen.finishedPage(done.tally(), nextDueAt);
  if (session) slot(page, "next").textContent = say("next.session");
  screen.show(page, [...undoButton(), make("home")]);
  end(nextDueAt ? Date.parse(nextDueAt) : Infinity);
}

function undoButton() {
  return done.last ? [button("undo-last", undo)] : [];
}

/** Say that it is over for now, and look again when the next card comes. */
function end(nextAt) {
  showStanding();
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
  screen.showNotice(say("rejected", outcome), { picture: "wrong", isError: true });
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
  const key = message.type === "done" && message.act.session === session && message.act.card.card;
  if (key) hand.drop(key);
  if (key && current?.card.card === key) {
    current = null;
    news = say("elsewhere");
    goOn();
  }
  showStanding();
}

function standing() {
  return session ? hand.left(current?.card) : tally.left(outbox.waiting);
}

function showStanding() {
  const left = standing();
  screen.showCounts(left, current?.card.phase);
  screen.showProgress(done.tally().answers, left.new + left.learning + left.review);
  screen.allowUndo(Boolean(done.last));
  allowInMenu(current?.card);
  document.body.dataset.waiting = outbox.waiting.length;
  if (isRejected) return;
  if (outbox.isStuck && outbox.kept > 0 && !outbox.isSignedOut) {
    screen.showNotice(sayNumber(`kept.${outbox.keptKind}`, outbox.kept));
  } else {
    screen.showNotice(current ? hint : news, { picture: "right" });
  }
}

// --- The keyboard ----------------------------------------------------------------------

/** Do what a key says; give whether it meant something here. */
function act(action, digit) {
  switch (action) {
    case "help":
      help.showModal();
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
