/** The cards in hand: what is asked next, and the answers to it.
 *
 * They come from the server or, without the network, from those kept on this device.
 * Answers are held in memory, and are not in the page until they are revealed.
 */

import { getAnswer, getAnswers, getQueue } from "./api.js";
import { withDueAt } from "./stock.js";

const ENOUGH = 6;
const AT_A_TIME = 10;
const FRESH_MS = 60_000;
/** A network that takes longer is as good as none, if the card is here already. */
const PATIENCE_MS = 4_000;

export class Hand {
  #deck;
  #cards = [];
  /** What was taken (null) or put back (the card) since the server was last asked. */
  #moved = new Map();
  #answers = new Map();
  #asking = null;
  #askedAt = -Infinity;
  #stock;
  #onDay;

  /** Hold cards of one deck, or of all (an empty slug).
   *
   * `stock`: the cards kept on this device, if any; `onDay(queue)` is told what the
   * server, or the stock, says of the day.
   */
  constructor(deck, { stock = null, onDay = () => {} } = {}) {
    this.#deck = deck;
    this.#stock = stock;
    this.#onDay = onDay;
  }

  get size() {
    return this.#cards.length;
  }

  get isEmpty() {
    return this.#cards.length === 0;
  }

  /** Whether it is time to look for more, or for cards that have come due since. */
  get isStale() {
    if (this.#asking) return false;
    return this.#cards.length < ENOUGH || performance.now() - this.#askedAt > FRESH_MS;
  }

  /** Take the next card out of the hand. */
  take() {
    const card = this.#cards.shift();
    this.#moved.set(card.card, null);
    return card;
  }

  /** Put a card that was not answered back on top. */
  putBack(card) {
    this.#cards.unshift(card);
    this.#moved.set(card.card, card);
  }

  /** Have one card in the hand no more: it is being asked again. */
  drop(key) {
    this.#moved.set(key, null);
    this.#cards = this.#cards.filter(({ card }) => card !== key);
  }

  /** Give the promise of a card's answer; one that failed is asked for again. */
  answerOf(key) {
    if (!this.#answers.has(key)) this.#hold(key, this.#askFor(key));
    return this.#answers.get(key);
  }

  /** Have the answer of a card at hand when it is needed. */
  prepare(key) {
    this.answerOf(key).catch(() => {});
  }

  /** Ask the server for the next cards, in place of those in hand.
   *
   * `except()` names the cards it must not give: the one being asked, and those whose
   * answers it does not have yet.
   */
  async refill(except) {
    await this.#asking?.catch(() => {}); // what it asked may not hold any more
    this.#moved.clear();
    this.#asking = this.#fromServer(except()).finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  /** Fill the empty hand: from this device, where the network takes longer than this. */
  async fill(except, patience = PATIENCE_MS) {
    const fresh = this.refill(except);
    const isFresh = fresh.then(
      () => true,
      () => false,
    );
    if (await Promise.race([isFresh, after(patience, false)])) return;
    if (!(await this.#fromStock())) await fresh;
  }

  async #fromServer(held) {
    const queue = await getQueue(held, this.#deck);
    this.#use(queue.cards.map(withDueAt), held);
    this.#askedAt = performance.now();
    this.#fetchAnswers(queue.cards.map(({ card }) => card));
    this.#onDay(queue);
  }

  // Few at a time: a card that was missed comes back among the others.
  async #fromStock() {
    const queue = await this.#stock?.next(this.#deck).catch(() => null);
    if (!queue || !this.isEmpty) return Boolean(queue);
    this.#use(queue.cards.slice(0, AT_A_TIME), []);
    this.#askedAt = -Infinity;
    this.#onDay(queue);
    return true;
  }

  #use(cards, held) {
    const back = [...this.#moved.values()].filter((card) => card !== null);
    const gone = new Set([...held, ...this.#moved.keys()]);
    this.#cards = [...back, ...cards.filter(({ card }) => !gone.has(card))];
  }

  // All at once: on a slow network each request takes its time.
  #fetchAnswers(keys) {
    const missing = keys.filter((key) => !this.#answers.has(key));
    if (missing.length === 0) return;
    const answers = getAnswers(missing).then((all) => new Map(all.map((each) => [each.card, each])));
    for (const key of missing) {
      this.#hold(key, answers.then((all) => all.get(key)).catch(() => this.#askFor(key)));
    }
  }

  async #askFor(key) {
    const stored = this.#stock?.answerOf(key).catch(() => undefined);
    const asking = getAnswer(key);
    asking.catch(() => {}); // it may come too late to be of use
    try {
      const soon = await Promise.race([asking, after(PATIENCE_MS)]);
      return soon ?? (await stored) ?? (await asking);
    } catch (error) {
      const kept = await stored;
      if (kept) return kept;
      throw error;
    }
  }

  #hold(key, answer) {
    this.#answers.set(key, answer);
    answer.catch(() => this.#answers.delete(key));
  }
}

/** Give a value after a while. */
export function after(ms, value) {
  return new Promise((resolve) => {
    setTimeout(() => resolve(value), ms);
  });
}
