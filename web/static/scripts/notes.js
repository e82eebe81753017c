/** What a student says of a card: a note of one's own, an error, why an answer was wrong.
 *
 * None of it moves the schedule; all of it goes by the outbox.
 */

import { outbox } from "./device.js";
import { make, say, slot } from "./page.js";
import { announce } from "./screen.js";
import { newUid } from "./uid.js";

/** Add to a shown answer what can be said of its card; after a miss also why. */
export function annotate(explanation, { card, uid, answer, isMissed }) {
  if (isMissed) explanation.append(missChoice(uid));
  const own = make("own");
  slot(own, "edit").addEventListener("click", () => openNote(card, answer));
  slot(own, "report").addEventListener("click", () => openReport(card));
  explanation.append(own);
  showNote(answer.note);
}

/** Let the student write, change or take away the note on a card. */
export async function openNote(card, answer) {
  const given = await answer;
  const text = await written("note", given.note);
  if (text === null || text === given.note) return;
  given.note = text;
  const note = { uid: newUid(), card: card.card, text, written_at: new Date().toISOString() };
  outbox.add("note", note, { title: say("title.note") });
  if (document.querySelector(".own")) showNote(text);
  announce(say("noted"));
}

/** Let the student say what is wrong with a card. */
export async function openReport(card) {
  const text = await written("report", "");
  if (!text) return;
  const report = { uid: newUid(), card: card.card, text, reported_at: new Date().toISOString() };
  outbox.add("report", report, { title: say("title.report") });
  const done = document.querySelector('.own [data-slot="done"]');
  if (done) done.textContent = say("reported");
  announce(say("reported"));
}

function showNote(text) {
  const own = document.querySelector(".own");
  slot(own, "note").hidden = !text;
  slot(own, "text").textContent = text;
  slot(own, "edit-name").textContent = say(text ? "note.change" : "note.add");
}

// What was written in a dialog; null, if it was left.
function written(name, text) {
  const dialog = document.getElementById(`${name}-dialog`);
  const area = slot(dialog, "area");
  area.value = text;
  dialog.returnValue = "";
  dialog.showModal();
  area.focus();
  return new Promise((resolve) => {
    const save = ({ key, ctrlKey, metaKey }) => {
      if (key === "Enter" && (ctrlKey || metaKey)) dialog.close("save");
    };
    area.addEventListener("keydown", save);
    const close = () => {
      area.removeEventListener("keydown", save);
      resolve(dialog.returnValue === "save" ? area.value.trim() : null);
    };
    dialog.addEventListener("close", close, { once: true });
  });
}

// One tap; another one says it otherwise, and the last one holds.
function missChoice(reviewUid) {
  const element = make("miss");
  element.addEventListener("click", ({ target }) => {
    const chosen = target.closest("button");
    if (!chosen || chosen.getAttribute("aria-pressed") === "true") return;
    for (const button of element.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button === chosen));
    }
    const { cause } = chosen.dataset;
    const miss = {
      uid: newUid(),
      review_uid: reviewUid,
      cause,
      said_at: new Date().toISOString(),
    };
    outbox.add("miss", miss, { title: say("title.miss") });
    element.closest(".answer").focus({ preventScroll: true }); // Space goes on again
  });
  return element;
}
