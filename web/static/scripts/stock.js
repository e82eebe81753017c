/** Today's cards at hand, with their answers, for the time without the network.
 *
 * The server plans the day; here its plan is only followed: an answered card leaves, one
 * that was missed comes back after its minutes. What the server says replaces all of it.
 */

import { getAnswers, getQueue } from "./api.js";

const MOST_CARDS = 200;
const CHUNK = 50;
const FRESH_MS = 10 * 60_000;
const MINUTE_MS = 60_000;
/** Steps due this soon are taken early when nothing else is left, as the server does. */
const AHEAD_MS = 20 * MINUTE_MS;
const STEPS = ["learning", "relearning"];

export class Stock {
  #store;
  #filling = null;
  /** What changed here while the server was asked, by card. */
  #changes = new Map();
  #changing = Promise.resolve();

  constructor(store) {
    this.#store = store;
  }

  /** Fetch the day's cards and answers, unless that was done a short while ago.
   *
   * `unsent()` names the cards whose answers the server does not have: what is known of
   * them here is newer than what it says.
   */
  async fill(unsent, { isUrgent = false } = {}) {
    const filled = await this.#store.get("facts", "stock");
    if (!isUrgent && filled && Math.abs(Date.now() - filled.at) < FRESH_MS) return;
    this.#filling ??= this.#fill(unsent).finally(() => {
      this.#filling = null;
    });
    await this.#filling;
  }

  /** Say whether the cards at hand are those of a day that still lasts. */
  async isOfToday() {
    const stock = await this.#store.get("facts", "stock").catch(() => null);
    return Boolean(stock) && Date.now() < stock.endsAt;
  }

  async #fill(unsent) {
    this.#changes.clear();
    const queue = await getQueue([], "", "", MOST_CARDS);
    const answers = await answersOf(queue.cards.map(({ card }) => card));
    const before = await this.#store.all("cards");
    const kept = new Set(before.map(({ card }) => card));
    const newer = new Set([...unsent(), ...this.#changes.keys()]);
    // What changed before the card was at hand is changed in what the server says.
    const isFresh = (card) => !newer.has(card) || (this.#changes.has(card) && !kept.has(card));
    const fresh = queue.cards
      .filter(({ card }) => isFresh(card) && answers.has(card))
      .map((asked, place) => ({
        ...entry(asked, answers.get(asked.card)),
        ...this.#changes.get(asked.card),
        place,
      }));
    const known = new Set(fresh.map(({ card }) => card));
    // Answered ones stay for an undo, until the day is over.
    const old = before
      .filter(({ card, day }) => !known.has(card) && (newer.has(card) || day === queue.study_day))
      .map((each) => (newer.has(each.card) ? each : { ...each, isDone: true }));
    const cards = [...fresh, ...old].map((each) => ({ ...each, day: queue.study_day }));
    await this.#store.replace("cards", cards);
    const endsAt = Date.now() + queue.day_ends_in_s * 1000;
    const { next_due_at } = queue;
    await this.#store.put("facts", { name: "stock", at: Date.now(), endsAt, next_due_at });
  }

  /** Give the next cards of a deck, or of all, in the form of the server's queue.
   *
   * Null: this device knows of no day.
   */
  async next(deck) {
    await this.#changing;
    const stock = await this.#store.get("facts", "stock");
    if (!stock) return null;
    const all = await this.#store.all("cards");
    const left = all.filter(
      ({ card, isDone }) => !isDone && (!deck || card.startsWith(`${deck}/`)),
    );
    const now = Date.now();
    const steps = left.filter(({ dueAt }) => dueAt !== null).sort((a, b) => a.dueAt - b.dueAt);
    const ready = steps.filter(({ dueAt }) => dueAt <= now);
    const soon = steps.filter(({ dueAt }) => dueAt > now && dueAt <= now + AHEAD_MS);
    const others = left.filter(({ dueAt }) => dueAt === null).sort((a, b) => a.place - b.place);
    const cards = [...ready, ...others, ...soon];
    const later = steps.at(0)?.dueAt;
    return {
      cards: cards.map(({ asked, dueAt }) => ({ ...asked, dueAt })),
      counts: countsOf(cards),
      next_due_at: later ? new Date(later).toISOString() : stock.next_due_at,
      isLocal: true,
    };
  }

  /** Give the answer of a card, or undefined. */
  async answerOf(key) {
    return (await this.#store.get("cards", key))?.answer;
  }

  /** Take out a card that was answered; one that comes back today comes in its minutes. */
  answered(asked, rating, answer) {
    const minutes = asked.minutes?.[rating];
    const isDone = minutes === undefined;
    const back = isDone ? {} : comingBack(asked, rating, minutes);
    return this.#change(asked.card, { ...entry(asked, answer), isDone, ...back });
  }

  /** Take out a card that was set aside. */
  setAside(asked) {
    return this.#change(asked.card, { isDone: true });
  }

  /** Note whether a card is flagged. */
  flagged(asked) {
    return this.#change(asked.card, { asked });
  }

  /** Put a card back as it was asked. */
  putBack(asked) {
    return this.#change(asked.card, { asked, isDone: false, dueAt: asked.dueAt ?? null });
  }

  // One after the other: each looks at what the one before has left.
  #change(card, change) {
    this.#changes.set(card, { ...this.#changes.get(card), ...change });
    this.#changing = this.#changing
      .then(() => this.#store.get("cards", card))
      .then((before) => this.#put({ place: 0, ...before, ...change, card }))
      .catch(() => {}); // a full disk: then there is less at hand
    return this.#changing;
  }

  // A card without its answer cannot be asked without the network.
  async #put(changed) {
    if (changed.answer) await this.#store.put("cards", changed);
  }
}

/** Note when a card in a step is due, by this device's clock. */
export function withDueAt(asked) {
  const seconds = asked.due_in_s;
  return { ...asked, dueAt: seconds === null ? null : Date.now() + seconds * 1000 };
}

function entry(asked, answer) {
  const card = asked.dueAt === undefined ? withDueAt(asked) : asked;
  return { card: asked.card, asked: card, answer, dueAt: card.dueAt, isDone: false };
}

// The delays after its next answer are the server's to say: no label is shown then.
// A first miss begins the steps anew; after the step of "good" the card leaves the day.
function comingBack(asked, rating, minutes) {
  const isNew = asked.phase === "new" || asked.phase === "learning";
  const again = asked.minutes[1];
  const next = isNew && rating === 1 ? asked.minutes : { 1: again };
  const phase = isNew ? "learning" : "relearning";
  const dueAt = Date.now() + minutes * MINUTE_MS;
  return { asked: { ...asked, phase, intervals: {}, minutes: next, dueAt }, dueAt };
}

async function answersOf(keys) {
  const answers = new Map();
  for (let start = 0; start < keys.length; start += CHUNK) {
    for (const answer of await getAnswers(keys.slice(start, start + CHUNK))) {
      answers.set(answer.card, answer);
    }
  }
  return answers;
}

function countsOf(entries) {
  const counts = { new: 0, learning: 0, review: 0 };
  for (const { asked } of entries) counts[STEPS.includes(asked.phase) ? "learning" : asked.phase] += 1;
  return counts;
}
