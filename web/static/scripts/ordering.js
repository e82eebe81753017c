/** Steps to put in order: by number, by arrow key, by button; never by drag alone. */

import { brokenConstraints } from "./grading.js";
import { setMarkup } from "./markup.js";
import { icon, make, say, slot } from "./page.js";

/** Lay out the steps of a card in the order in which they came. */
export function orderingView(card) {
  const element = make("ordering");
  const list = slot(element, "steps");
  const live = slot(element, "live");
  list.append(...card.steps.map(stepRow));
  number(list);

  let isMoving = false;
  const move = (row, place) => {
    if (isMoving) return; // taking a field out of the page makes it say "change" once more
    isMoving = true;
    const focused = document.activeElement;
    const others = [...list.children].filter((other) => other !== row);
    const to = Math.min(Math.max(place, 1), list.children.length);
    list.insertBefore(row, others[to - 1] ?? null);
    number(list);
    focused.focus({ preventScroll: true });
    live.textContent = say("moved", { step: textOf(row), place: to });
    isMoving = false;
  };
  listen(list, move);

  return {
    element,
    // On a phone a field with the focus would bring the keyboard up.
    focus: matchMedia("(pointer: fine)").matches
      ? () => list.querySelector("input").focus({ preventScroll: true })
      : undefined,
    shown: card.steps.map(({ name }) => name),
    response: () => ({ order: [...list.children].map((row) => row.dataset.name) }),
    pick() {},
    mark: (answer, { order }) => mark(list, answer.order, Boolean(order)),
  };
}

// Wrong are the steps that the reasons below speak of; who gave no order has none wrong.
function mark(list, order, isGiven) {
  const rows = [...list.children];
  const broken = brokenConstraints(rows.map((row) => row.dataset.name), order);
  const misplaced = new Set(broken.flatMap(({ before, after }) => [before, after]));
  for (const row of rows) {
    slot(row, "place").readOnly = true;
    if (isGiven) markStep(row, misplaced.has(row.dataset.name) ? "wrong" : "right");
  }
}

function markStep(row, name) {
  row.classList.add(name);
  slot(row, "mark").replaceChildren(icon(name));
  slot(row, "state").textContent = say(`step.${name}`);
}

function stepRow({ name, html }) {
  const row = make("step");
  row.dataset.name = name;
  setMarkup(slot(row, "text"), html);
  const step = textOf(row);
  for (const control of row.querySelectorAll("[data-says]")) {
    control.setAttribute("aria-label", say(control.dataset.says, { step }));
  }
  return row;
}

function number(list) {
  [...list.children].forEach((row, index) => {
    slot(row, "place").value = index + 1;
    slot(row, "up").disabled = index === 0;
    slot(row, "down").disabled = index === list.children.length - 1;
  });
}

function listen(list, move) {
  const placeOf = (row) => [...list.children].indexOf(row) + 1;
  list.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    const row = button.closest("li");
    move(row, placeOf(row) + (button === slot(row, "up") ? -1 : 1));
    if (button.disabled) slot(row, "place").focus({ preventScroll: true });
  });
  list.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches("input:not([readonly])")) {
      event.preventDefault();
      event.stopPropagation();
      moveTo(event.target, move);
      list.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
      return;
    }
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.code];
    if (!step || !event.target.matches("input:not([readonly])")) return;
    event.preventDefault();
    const row = event.target.closest("li");
    move(row, placeOf(row) + step);
    event.target.select();
  });
  // A digit that no further digit could follow moves the step at once.
  list.addEventListener("input", ({ target }) => {
    if (Number(target.value) * 10 > list.children.length) moveTo(target, move);
  });
  list.addEventListener("change", ({ target }) => moveTo(target, move));
  list.addEventListener("focusin", ({ target }) => target.select?.());

  function moveTo(field, to) {
    const row = field.closest("li");
    to(row, Number(field.value) || placeOf(row));
    field.select();
  }
}

function textOf(row) {
  return slot(row, "text").textContent.trim();
}
