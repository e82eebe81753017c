/** The editor of a paper: checks while one writes, and keeps what is written.
 *
 * Each button of the form works without this; here it is pressed without leaving the page.
 * Also on the pages that list what this device keeps, or say that it is stored.
 */

import { dropDraft, dropDrafts, keepDraft, keptDrafts, momentOf } from "./scripts/drafts.js";
import { setMarkup } from "./scripts/markup.js";
import { NumberedText } from "./scripts/numbered.js";
import { say, slot } from "./scripts/page.js";

const PAUSE_MS = 700;
const AGAIN_MS = 3_000;
const PARTS = ["exam", "key", "settings"];

const stored = document.querySelector("[data-stored]");
if (stored) await dropDrafts(stored.dataset.stored);
const list = document.querySelector("[data-drafts]");
if (list) await listDrafts();
const form = document.querySelector("[data-editor]");
if (form) await edit();

async function listDrafts() {
  const drafts = await keptDrafts();
  const seen = new Set();
  for (const draft of drafts) {
    if (seen.has(draft.deck)) continue;
    seen.add(draft.deck);
    const line = document.getElementById("draft-line").content.cloneNode(true);
    const link = line.querySelector("[data-slot=open]");
    link.textContent = draft.title;
    link.href = draft.address;
    line.querySelector("[data-slot=when]").textContent = momentOf(draft);
    slot(list, "drafts").append(line);
  }
  list.hidden = drafts.length === 0;
}

async function edit() {
  const texts = Object.fromEntries(
    PARTS.map((part) => [part, new NumberedText(document.getElementById(part))]),
  );
  const status = form.querySelector("[data-status]");
  const shown = document.querySelector("[data-checked]");
  const base = form.elements.base;
  const deck = form.dataset.draft;
  const source = `${base.value} ${form.dataset.source}`;
  const first = { ...values("defaultValue"), base: base.value };
  let isLeaving = false;
  let isUnsaved = form.dataset.unsaved !== undefined;
  let timer;
  let asked = 0;

  form.addEventListener("input", changed);
  form.addEventListener("submit", press);
  shown.addEventListener("click", follow);
  addEventListener("online", check);
  addEventListener("beforeunload", (event) => {
    if (isUnsaved && !isLeaving) event.preventDefault();
  });
  addEventListener("pageshow", () => {
    isLeaving = false;
  });
  markLines();
  const place = PARTS.map((part) => document.getElementById(part)).find((f) => f.dataset.line);
  if (place) texts[place.id].go(Number(place.dataset.line));
  const isTyped = !isFirst(values()); // before this script was there
  if (isTyped) changed();
  else await offer();
  if (isUnsaved) await keep();

  function values(which = "value") {
    return Object.fromEntries(PARTS.map((part) => [part, document.getElementById(part)[which]]));
  }

  function isFirst(other) {
    return PARTS.every((part) => other[part] === first[part]);
  }

  function changed() {
    isUnsaved = true;
    keep();
    clearTimeout(timer);
    timer = setTimeout(check, PAUSE_MS);
  }

  function draft() {
    const title = form.elements.title.value;
    const fields = { deck, source, title, base: base.value };
    const path = form.elements.slug.value
      ? `${location.pathname}`
      : `${location.pathname}?${new URLSearchParams({ title })}`;
    return { ...fields, ...values(), address: path };
  }

  async function keep() {
    await keepDraft(draft()).catch(() => {}); // on a full disk the warning remains
  }

  // Without a question for the reader where nothing can go wrong.
  async function offer() {
    const drafts = await keptDrafts(deck).catch(() => []);
    for (const each of drafts.filter(isFirst)) await dropDraft(each);
    const [other] = drafts.filter((each) => !isFirst(each));
    if (!other) return;
    if (other.source === source) {
      take(other);
      ask("restored", other, "take-stored", first, "keep");
    } else {
      ask("other", other, "take-other", other, "drop");
    }
  }

  function take(draft) {
    for (const part of PARTS) texts[part].restore(draft[part]);
    base.value = draft.base;
    changed();
  }

  function ask(words, draft, first, taken, second) {
    const box = document.querySelector("[data-kept]");
    slot(box, "kept-words").textContent = say(words, { moment: momentOf(draft) });
    slot(box, "take").textContent = say(first);
    slot(box, "drop").textContent = say(second);
    slot(box, "take").addEventListener("click", async () => {
      take(taken);
      if (taken === draft) await dropDraft(draft);
      close();
    });
    slot(box, "drop").addEventListener("click", async () => {
      if (second === "drop") await dropDraft(draft);
      close();
    });
    box.hidden = false;

    function close() {
      box.hidden = true;
      document.getElementById("exam").focus();
    }
  }

  async function press(event) {
    if (event.submitter?.dataset.plan !== undefined) {
      isLeaving = true;
      return;
    }
    event.preventDefault();
    const add = event.submitter?.name === "add" ? event.submitter.value : "";
    const answer = await send(add);
    if (!answer) return;
    if (add) {
      for (const part of ["exam", "key"]) texts[part].text = answer[part];
      changed();
      texts[answer.part]?.go(answer.line);
      if (answer.line) status.textContent = say("added", { n: answer.line });
    } else {
      document.getElementById("to-correct")?.focus();
    }
  }

  async function check() {
    await send("");
  }

  // Only the answer to what was asked last counts, and to a text that still stands.
  async function send(add) {
    clearTimeout(timer);
    asked += 1;
    const number = asked;
    const sent = values();
    status.textContent = say("checking");
    const answer = await post(add);
    if (number !== asked) return null;
    if (!answer) {
      status.textContent = say(navigator.onLine ? "unchecked" : "offline");
      if (navigator.onLine) timer = setTimeout(check, AGAIN_MS);
      return null;
    }
    if (add && PARTS.some((part) => texts[part].text !== sent[part])) return send(add);
    setMarkup(shown, answer.html);
    status.textContent = shown.querySelector("[data-verdict]").textContent.trim();
    markLines();
    return answer;
  }

  async function post(add) {
    const body = new FormData(form);
    body.set("add", add);
    const headers = { Accept: "application/json" };
    const response = await fetch(form.action, { method: "POST", body, headers }).catch(() => null);
    return response?.ok && !response.redirected ? response.json() : null;
  }

  function follow(event) {
    const link = event.target.closest("a[data-line]");
    if (!link) return;
    event.preventDefault();
    if (link.dataset.part === "settings") document.getElementById("settings").closest("details").open = true;
    texts[link.dataset.part].go(Number(link.dataset.line));
  }

  function markLines() {
    for (const part of PARTS) {
      const wrong = shown.querySelectorAll(`[data-error][data-part="${part}"]`);
      texts[part].mark(new Set([...wrong].map((link) => Number(link.dataset.line))));
    }
  }
}
