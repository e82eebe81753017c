/** The keyboard of the review page.
 *
 * Keys are known by their place, not by what is printed on them: on a French keyboard
 * the digits need Shift. While somebody types, no key means anything but Escape, which
 * leaves the field for the question.
 */

const ACTIONS = {
  Space: "go",
  Enter: "go",
  NumpadEnter: "go",
  KeyU: "undo",
  KeyP: "menu",
  KeyO: "override",
  KeyV: "true",
  KeyF: "false",
};

/** Call `act(action, digit)` at each key that means something and is not in use. */
export function listen(act) {
  document.addEventListener("keydown", (event) => {
    if (event.code === "Escape" && isTyping(event.target)) leave(event.target);
    const action = actionOf(event);
    if (!action || isTyping(event.target)) return;
    // A key held down says nothing new: it must not rate the next card.
    if (event.repeat) event.preventDefault();
    else if (!isTaken(event, action) && act(action, digitOf(event))) event.preventDefault();
  });
}

function actionOf(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key === "?") return "help";
  if (digitOf(event) !== null) return "digit";
  return ACTIONS[event.code] ?? null;
}

function digitOf({ code }) {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code);
  return digit ? Number(digit[1]) : null;
}

function isTyping({ tagName, readOnly }) {
  return tagName === "TEXTAREA" || tagName === "SELECT" || (tagName === "INPUT" && !readOnly);
}

function leave(field) {
  if (!field.closest("dialog")) document.getElementById("question-text")?.focus();
}

// Space and Enter belong to the control that has the focus.
function isTaken({ target }, action) {
  if (document.querySelector("dialog[open]")) return true;
  return action === "go" && target.closest("a, button, summary") !== null;
}
