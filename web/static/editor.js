/** The editor of a paper, and the pages that know of texts which are not stored yet.
 *
 * Such a text is offered again where it was written, listed where one begins, and
 * forgotten once it is stored.
 */

import { dropDraft, dropDrafts, keptDrafts, momentOf } from "./scripts/drafts.js";
import { Editor, PARTS } from "./scripts/editing.js";
import { make, say, slot } from "./scripts/page.js";

const stored = document.querySelector("[data-stored]");
if (stored) await dropDrafts(stored.dataset.stored);
const list = document.querySelector("[data-drafts]");
if (list) await listDrafts();
const form = document.querySelector("[data-editor]");
if (form) await begin(new Editor(form));

async function listDrafts() {
  const newest = new Map();
  for (const draft of await keptDrafts()) {
    if (!newest.has(draft.deck)) newest.set(draft.deck, draft);
  }
  for (const draft of newest.values()) {
    const line = make("draft-line");
    slot(line, "open").textContent = draft.title;
    slot(line, "open").href = draft.address;
    slot(line, "when").textContent = momentOf(draft);
    slot(list, "drafts").append(line);
  }
  list.hidden = newest.size === 0;
}

async function begin(editor) {
  const added = PARTS.find((part) => form.elements[part].dataset.line);
  if (added) editor.go(added, Number(form.elements[added].dataset.line));
  // What was typed before this script was there, or came back from the server, counts.
  if (editor.isChanged) editor.changed();
  else await offer(editor);
}

async function offer(editor) {
  const kept = await keptDrafts(editor.deck).catch(() => []);
  for (const each of kept.filter((draft) => editor.isFirst(draft))) await dropDraft(each);
  const drafts = kept.filter((each) => !editor.isFirst(each));
  const draft = drafts.find(({ source }) => source === editor.source) ?? drafts[0];
  if (!draft) return;
  // Without a question where nothing can go wrong: the text began as this one does.
  const isSame = draft.source === editor.source;
  if (isSame) editor.take(draft);
  const box = document.querySelector("[data-kept]");
  const [words, take, drop] = isSame
    ? ["restored", "take-stored", "keep"]
    : ["other", "take-other", "drop"];
  slot(box, "kept-words").textContent = say(words, { moment: momentOf(draft) });
  slot(box, "take").textContent = say(take);
  slot(box, "drop").textContent = say(drop);
  slot(box, "take").addEventListener("click", () => {
    editor.take(isSame ? editor.first : draft);
    close(box);
  });
  slot(box, "drop").addEventListener("click", () => close(box));
  slot(box, isSame ? "take" : "drop").addEventListener("click", () => dropDraft(draft));
  box.hidden = false;
}

function close(box) {
  box.hidden = true;
  form.elements.exam.focus();
}
