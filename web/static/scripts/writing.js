/** What is answered in writing: a name, a sentence put right, a sentence with its reason.
 *
 * Views as in question.js. In a field of several lines Enter begins a line; with Ctrl or
 * Cmd it answers.
 */

import { isNear } from "./grading.js";
import { make, say, slot } from "./page.js";

// On a phone a field with the focus would bring the keyboard up, over the question.
const hasKeyboard = matchMedia("(pointer: fine)").matches;

/** Lay out a field for a name; one slip in it may be put right once. */
export function typedView() {
  const element = make("typed");
  const input = slot(element, "input");
  const hint = slot(element, "hint");
  let firstTry = "";
  return {
    element,
    shown: [],
    focus: () => input.focus({ preventScroll: true }),
    response: () => {
      const text = input.value.trim();
      return firstTry ? { text, first_try: firstTry } : { text };
    },
    // Nothing is told of the answer but that it is near; nothing is stored yet.
    isAnotherTry(response, answer) {
      if (firstTry || !response.text || !isNear(response.text, answer)) return false;
      firstTry = response.text;
      hint.textContent = say("almost");
      input.select();
      return true;
    },
    pick() {},
    mark() {
      hint.textContent = "";
      input.readOnly = true;
      input.blur();
    },
  };
}

/** Lay out a field for a sentence that the student compares with the answer. */
export function sentenceView() {
  const { element, text, focus, close } = writingField("sentence");
  return {
    element,
    shown: [],
    focus: hasKeyboard ? focus : undefined,
    response: () => (text() ? { text: text() } : {}),
    pick() {},
    mark: close,
  };
}

/** Lay out a field in which a wrong sentence is put right; it may be left empty. */
export function correctionField() {
  const field = writingField("correction");
  return { ...field, focus: hasKeyboard ? field.focus : () => {} };
}

function writingField(name) {
  const element = make(name);
  const area = slot(element, "area");
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    element.requestSubmit();
  });
  return {
    element,
    text: () => area.value.trim(),
    focus: () => area.focus({ preventScroll: true }),
    close() {
      area.readOnly = true;
      area.blur();
    },
  };
}
