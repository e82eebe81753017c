/** What is said once the answer may be seen: what was right, why, and where it stands. */

import { difference } from "./difference.js";
import { brokenConstraints, fold, isAccepted } from "./grading.js";
import { setMarkup } from "./markup.js";
import { icon, make, say, slot } from "./page.js";

/** How much of a long answer is its beginning: some six lines. */
const BEGINNING_PX = 160;

/** Lay out the answer of a card, for the response that was given. */
export function explain(card, response, answer) {
  const element = make("answer");
  const parts = {
    choice: () => nameParts(answer, response.choice ?? null),
    typed: () => typedParts(answer, response.text || null),
    sentence: () => sentenceParts(answer),
    true_false: () => verdictParts(answer, response),
    ordering: () => orderParts(answer.order, response.order ?? []),
    self_marked: () => modelParts(answer),
  }[card.format]();
  element.prepend(...withProse(parts, answer));
  slot(element, "source").textContent = answer.source;
  return element;
}

/** Say an answer in a few words, for who does not see it. */
export function inWords(card, answer) {
  switch (card.format) {
    case "true_false":
      return say(`statement.${answer.is_true}`);
    case "ordering":
      return answer.order.steps.map(({ html }) => wordsOf(html)).join(", ");
    case "self_marked":
      return "";
    default:
      return answer.right[0];
  }
}

/** Scroll so that the beginning of the answer is seen, and what was answered still is. */
export function showBeginning(explanation) {
  const card = explanation.closest(".card");
  const above = document.getElementById("review-top").getBoundingClientRect().bottom;
  const below = document.querySelector(".actions").getBoundingClientRect().top;
  const first = explanation.firstElementChild.getBoundingClientRect();
  const given = card.querySelector(".chosen, .written, .order > :last-child");
  const kept = (given ?? card.querySelector(".ask")).getBoundingClientRect();
  const wanted = first.top + Math.min(first.height, BEGINNING_PX) - below;
  const top = Math.min(wanted + 8, kept.top - above - 8);
  if (top > 0) scrollBy({ top });
}

function wordsOf(html) {
  const element = document.createElement("span");
  setMarkup(element, html);
  return element.textContent;
}

// Right first, then what was answered instead; the other options are folded away.
function nameParts(answer, given) {
  const { right, reasons } = answer;
  const reasonOf = new Map(reasons.map(({ label, html }) => [label, html]));
  const isRight = right.includes(given) || (given && isAccepted(given, answer));
  const said = right.map((label) => row(true, label, reasonOf.get(label)));
  if (given && !isRight) said.push(row(false, given, reasonOf.get(given)));
  const parts = [rows(said), ...(isRight ? [] : contrast(answer, given))];
  const others = reasons.filter(({ label }) => !right.includes(label) && label !== given);
  return others.length > 0 ? [...parts, folded(others)] : parts;
}

function typedParts(answer, given) {
  const parts = nameParts(answer, given);
  if (given && !isAccepted(given, answer)) {
    const runs = difference(given, answer.spellings);
    if (runs) parts.splice(1, 0, differenceLine(runs));
  }
  return parts;
}

function differenceLine(runs) {
  const line = make("difference");
  slot(line, "runs").append(...runs.map(run));
  return line;
}

function run({ kind, text }) {
  if (kind === "same") return document.createTextNode(text);
  const piece = make(kind);
  slot(piece, "text").textContent = text;
  return piece;
}

// What the two jobs do, side by side, so that a confusion is a lesson.
function contrast({ right, missions }, given) {
  const words = given && fold(given);
  const taken = missions.find(({ job, names }) => job === given || names.includes(words));
  const meant = missions.filter(({ job }) => right.includes(job));
  if (!taken || meant.length === 0) return [];
  const part = make("contrast");
  slot(part, "jobs").append(...[...meant, taken].map(missionLine));
  return [part];
}

