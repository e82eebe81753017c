/** What stands around the question: counts, progress, notices, and what is said aloud. */

import { icon, language, make, say, sayNumber, slot } from "./page.js";

const top = document.getElementById("review-top");
const main = document.getElementById("main");
const actions = document.getElementById("actions");
const live = document.getElementById("live");
const notice = slot(top, "notice");
const DAY_MS = 24 * 3600 * 1000;

/** Show one thing in the middle of the page, with its buttons below.
 *
 * Its title takes the focus, which would be lost with what was there before.
 */
export function show(element, buttons) {
  scrollTo(0, 0); // before anything has changed, so that it costs no layout
  main.replaceChildren(element);
  showActions(buttons);
  slot(element, "title")?.focus({ preventScroll: true });
}

/** Show these buttons below. */
export function showActions(buttons) {
  actions.replaceChildren(...buttons);
}

/** Show how many cards are left, and of which kind the present one is. */
export function showCounts(counts, phase) {
  const current = phase === "relearning" ? "learning" : phase;
  for (const [name, n] of Object.entries(counts)) {
    const line = slot(top, name);
    line.classList.toggle("current", name === current);
    slot(line, "n").textContent = n.toLocaleString(language);
  }
}

/** Show how far the session has come. */
export function showProgress(done, left) {
  const line = slot(top, "progress");
  line.max = Math.max(done + left, 1);
  line.value = done;
}

/** Show the title of the deck that the card is from. */
export function showDeck(title) {
  slot(top, "deck").textContent = title;
}

/** Let undo be pressed, or not. */
export function allowUndo(isAllowed) {
  slot(top, "undo").disabled = !isAllowed;
}

/** Show a sentence above the question; none takes it away. */
export function showNotice(sentence, { picture = "kept", isError = false } = {}) {
  notice.hidden = !sentence;
  notice.classList.toggle("error", isError);
  if (sentence === slot(notice, "text").textContent) return;
  slot(notice, "picture").replaceChildren(icon(picture));
  slot(notice, "text").textContent = sentence;
}

/** Have a screen reader say something. */
export function announce(sentence) {
  live.textContent = sentence;
}

/** Lay out what was done today, and when the next cards come. */
export function finishedPage(tally, nextDueAt) {
  const page = make("finished");
  showTally(page, tally);
  slot(page, "next").textContent = nextDueAt ? nextWords(new Date(nextDueAt)) : say("next.none");
  return page;
}

/** Lay out a pause: only cards are left that were answered just now. */
export function pausePage(tally, { left, dueAt }) {
  const page = make("pause");
  showTally(page, tally);
  const time = new Date(dueAt).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
  slot(page, "next").textContent = sayNumber("pause", left, { time });
  return page;
}

function showTally(page, { answers, cards, minutes, right }) {
  slot(page, "done").hidden = answers === 0;
  if (answers === 0) return;
  const share = (right / answers).toLocaleString(language, { style: "percent" });
  slot(page, "answers").textContent = sayNumber("answers", answers);
  slot(page, "more").textContent = [
    sayNumber("tally.cards", cards),
    sayNumber("tally.minutes", Math.max(minutes, 1)),
    say("tally.share", { share }),
  ].join(" · ");
}

function nextWords(due) {
  const time = due.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
  const days = Math.round((midnight(due) - midnight(new Date())) / DAY_MS);
  if (days <= 0) return say("next.time", { time });
  if (days === 1) return say("next.tomorrow");
  const day = due.toLocaleDateString(language, { weekday: "long", day: "numeric", month: "long" });
  return say("next.day", { day });
}

function midnight(instant) {
  return new Date(instant).setHours(0, 0, 0, 0);
}
