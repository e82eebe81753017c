/** Events of a card beside its answer: as the server takes them, and their undoing. */

import { newUid } from "./uid.js";

const UNDOING = { suspend: "resume", bury: "unbury" };

/** Make the event that sets a card aside, takes it back or flags it. */
export function holdOf(card, action) {
  return { uid: newUid(), card: card.card, action, held_at: new Date().toISOString() };
}

/** Make the event that takes back what was done: an answer, or a card set aside. */
export function undoingOf({ kind, uid, card, action }) {
  if (kind === "hold") return { kind, body: holdOf(card, UNDOING[action]) };
  const retracted_at = new Date().toISOString();
  return { kind: "retraction", body: { uid: newUid(), review_uid: uid, retracted_at } };
}

/** Say whether an event takes its card off the day. */
export function takesOff({ kind, body }) {
  return kind === "review" || (kind === "hold" && body.action in UNDOING);
}
