/** How many cards are left: what the server said, and what it does not know yet. */

const STEPS = ["learning", "relearning"];
/** What an event takes off the cards that are left, or gives back. */
const CHANGES = { review: -1, retraction: 1 };
const HOLDS = { suspend: -1, bury: -1, resume: 1, unbury: 1 };

export class Tally {
  #counts = { new: 0, learning: 0, review: 0 };
  /** The answers that put their card into a step: undo takes it out again. */
  #stepped = new Set();

  /** Take over counts that know of all events but these. */
  set(counts, unknown = []) {
    this.#counts = { ...counts };
    for (const event of unknown) add(this.#counts, event.phase, -changeOf(event));
  }

  /** Count an event that the server has now. */
  hear(event, { status, phase: after }) {
    if (status === "rejected") return;
    add(this.#counts, event.phase, changeOf(event));
    const { kind, body } = event;
    if (kind === "review" && STEPS.includes(after)) {
      this.#stepped.add(body.uid);
      add(this.#counts, after, 1);
    }
    const isBack = kind === "retraction" && this.#stepped.delete(body.review_uid);
    if (isBack) add(this.#counts, "learning", -1);
  }

  /** Give what is left, with these events that the server does not know. */
  left(unknown) {
    const left = { ...this.#counts };
    for (const event of unknown) add(left, event.phase, changeOf(event));
    return left;
  }
}

function changeOf({ kind, body }) {
  return CHANGES[kind] ?? (kind === "hold" ? HOLDS[body.action] ?? 0 : 0);
}

function add(counts, phase, n) {
  const name = phase === "relearning" ? "learning" : phase;
  if (name in counts) counts[name] = Math.max(0, counts[name] + n);
}
