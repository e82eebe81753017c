/** What all pages of this device share: its store, its outbox, and word from each other.
 *
 * Keyed by account, so that on a shared tablet nobody sends what another has answered.
 */

import { Outbox } from "./outbox.js";
import { openStore } from "./store.js";

const name = `trainer-${document.body.dataset.learner}`;

/** Where this device keeps what it must not lose. */
export const store = await openStore(name);

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
