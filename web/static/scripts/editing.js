/** The form of the editor: presses its buttons without leaving the page.
 *
 * What is typed is kept on this device at once, and checked at each pause.
 */

import { keepDraft } from "./drafts.js";
import { setMarkup } from "./markup.js";
import { NumberedText } from "./numbered.js";
import { say } from "./page.js";

export const PARTS = ["exam", "key", "settings"];
const PAUSE_MS = 700;
const AGAIN_MS = 3_000;

export class Editor {
  #form;
  #status;
  #shown = document.querySelector("[data-checked]");
  #texts;
  #isLeaving = false;
  #isUnsaved;
  #cameUnsaved;
  #timer;
  #asked = 0;

  constructor(form) {
    this.#form = form;
    this.#status = form.querySelector("[data-status]");
    this.#cameUnsaved = form.dataset.unsaved !== undefined;
    this.#isUnsaved = this.#cameUnsaved;
    this.deck = form.dataset.draft;
    this.source = `${form.elements.base.value} ${form.dataset.source}`;
    this.first = { ...this.#values("defaultValue"), base: form.elements.base.value };
    this.#texts = Object.fromEntries(
      PARTS.map((part) => [part, new NumberedText(form.elements[part])]),
    );
    this.#listen();
    this.#markLines();
  }

  /** Whether something was typed that is nowhere but here. */
  get isChanged() {
    return this.#isUnsaved || !this.isFirst(this.#values());
  }

  /** Whether texts are those that the page came with. */
  isFirst(other) {
    return PARTS.every((part) => other[part] === this.first[part]);
  }

  /** Put other texts in, and go on with them. */
  take(draft) {
    for (const part of PARTS) this.#texts[part].restore(draft[part]);
    this.#form.elements.base.value = draft.base;
    this.changed();
  }

  /** Keep what is there now, and check it after a pause. */
  changed() {
    this.#isUnsaved = this.#cameUnsaved || !this.isFirst(this.#values());
    keepDraft(this.#draft()).catch(() => {}); // on a full disk the warning remains
    this.#checkAfter(PAUSE_MS);
  }

  /** Show a line of a text. */
  go(part, line) {
    this.#form.elements[part].closest("details")?.setAttribute("open", "");
    this.#texts[part].go(line);
  }

  #listen() {
    this.#form.addEventListener("input", () => this.changed());
    this.#form.addEventListener("submit", (event) => this.#press(event));
    this.#shown.addEventListener("click", (event) => this.#follow(event));
    addEventListener("online", () => this.#checkAfter(0));
    addEventListener("beforeunload", (event) => {
      if (this.#isUnsaved && !this.#isLeaving) event.preventDefault();
    });
    addEventListener("pageshow", () => {
      this.#isLeaving = false;
    });
  }

  #values(which = "value") {
    return Object.fromEntries(PARTS.map((part) => [part, this.#form.elements[part][which]]));
  }

  #draft() {
    const { base, slug, title } = this.#form.elements;
    const query = slug.value ? "" : `?${new URLSearchParams({ title: title.value })}`;
    return {
      ...this.#values(),
      deck: this.deck,
      source: this.source,
      title: title.value,
      base: base.value,
      address: slug.value ? `/content/decks/${slug.value}/editor` : `/content/editor${query}`,
    };
  }

  #checkAfter(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(""), ms);
  }

  async #press(event) {
    const { submitter } = event;
    this.#isLeaving = submitter?.dataset.plan !== undefined;
    if (this.#isLeaving) return;
    event.preventDefault();
    const add = submitter?.name === "add" ? submitter.value : "";
    const answer = await this.#send(add);
    if (answer && add) this.#put(answer);
    else if (answer) document.getElementById("to-correct")?.focus();
  }

  #put(answer) {
    for (const part of ["exam", "key"]) this.#texts[part].text = answer[part];
    if (!answer.line) return;
    this.go(answer.part, answer.line);
    this.#status.textContent = say("added", { n: answer.line });
  }

  // Only the answer to what was asked last counts, and to a text that still stands.
  async #send(add) {
    clearTimeout(this.#timer);
    this.#asked += 1;
    const number = this.#asked;
    const sent = this.#values();
    this.#status.textContent = say("checking");
    const answer = await this.#post(add);
    if (number !== this.#asked) return null;
    if (!answer) return this.#wait();
    const now = this.#values();
    if (add && PARTS.some((part) => now[part] !== sent[part])) return this.#send(add);
    setMarkup(this.#shown, answer.html);
    this.#status.textContent = this.#shown.querySelector("[data-verdict]").textContent.trim();
    this.#markLines();
    return answer;
  }

  #wait() {
    this.#status.textContent = say(navigator.onLine ? "unchecked" : "offline");
    if (navigator.onLine) this.#checkAfter(AGAIN_MS);
    return null;
  }

  async #post(add) {
    const body = new FormData(this.#form);
    body.set("add", add);
    const headers = { Accept: "application/json" };
    const request = fetch(this.#form.action, { method: "POST", body, headers });
    const response = await request.catch(() => null);
    return response?.ok && !response.redirected ? response.json() : null;
  }

  #follow(event) {
    const link = event.target.closest("a[data-line]");
    if (!link) return;
    event.preventDefault();
    this.go(link.dataset.part, Number(link.dataset.line));
  }

  #markLines() {
    for (const part of PARTS) {
      const wrong = this.#shown.querySelectorAll(`[data-error][data-part="${part}"]`);
      this.#texts[part].mark(new Set([...wrong].map((link) => Number(link.dataset.line))));
    }
  }
}
