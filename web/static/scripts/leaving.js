/** A device that several people use: what goes when one of them has left.
 *
 * The pages kept for the time without the network go, and the cards and answers at hand.
 * What is on its way stays, until the same person signs in again.
 */

import { outbox, store } from "./device.js";
import { slot } from "./page.js";
import { allStores } from "./store.js";

const PATIENCE_MS = 3_000;
/** What the service worker keeps of pages (sw.js). */
const PAGES = ["/", "/review", "/offline"];
const door = new BroadcastChannel("trainer-door");

/** Leave nothing to be seen, when a page says that nobody is signed in. */
export async function watchTheDoor() {
  const { learner, shared, stranger } = document.body.dataset;
  if (learner && shared !== undefined) {
    // Another page of this device, or the way back, may show who has left.
    door.addEventListener("message", () => location.reload());
    addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
    keepPages().catch(() => {}); // without the network, or on a full disk
  }
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") === "/sign-out") leave(event);
  });
  if (stranger === undefined) return;
  door.postMessage("signed out");
  await forgetPages();
  await Promise.all((await allStores()).map((each) => each.leave()));
}

/** Send what waits, clear the rest, then sign out. */
async function leave(event) {
  event.preventDefault();
  const form = event.target;
  await Promise.race([outbox.flush(), later(PATIENCE_MS)]);
  await Promise.allSettled([store.leave(), forgetPages()]);
  if (await isReached()) form.submit();
  else slot(form, "not-left").hidden = false;
}

/** Say whether the server answers: without it the device stays signed in. */
async function isReached() {
  try {
    await fetch("/healthz", { cache: "no-store" });
    return true;
  } catch {
    return false;
  }
}

/** Keep the pages of who is there now, after those of who was there have gone. */
async function keepPages() {
  const cache = await keptCache();
  for (const path of cache ? PAGES : []) {
    if (await cache.match(path)) continue;
    const fresh = await fetch(path);
    if (fresh.ok && !fresh.redirected) await cache.put(path, fresh);
  }
}

async function keptCache() {
  const names = (await globalThis.caches?.keys()) ?? [];
  const name = names.find((each) => each.startsWith("trainer-"));
  return name && caches.open(name);
}

// The files are nobody's; they stay.
async function forgetPages() {
  if (!globalThis.caches) return;
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    const kept = await cache.keys();
    const pages = kept.filter(({ url }) => !new URL(url).pathname.startsWith("/static/"));
    await Promise.all(pages.map((page) => cache.delete(page)));
  }
}

function later(ms) {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
