/** Answers on their way to the server: kept on this device until it has them.
 *
 * Events leave in the order in which they happened, and one leaves the device only by its
 * own outcome. Each has a uid, so that sending one twice is harmless.
 */

import { postRetractions, postReviews, Refused } from "./api.js";
import { openStore } from "./store.js";

const BATCH = 100;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

export class Outbox extends EventTarget {
  #store;
  #storing = Promise.resolve();
  #sending = null;
  #timer = 0;
  #wait = FIRST_WAIT_MS;
  #size = BATCH;

  /** The events that the server has not answered for, oldest first. */
  waiting = [];

  /** Whether the last try to send failed. */
  isStuck = false;

  /** Open the outbox of one learner, with what is left there from before. */
  static async open(learner) {
    const outbox = new Outbox();
    outbox.#store = await openStore(`trainer-${learner}`);
    outbox.waiting = await outbox.#store.all();
    addEventListener("online", () => outbox.flush());
    return outbox;
  }

  /** Keep an answer, then send it; `phase` is that of the card before it. */
  addReview(review, phase) {
    return this.#add({ kind: "review", body: review, phase });
  }

  /** Keep the undoing of an answer, then send it. */
  addRetraction(retraction, phase) {
    return this.#add({ kind: "retraction", body: retraction, phase });
  }

  /** Send until nothing waits; resolves when it is sent, or when a try has failed. */
  async flush() {
    do await this.send();
    while (!this.isStuck && this.waiting.some(({ isRefused }) => !isRefused));
  }

  /** Send what waits now; resolves when it is sent, or when the try has failed. */
  send() {
    this.#sending ??= alone(() => this.#sendAll()).finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  async #add(event) {
    this.waiting.push(event);
    this.#storing = this.#storing.then(() => this.#keep(event));
    await this.#storing;
    // A sending that is under way may have looked before this one was there.
    await this.#sending;
    return this.flush();
  }

  // A full disk is no reason not to send: then the answer lives as long as the page.
  async #keep(event) {
    event.sequence = await this.#store.add(event).catch(() => Date.now());
  }

  async #sendAll() {
    clearTimeout(this.#timer);
    await this.#storing;
    try {
      for (let batch = this.#batch(); batch.length > 0; batch = this.#batch()) {
        await this.#sendBatch(batch);
      }
      const wasStuck = this.isStuck;
      this.isStuck = false;
      this.#wait = FIRST_WAIT_MS;
      if (wasStuck) this.#tell("sent", []); // nothing waits any more: say so
    } catch (error) {
      this.isStuck = true;
      this.#timer = setTimeout(() => this.flush(), this.#wait);
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
      this.#tell("stuck", error);
    }
  }

  // The longest run of one kind at the front, among what is on the disk already.
  #batch() {
    const ready = this.waiting.filter((event) => event.sequence && !event.isRefused);
    const other = ready.findIndex(({ kind }) => kind !== ready[0].kind);
    return ready.slice(0, Math.min(this.#size, other === -1 ? ready.length : other));
  }

  async #sendBatch(batch) {
    try {
      await this.#settle(batch, await post(batch));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // One bad event must not hold up the others: find it, and leave it on the device.
      if (batch.length > 1) this.#size = 1;
      else this.#setAside(batch[0], error);
    }
  }

  #setAside(event, error) {
    event.isRefused = true;
    this.#tell("refused", error);
  }

  async #settle(batch, { results }) {
    const outcomes = new Map(results.map((outcome) => [outcome.uid, outcome]));
    const settled = batch.filter(({ body }) => outcomes.has(body.uid));
    if (settled.length === 0) throw new Error("no outcome for what was sent");
    await this.#store.remove(settled.map(({ sequence }) => sequence));
    this.waiting = this.waiting.filter((event) => !settled.includes(event));
    const heard = settled.map((event) => ({ event, outcome: outcomes.get(event.body.uid) }));
    this.#tell("sent", heard);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function post(batch) {
  if (batch[0].kind === "retraction") {
    return postRetractions(batch.map(({ body }) => body));
  }
  return postReviews(batch.map(({ body, sequence }) => ({ ...body, sequence })));
}

// Two open pages hold the same events: only one of them sends at a time.
function alone(send) {
  return navigator.locks ? navigator.locks.request("trainer-outbox", send) : send();
}
