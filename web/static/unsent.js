/** On every page: send what waits on this device, and show how much does.
 *
 * What the server refused stands in a list until the student has read it. Also has the
 * pages kept for the time without the network, where the browser lets us.
 */

import { outbox } from "./scripts/device.js";
import { watchTheDoor } from "./scripts/leaving.js";
import { make, say, sayNumber, slot } from "./scripts/page.js";

const bar = document.getElementById("unsent");
const dialog = document.getElementById("refused");
const list = slot(dialog, "refused-list");

outbox.addEventListener("changed", show);
outbox.addEventListener("stuck", show);
for (const opener of document.querySelectorAll("[data-opens=refused]")) {
  opener.addEventListener("click", () => dialog.showModal());
}
show();
await watchTheDoor();
outbox.flush();
if (document.body.dataset.learner) keepPages();

function show() {
  const { waiting, refused, isStuck, isSignedOut } = outbox;
  document.body.dataset.waiting = waiting.length;
  document.body.dataset.refused = refused.length;
  const kept = isStuck || !navigator.onLine ? outbox.kept : 0;
  bar.hidden = kept === 0 && refused.length === 0;
  slot(bar, "kept").textContent = kept > 0 ? sayNumber(`unsent.${outbox.keptKind}`, kept) : "";
  bar.classList.toggle("asks", isSignedOut);
  slot(bar, "sign-in")?.toggleAttribute("hidden", !isSignedOut);
  for (const opener of document.querySelectorAll("[data-opens=refused]")) {
    opener.hidden = refused.length === 0;
    slot(opener, "n").textContent = sayNumber("refused", refused.length);
  }
  list.replaceChildren(...refused.map(line));
  if (refused.length === 0) dialog.close();
}

function line({ uid, title, reason }) {
  const item = make("refused-line");
  slot(item, "title").textContent = title ?? "";
  slot(item, "reason").textContent = reason ?? "";
  slot(item, "resend").addEventListener("click", () => outbox.resend(uid));
  slot(item, "dismiss").addEventListener("click", () => outbox.dismiss(uid));
  return item;
}

/** Have the service worker keep the pages; over plain HTTP there is none. */
function keepPages() {
  if (!navigator.serviceWorker) return;
  const address = "/sw.js";
  const policy = globalThis.trustedTypes?.createPolicy("worker", {
    createScriptURL: () => address,
  });
  const url = policy ? policy.createScriptURL(address) : address;
  const keep = () => navigator.serviceWorker.register(url).catch(() => {});
  // What it fetches can wait until the page has what it needs.
  if (document.readyState === "complete") keep();
  else addEventListener("load", keep);
}
