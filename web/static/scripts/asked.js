/** A card while it is being asked, and how far it has come. */

import { explain, inWords } from "./answer.js";
import { AGAIN, GOOD, hasOwnPart, isRight } from "./grading.js";
import { annotate } from "./notes.js";
import { say, slot } from "./page.js";
import { newUid } from "./uid.js";

const TITLE_LENGTH = 80;
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export class Asked {
  /** The name of the answer to come: made now, so that it can come but once. */
  uid = newUid();
  response = null;
  /** Whether the response is right; null: it is for the student to say. */
  isRight = null;
  /** Whether the student marks it, all of it or a part. */
  isOwnToMark = false;
  isRevealed = false;
  isOverridden = false;
  answer = null;
  #shownAt = performance.now();

  constructor(card, view) {
    this.card = card;
    this.view = view;
  }

  /** What is said above the card, if anything. */
  get hint() {
    if (this.card.is_flagged) return say("flagged");
    return this.card.dueAt > Date.now() ? say("ahead") : "";
  }

  /** Take a response: it stays, even while the answer to it has not come. */
  lock(response) {
    this.response = response;
    this.view.element.classList.add("responded");
    for (const option of this.view.element.querySelectorAll(".option")) {
      option.setAttribute("aria-disabled", "true");
    }
  }

  /** Take a slip of the finger back before anything is marked. */
  unlock() {
    this.response = null;
    this.view.element.classList.remove("responded");
  }

  /** Show the answer below the question; give its element. */
  reveal(answer) {
    const { card, view, response, uid } = this;
    this.answer = answer;
    this.isRight = isRight(card.format, response, answer);
    this.isOwnToMark = this.isRight === null || hasOwnPart(card.format, response, answer);
    this.isRevealed = true;
    view.mark(answer, response);
    view.element.classList.add("answered");
    const explanation = explain(card, response, answer);
    slot(view.element, "answer").append(explanation);
    annotate(explanation, { card, uid, answer, isMissed: this.isRight === false });
    return explanation;
  }

  /** The rating that the program gives, unless the student counts it otherwise. */
  get ratingNow() {
    return this.isRight === this.isOverridden ? AGAIN : GOOD;
  }

  /** Say in words how the response was. */
  verdict() {
    if (this.isRight === null) return say("said.answer");
    const answer = inWords(this.card, this.answer);
    return say(this.isRight ? "said.right" : "said.wrong", { answer });
  }

  /** Give the answer as the server takes it. */
  review(rating, purpose) {
    const { card, uid, view, response, isOverridden } = this;
    return {
      uid,
      card: card.card,
      rating,
      response,
      shown: view.shown,
      duration_ms: Math.round(performance.now() - this.#shownAt),
      answered_at: new Date().toISOString(),
      zone,
      format: card.format,
      overridden: isOverridden,
      purpose,
    };
  }

  /** Give what the outbox is told of the card: to count it, and to name it. */
  about() {
    const { phase, card } = this.card;
    const text = slot(this.view.element, "text").textContent.trim();
    return { phase, card, title: text.slice(0, TITLE_LENGTH) };
  }
}
