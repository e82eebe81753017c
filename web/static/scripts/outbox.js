/** Events on their way to the server: kept on this device until it has them.
 *
 * Events leave in the order in which they happened, and one leaves the device only by its
 * own outcome. Each has a uid, so that sending one twice is harmless. What the server
 * refuses is kept apart, to be read, sent again or dropped by the student.
 */

import { postEvents, Refused, SignedOut } from "./api.js";

/** Where the events of a kind go, what their batch calls them, whether they are numbered. */
const KINDS = {
  review: { path: "/api/reviews", events: "reviews", isNumbered: true },
  retraction: { path: "/api/retractions", events: "retractions" },
  hold: { path: "/api/holds", events: "holds", isNumbered: true },
  miss: { path: "/api/misses", events: "misses" },
  note: { path: "/api/notes", events: "notes" },
  report: { path: "/api/reports", events: "reports" },
};
const BATCH = 100;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;

/** Tells `changed` (something is kept, gone or refused), `sent` and `stuck`. */
export class Outbox extends EventTarget {
  #store;
  #others;
  #storing = Promise.resolve();
  #sending = null;
  #timer = 0;
  #wait = FIRST_WAIT_MS;
  #size = BATCH;

  /** The events that the server has not answered for, oldest first. */
  waiting = [];

  /** The events that the server refused, each with its `reason`. */
  refused = [];

  /** Whether the last try to send failed. */
  isStuck = false;

  /** Whether it failed because the learner is not signed in any more. */
  isSignedOut = false;

  /** How many are on the disk: what is said to be kept is kept. */
  get kept() {
    return this.#keptAnswers || this.#onDisk.length;
  }

  /** What `kept` counts: "answers" that are not taken back or, without any, "changes". */
  get keptKind() {
    return this.#keptAnswers > 0 ? "answers" : "changes";
  }

