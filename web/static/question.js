/** One question on the page, in its format, and what is answered to it.
 *
 * Each format gives a view: `element`; `focus()`; `response()`, or null while there is
 * none; `pick(n)` for the n-th option; `mark(answer)` once the answer may be seen.
 */

import { setMarkup } from "./markup.js";
import { orderingView } from "./ordering.js";
import { icon, make, say, slot } from "./page.js";

/** Lay out a card; `respond()` is called when choosing an option is the whole answer. */
export function present(card, respond) {
  const element = make("question");
  const text = slot(element, "text");
  setMarkup(text, card.text);
  slot(element, "ask").textContent = card.ask;
  element.dataset.format = card.format;
  const view = VIEWS[card.format](card, respond);
  if (view.element) slot(element, "response").append(view.element);
  const focus = view.focus ?? (() => text.focus({ preventScroll: true }));
  return { ...view, element, focus };
}

const VIEWS = {
  choice: choiceView,
  true_false: trueFalseView,
  ordering: orderingView,
  typed: typedView,
  self_marked: () => ({ response: () => ({}), shown: [], pick() {}, mark() {} }),
};

function choiceView(card, respond) {
  const options = card.options.map(({ value, html }) => ({ value, html }));
  const list = optionList(options, respond);
  return {
    ...list,
    shown: options.map(({ value }) => value),
    response: () => (list.chosen() === null ? null : { choice: list.chosen() }),
    mark: (answer) => list.mark((value) => answer.right.includes(value)),
  };
}

function trueFalseView(card, respond) {
  const options = [
    { value: true, text: say("true") },
    { value: false, text: say("false") },
  ];
  const list = optionList(options, respond);
  return {
    ...list,
    shown: [],
    response: () => (list.chosen() === null ? null : { is_true: list.chosen() }),
    mark: (answer) => list.mark((value) => value === answer.is_true),
  };
}

function optionList(options, respond) {
  const element = make("options");
  const buttons = options.map((option, index) => optionButton(option, index));
  let chosen = null;
  const pick = (number) => {
    if (chosen !== null || !buttons[number - 1]) return;
    chosen = options[number - 1].value;
    buttons[number - 1].classList.add("chosen");
    respond();
  };
  buttons.forEach((button, index) => {
    button.addEventListener("click", () => pick(index + 1));
    element.append(document.createElement("li"));
    element.lastElementChild.append(button);
  });
  const mark = (isRight) =>
    buttons.forEach((button, index) => {
      const { value } = options[index];
      markOption(button, isRight(value), value === chosen);
    });
  return { element, pick, chosen: () => chosen, mark };
}

function optionButton({ html, text }, index) {
  const button = make("option");
  slot(button, "number").textContent = index + 1;
  if (text) slot(button, "text").textContent = text;
  else setMarkup(slot(button, "text"), html);
  return button;
}

function markOption(button, isRight, isChosen) {
  button.setAttribute("aria-disabled", "true");
  if (!isRight && !isChosen) return;
  const name = isRight ? "right" : "wrong";
  button.classList.add(name);
  slot(button, "number").replaceChildren(icon(name));
  slot(button, "state").textContent = say(`option.${name}`);
}

function typedView() {
  const element = make("typed");
  const input = slot(element, "input");
  return {
    element,
    shown: [],
    focus: () => input.focus({ preventScroll: true }),
    response: () => ({ text: input.value.trim() }),
    pick() {},
    mark() {
      input.readOnly = true;
      input.blur();
    },
  };
}
