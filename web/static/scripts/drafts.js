/** Texts that are being written and are not stored yet, kept on this device.
 *
 * In the store of who is signed in: they go when that person signs out. Several may be of
 * one deck: a text that began with another version, or with an upload, is another draft.
 */

import { openStore, PassingStore } from "./store.js";

const { learner } = document.body.dataset;
const store = learner ? await openStore(`trainer-${learner}`) : new PassingStore();
const FACT = "draft ";

/** Keep a text: `deck` says of what, `source` with what it began. */
export async function keepDraft(draft) {
  await store.put("facts", { ...draft, name: nameOf(draft), at: Date.now() });
}

/** Give what is kept, the newest first; of one deck, or of all. */
export async function keptDrafts(deck) {
  const facts = await store.all("facts");
  return facts
    .filter(({ name }) => name.startsWith(FACT))
    .filter((draft) => deck === undefined || draft.deck === deck)
    .sort((one, other) => other.at - one.at);
}

/** Forget one text. */
export async function dropDraft(draft) {
  await store.remove("facts", [nameOf(draft)]);
}

/** Forget all texts of a deck: they are stored now. */
export async function dropDrafts(deck) {
  const drafts = await keptDrafts(deck);
  await store.remove("facts", drafts.map(nameOf));
}

/** Say when a text was kept, as the reader's language writes it. */
export function momentOf(draft) {
  const style = { dateStyle: "short", timeStyle: "short" };
  return new Intl.DateTimeFormat(document.documentElement.lang, style).format(draft.at);
}

function nameOf({ deck, source }) {
  return `${FACT}${deck} ${source}`;
}