function missionLine({ job, html }) {
  const line = make("mission");
  slot(line, "job").textContent = job;
  setMarkup(slot(line, "text"), html);
  return line;
}

// What was written stands above, to be compared.
function sentenceParts(answer) {
  const reasonOf = new Map(answer.reasons.map(({ label, html }) => [label, html]));
  const said = answer.right.map((label) => row(true, label, reasonOf.get(label)));
  const others = answer.reasons.filter(({ label }) => !answer.right.includes(label));
  return others.length > 0 ? [rows(said), folded(others)] : [rows(said)];
}

// The sentence as it should be stands next, then whose work it is.
function verdictParts({ is_true: isTrue, explanation, job }, { is_true: given }) {
  const verdict = rows([row(given === isTrue, say(`statement.${isTrue}`))]);
  if (!job) return [verdict];
  const who = make("who");
  slot(who, "label").textContent = say(`who.${isTrue}`);
  slot(who, "job").textContent = job;
  return [verdict, ...proseParts(explanation), who];
}

function proseParts(html) {
  if (!html) return [];
  const prose = make("prose");
  setMarkup(prose, html);
  return [prose];
}

function folded(reasons) {
  const details = make("others");
  details.append(rows(reasons.map(({ label, html }) => row(false, label, html))));
  return details;
}

function orderParts(order, given) {
  const nameOf = new Map(order.steps.map(({ name, html }) => [name, html]));
  const isGiven = given.length > 0;
  const broken = brokenConstraints(given, order).map((each) => brokenRow(each, nameOf, isGiven));
  const right = listed("right-order", order.steps.map(({ html }) => html));
  const kept = broken.length === 0 ? [row(true, say("order.kept"))] : broken;
  return [rows(kept), right];
}

// Without an order nothing is broken: the rule is said.
function brokenRow({ before, after, reason }, nameOf, isGiven) {
  const line = row(!isGiven, "");
  const words = make("broken");
  setMarkup(slot(words, "before"), nameOf.get(before));
  setMarkup(slot(words, "after"), nameOf.get(after));
  slot(line, "label").replaceWith(words);
  setMarkup(slot(line, "text"), reason);
  slot(line, "text").classList.add("soft");
  return line;
}

function modelParts({ html, points, examples }) {
  const parts = [];
  if (html) {
    parts.push(make("model"));
    setMarkup(parts[0], html);
  }
  if (points.length > 0) parts.push(listed("points", points));
  if (examples.length > 0) parts.push(listed("examples", examples));
  return parts;
}

function listed(name, lines) {
  const list = make(name);
  slot(list, "lines").append(...lines.map(line));
  return list;
}

// The prose stands before what is folded away; a reminder is not said twice.
function withProse(parts, { explanation }) {
  const [prose] = proseParts(explanation);
  if (!prose || parts.some((part) => part.matches(".prose"))) return parts;
  const said = parts.flatMap((part) => [...part.querySelectorAll("dd")]);
  if (said.some(({ textContent }) => prose.textContent.includes(textContent.trim()))) return parts;
  const at = parts.findIndex(({ tagName }) => tagName === "DETAILS");
  const place = at === -1 ? parts.length : at;
  return [...parts.slice(0, place), prose, ...parts.slice(place)];
}

function rows(lines) {
  const list = make("reasons");
  list.append(...lines);
  return list;
}

function row(isRight, label, html = "") {
  const line = make("reason");
  line.classList.add(isRight ? "is-right" : "is-wrong");
  slot(line, "mark").replaceWith(icon(isRight ? "right" : "wrong"));
  slot(line, "verdict").textContent = say(isRight ? "right" : "wrong");
  slot(line, "label").textContent = label;
  if (html) {
    slot(line, "dash").hidden = false;
    setMarkup(slot(line, "text"), html);
  }
  return line;
}

function line(html) {
  const item = document.createElement("li");
  setMarkup(item, html);
  return item;
}
