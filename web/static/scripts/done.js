/** What was done today on this device, the last on top: what undo takes back.
 *
 * Each is an answer or a card set aside; it is kept until the study day is over, so that
 * a reload, or another page, can still take it back.
 */

const HALF_A_DAY_MS = 12 * 3600 * 1000;

export class Done {
  #store;
  #others;
  #session;

  /** What can be taken back, oldest first. */
  all = [];

  /** When the study day ends, by the clock of this device; half a day, until it is known. */
  endsAt = Date.now() + HALF_A_DAY_MS;

  /** Open what was done today, in the daily review or in one session apart.
   *
   * `others`: a BroadcastChannel to the pages that share the store.
   */
  static async open(store, others, session) {
    const done = new Done();
    done.#store = store;
    done.#others = others;
    done.#session = session;
    await done.#read();
    return done;
  }

  /** The last thing done, or undefined. */
  get last() {
    return this.all.at(-1);
  }

  /** Say when a card was last answered today; 0: not at all. */
  answeredAt(key) {
    const last = this.all.findLast(({ kind, card }) => kind === "review" && card.card === key);
    return last?.at ?? 0;
  }

  /** Note something; it has a uid. */
  push(act) {
    const noted = { ...act, session: this.#session, endsAt: this.endsAt, at: Date.now() };
    this.all.push(noted);
    this.#others.postMessage({ type: "done", act: noted });
    return this.#store.put("done", noted).catch(() => {});
  }

  /** Forget the last thing done, and give it. */
  pop() {
    const act = this.all.pop();
    if (act) this.drop(act.uid);
    return act;
  }

  /** Forget something: it was taken back, or the server did not take it. */
  drop(uid) {
    this.all = this.all.filter((act) => act.uid !== uid);
    this.#others.postMessage({ type: "undone", uid });
    return this.#store.remove("done", [uid]).catch(() => {});
  }

  /** Take over what another page has done or taken back. */
  hear({ type, act, uid }) {
    if (type === "undone") this.all = this.all.filter((each) => each.uid !== uid);
    if (type === "done" && act.session === this.#session) this.all.push(act);
  }

  /** Say what the answers come to: how many, how long, how many of them right. */
  tally() {
    const answers = this.all.filter(({ kind }) => kind === "review");
    const cards = new Set(answers.map(({ card }) => card.card)).size;
    const ms = answers.reduce((sum, { durationMs }) => sum + durationMs, 0);
    const right = answers.filter(({ rating }) => rating > 1).length;
    return { answers: answers.length, cards, minutes: Math.round(ms / 60_000), right };
  }

  async #read() {
    const all = await this.#store.all("done").catch(() => []);
    const over = all.filter(({ endsAt }) => endsAt < Date.now());
    if (over.length > 0) this.#store.remove("done", over.map(({ uid }) => uid)).catch(() => {});
    this.all = all
      .filter(({ endsAt, session }) => endsAt >= Date.now() && session === this.#session)
      .sort((a, b) => a.at - b.at);
  }
}
