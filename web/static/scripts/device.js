/** What all pages of this device share: its store, its outbox, and word from each other.
 *
 * Keyed by account, so that on a shared tablet nobody sends what another has answered.
 */

import { Outbox } from "./outbox.js";
import { openStore, PassingStore } from "./store.js";

const { learner } = document.body.dataset;
const name = `trainer-${learner}`;

/** Where this device keeps what it must not lose; nothing, of who is not signed in. */
export const store = learner ? await openStore(name) : new PassingStore();

/** The other open pages of this learner. */
export const others = new BroadcastChannel(name);

/** The events on their way to the server. */
export const outbox = await Outbox.open(store, others);

let isAsked = false;

/** Ask the browser once not to clear the store when it wants room. */
export function persist() {
  if (isAsked) return;
  isAsked = true;
  navigator.storage?.persist?.().catch(() => {});
}