  get #onDisk() {
    return this.waiting.filter(({ sequence }) => sequence);
  }

  get #keptAnswers() {
    const takenBack = new Set(
      this.#onDisk.filter(({ kind }) => kind === "retraction").map(({ body }) => body.review_uid),
    );
    const isAnswer = ({ kind, body }) => kind === "review" && !takenBack.has(body.uid);
    return this.#onDisk.filter(isAnswer).length;
  }

  /** Open the outbox in a store, with what is left there from before.
   *
   * `others`: a BroadcastChannel to the pages that share the store.
   */
  static async open(store, others) {
    const outbox = new Outbox();
    outbox.#store = store;
    outbox.#others = others;
    await outbox.#read();
    others.addEventListener("message", ({ data }) => outbox.#hearOther(data));
    addEventListener("online", () => outbox.#hurry());
    document.addEventListener("visibilitychange", () => document.hidden || outbox.#hurry());
    return outbox;
  }

  /** Keep an event, then send it.
   *
   * `about`: the `phase` of the card before it, and a `title` to know it by.
   */
  async add(kind, body, about = {}) {
    const event = { kind, body, ...about };
    this.waiting.push(event);
    this.#tell("changed");
    this.#storing = this.#storing.then(() => this.#keep(event));
    await this.#storing;
    this.#tell("changed");
    this.#others.postMessage({ type: "changed" });
    // A sending that is under way may have looked before this one was there.
    await this.#sending;
    return this.flush();
  }

  /** Drop a refused event for good. */
  async dismiss(uid) {
    await this.#store.remove("refused", [uid]);
    await this.#shareChange();
  }

  /** Try once more to send a refused event. */
  async resend(uid) {
    const { reason: _reason, uid: _uid, sequence: _old, ...event } = this.refused.find(
      (each) => each.uid === uid,
    );
    await this.#store.add(event);
    await this.dismiss(uid);
    return this.flush();
  }

  /** Send until nothing waits; resolves when it is sent, or when a try has failed. */
  async flush() {
    do await this.send();
    while (!this.isStuck && this.waiting.length > 0);
  }

  /** Send what waits now; resolves when it is sent, or when the try has failed. */
  send() {
    this.#sending ??= alone(() => this.#sendAll()).finally(() => {
      this.#sending = null;
    });
    return this.#sending;
  }

  // The network may be said to be back a moment before it is: then try again soon.
  #hurry() {
    this.#wait = FIRST_WAIT_MS;
    this.flush();
  }

  // A full disk is no reason not to send: then the event lives as long as the page.
  async #keep(event) {
    try {
      event.sequence = await this.#store.add(event);
    } catch {
      event.sequence = Date.now();
      event.isPassing = true;
    }
  }

  async #sendAll() {
    clearTimeout(this.#timer);
    await this.#storing;
    try {
      await this.#read();
      for (let batch = this.#batch(); batch.length > 0; batch = this.#batch()) {
        await this.#sendBatch(batch);
      }
      const wasStuck = this.isStuck;
      this.isStuck = false;
      this.isSignedOut = false;
      this.#wait = FIRST_WAIT_MS;
      this.#size = BATCH;
      if (wasStuck) this.#tell("sent", []); // nothing waits any more: say so
    } catch (error) {
      this.isStuck = true;
      this.isSignedOut = error instanceof SignedOut;
      this.#timer = setTimeout(() => this.flush(), this.#wait);
      this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
      this.#tell("stuck", error);
    }
    this.#tell("changed");
  }

  // Another page may have added or sent some: what is on the disk is what there is.
  async #read() {
    const stored = ({ sequence, isPassing }) => sequence && !isPassing;
    const known = new Set(this.waiting.filter(stored));
    try {
      const [events, refused] = await Promise.all([
        this.#store.all("events"),
        this.#store.all("refused"),
      ]);
      const found = new Set(events.map(({ sequence }) => sequence));
      const own = this.waiting.filter((each) => !known.has(each) && !found.has(each.sequence));
      this.waiting = [...events, ...own];
      this.refused = refused;
    } catch {
      // A disk that fails: what is known here still goes out.
    }
  }

  // The longest run of one kind at the front, among what is on the disk already.
  #batch() {
    const ready = this.waiting.filter(({ sequence }) => sequence);
    const other = ready.findIndex(({ kind }) => kind !== ready[0].kind);
    return ready.slice(0, Math.min(this.#size, other === -1 ? ready.length : other));
  }

  async #sendBatch(batch) {
    try {
      const { results } = await post(batch);
      await this.#settle(batch, results);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // One bad event must not hold up the others: find it, and set it aside.
      if (batch.length > 1) this.#size = 1;
      else await this.#settle(batch, [rejection(batch[0], error.message)]);
    }
  }

  async #settle(batch, results) {
    const outcomes = new Map(results.map((outcome) => [outcome.uid, outcome]));
    const heard = batch
      .filter(({ body }) => outcomes.has(body.uid))
      .map((event) => ({ event, outcome: outcomes.get(event.body.uid) }));
    if (heard.length === 0) throw new Error("no outcome for what was sent");
    const refused = heard
      .filter(({ outcome }) => outcome.status === "rejected")
      .map(({ event, outcome }) => ({ ...event, uid: outcome.uid, reason: outcome.reason }));
    const sequences = new Set(heard.map(({ event }) => event.sequence));
    await this.#store.settle([...sequences], refused);
    this.waiting = this.waiting.filter(({ sequence }) => !sequences.has(sequence));
    this.refused = [...this.refused, ...refused];
    this.#tell("sent", heard);
    this.#others.postMessage({ type: "sent", heard });
  }

  async #shareChange() {
    await this.#read();
    this.#tell("changed");
    this.#others.postMessage({ type: "changed" });
  }

  async #hearOther({ type, heard }) {
    if (type !== "changed" && type !== "sent") return;
    await this.#sending; // it would take off what was read here
    await this.#read();
    if (type === "sent") this.#tell("sent", heard);
    this.#tell("changed");
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function rejection({ body }, reason) {
  return { uid: body.uid, status: "rejected", reason };
}

function post(batch) {
  const { path, events, isNumbered } = KINDS[batch[0].kind];
  const bodies = batch.map(({ body, sequence }) => (isNumbered ? { ...body, sequence } : body));
  return postEvents(path, { [events]: bodies });
}

// Two open pages hold the same events: only one of them sends at a time.
function alone(send) {
  return navigator.locks ? navigator.locks.request("trainer-outbox", send) : send();
}
