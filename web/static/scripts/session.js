/** The cards of a session apart: dealt once, each asked until it was right once.
 *
 * Nothing is asked for twice, so that a session goes on, and ends, without the network.
 */

import { getQueue } from "./api.js";
import { Hand } from "./hand.js";

export class SessionHand extends Hand {
  #session;
  #deck;
  #cards = [];
  #isDealt = false;

  /** Hold the cards of a session, by its address, of one deck or of all. */
  constructor(session, deck) {
    super(deck);
    this.#session = session;
    this.#deck = deck;
  }

  get size() {
    return this.#cards.length;
  }

  get isEmpty() {
    return this.#cards.length === 0;
  }

  get isStale() {
    return false;
  }

  take() {
    return this.#cards.shift();
  }

  putBack(card) {
    this.#cards.unshift(card);
  }

  drop(key) {
    this.#cards = this.#cards.filter(({ card }) => card !== key);
  }

  /** Ask a card that was missed again, after all others. */
  again(card) {
    this.#cards.push(card);
  }

  /** Count the cards that are left, the one being asked among them. */
  left(current) {
    const left = { new: 0, learning: 0, review: 0 };
    for (const { phase } of current ? [current, ...this.#cards] : this.#cards) {
      left[phase === "relearning" ? "learning" : phase] += 1;
    }
    return left;
  }

  async refill() {
    if (this.#isDealt) return;
    const { cards } = await getQueue([], this.#deck, this.#session);
    this.#cards = cards;
    this.#isDealt = true;
    this.#fetchAnswers();
  }

  async #fetchAnswers() {
    try {
      for (const { card } of [...this.#cards]) await this.answerOf(card);
    } catch {
      // Without the network: asked for again when the card is shown.
    }
  }
}
