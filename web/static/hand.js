/** The cards in hand: what is asked next, and the answers to it.
 *
 * Answers are held here, in memory, and nowhere else until they are revealed.
 */

import { getAnswer, getQueue } from "./api.js";

const ENOUGH = 6;
const FRESH_MS = 60_000;

export class Hand {
  #deck;
  #cards = [];
  /** What was taken (null) or put back (the card) since the server was last asked. */
  #moved = new Map();
  #answers = new Map();
  #asking = null;
  #askedAt = -Infinity;

  /** Hold cards of one deck, or of all (an empty slug). */
  constructor(deck) {
    this.#deck = deck;
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
    if (!this.#answers.has(key)) {
      const answer = getAnswer(key);
      this.#answers.set(key, answer);
      answer.catch(() => this.#answers.delete(key));
    }
    return this.#answers.get(key);
  }

  /** Have the answer of a card at hand when it is needed. */
  prepare(key) {
    this.answerOf(key).catch(() => {});
  }

  /** Ask the server for the next cards, in place of those in hand.
   *
   * `except()` names the cards it must not give: the one being asked, and those whose
   * answers it does not have yet. Gives what the server says of the day.
   */
  async refill(except) {
    await this.#asking?.catch(() => {}); // what it asked may not hold any more
    this.#asking = this.#refill(except).finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #refill(except) {
    this.#moved.clear();
    const held = except();
    const queue = await getQueue(held, this.#deck);
    const back = [...this.#moved.values()].filter((card) => card !== null);
    const gone = new Set([...held, ...this.#moved.keys()]);
    this.#cards = [...back, ...queue.cards.filter(({ card }) => !gone.has(card))];
    this.#askedAt = performance.now();
    this.#fetchAnswers();
    return queue;
  }

  // One after the other, in the order in which they will be needed.
  async #fetchAnswers() {
    try {
      for (const { card } of [...this.#cards]) await this.answerOf(card);
    } catch {
      // Without the network: asked for again when the card is shown.
    }
  }
}
