/** What is said once the answer may be seen: what was right, why, and where it stands. */

import { brokenConstraints, isAccepted } from "./grading.js";
import { setMarkup } from "./markup.js";
import { icon, make, say, slot } from "./page.js";

/** Lay out the answer of a card, for the response that was given. */
export function explain(card, response, answer) {
  const element = make("answer");
  const parts = {
    choice: () => nameParts(answer, response.choice ?? null),
    typed: () => nameParts(answer, response.text || null),
    true_false: () => [rows([row(true, say(String(answer.is_true)))])],
    ordering: () => orderParts(answer.order, response.order ?? []),
    self_marked: () => modelParts(answer),
  }[card.format]();
  element.prepend(...parts, ...proseParts(answer.explanation));
  slot(element, "source").textContent = answer.source;
  return element;
}

/** Say an answer in a few words, for who does not see it. */
export function inWords(card, answer) {
  switch (card.format) {
    case "true_false":
      return say(String(answer.is_true));
    case "ordering":
      return answer.order.steps.map(({ html }) => wordsOf(html)).join(", ");
    case "self_marked":
      return "";
    default:
      return answer.right[0];
  }
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
  const others = reasons.filter(({ label }) => !right.includes(label) && label !== given);
  return others.length > 0 ? [rows(said), folded(others)] : [rows(said)];
}

function folded(reasons) {
  const details = make("others");
  details.append(rows(reasons.map(({ label, html }) => row(false, label, html))));
  return details;
}

function orderParts(order, given) {
  const nameOf = new Map(order.steps.map(({ name, html }) => [name, html]));
  const broken = brokenConstraints(given, order).map((constraint) => brokenRow(constraint, nameOf));
  const right = listed("right-order", order.steps.map(({ html }) => html));
  const kept = broken.length === 0 ? [row(true, say("order.kept"))] : broken;
  return [rows(kept), right];
}

function brokenRow({ before, after, reason }, nameOf) {
  const line = row(false, "");
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

function proseParts(html) {
  if (!html) return [];
  const prose = make("prose");
  setMarkup(prose, html);
  return [prose];
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
