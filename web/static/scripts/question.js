/** One question on the page, in its format, and what is answered to it.
 *
 * Each format gives a view: `element`; `focus()`; `response()`, or null while there is
 * none; `pick(n)` for the n-th option; `isAnotherTry(response, answer)`, if an answer may
 * be put right; `mark(answer, response)` once the answer may be seen.
 */

import { setMarkup } from "./markup.js";
import { orderingView } from "./ordering.js";
import { icon, make, say, slot } from "./page.js";
import { correctionField, sentenceView, typedView } from "./writing.js";

/** Lay out a card.
 *
 * `respond()` is called when choosing an option is the whole answer, `offerCheck()` when
 * there is more to say after the choice.
 */
export function present(card, respond, offerCheck) {
  const element = make("question");
  const text = slot(element, "text");
  setMarkup(text, card.text);
  slot(element, "ask").textContent = card.ask;
  element.dataset.format = card.format;
  const view = VIEWS[card.format](card, respond, offerCheck);
  if (view.element) slot(element, "response").append(view.element);
  const focus = view.focus ?? (() => text.focus({ preventScroll: true }));
  return { ...view, element, focus };
}

const VIEWS = {
  choice: choiceView,
  true_false: trueFalseView,
  ordering: orderingView,
  typed: typedView,
  sentence: sentenceView,
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

// Who finds a sentence wrong is asked to put it right, and may leave that.
function trueFalseView(card, respond, offerCheck) {
  const options = [
    { value: true, text: say("true") },
    { value: false, text: say("false") },
  ];
  const field = correctionField();
  field.element.hidden = true;
  const ask = () => {
    if (list.chosen()) {
      respond();
      return;
    }
    field.element.hidden = false;
    offerCheck();
    field.focus();
  };
  const list = optionList(options, ask, { isFinal: (value) => value });
  const element = document.createElement("div");
  element.append(list.element, field.element);
  return {
    ...list,
    element,
    shown: [],
    response: () => verdictResponse(list.chosen(), field.text()),
    mark(answer) {
      field.close();
      if (list.chosen() !== false) field.element.hidden = true;
      list.mark((value) => value === answer.is_true);
    },
  };
}

function verdictResponse(verdict, text) {
  if (verdict === null) return null;
  return verdict || !text ? { is_true: verdict } : { is_true: verdict, text };
}

function optionList(options, respond, { isFinal = () => true } = {}) {
  const element = make("options");
  const buttons = options.map((option, index) => optionButton(option, index));
  let chosen = null;
  const pick = (number) => {
    const option = options[number - 1];
    if (!option || option.value === chosen || (chosen !== null && isFinal(chosen))) return;
    chosen = option.value;
    buttons.forEach((button, index) => choose(button, index === number - 1));
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

function choose(button, isChosen) {
  button.classList.toggle("chosen", isChosen);
  button.setAttribute("aria-pressed", String(isChosen));
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
