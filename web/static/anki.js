/** The page of Anki: how far the file has been sent, and what the server does then.
 *
 * Without this script the form works as it is. Nothing is read here but the file's size.
 */

import { say, slot } from "./scripts/page.js";

const QUARTER = 25; // percent: what is said aloud, so that a reader is not flooded
const MEGABYTE = 1_000_000;

const form = document.querySelector("[data-anki]");
const button = form.querySelector("button");
const field = form.elements.file;
const error = slot(form, "error");
const way = slot(form, "way");
const progress = slot(form, "progress");
const step = slot(form, "step");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!button.disabled) send();
});
// Who comes back finds the page as it was left: on its way.
addEventListener("pageshow", ({ persisted }) => persisted && rest());

function send() {
  const most = Number(form.dataset.most);
  if (field.files[0].size > most) {
    refuse(say("too-big", { n: most / MEGABYTE }));
    return;
  }
  begin();
  const request = new XMLHttpRequest();
  request.responseType = "document";
  request.upload.addEventListener("progress", ({ loaded, total }) => show(loaded / total));
  request.upload.addEventListener("load", wait);
  request.addEventListener("load", () => finish(request));
  request.addEventListener("error", () => refuse(say("broken")));
  request.addEventListener("abort", () => refuse(say("broken")));
  request.open("POST", form.action);
  request.send(new FormData(form));
}

function begin() {
  button.disabled = true;
  error.hidden = true;
  field.removeAttribute("aria-invalid");
  way.hidden = false;
  show(0);
  way.scrollIntoView({ block: "nearest" });
}

function show(share) {
  progress.value = share;
  const percent = Math.floor((share * 100) / QUARTER) * QUARTER;
  const words = say("sending", { n: percent });
  if (step.textContent !== words) step.textContent = words;
}

/** The file is there: how long the reading takes nobody knows beforehand. */
function wait() {
  progress.removeAttribute("value");
  step.textContent = say("reading");
}

/** Go where the server led: to the report. A refusal stays on this page. */
function finish({ status, response, responseURL }) {
  if (status === 200) {
    location.assign(responseURL);
    return;
  }
  const told = response?.querySelector("[data-slot=reason]") ?? response?.querySelector("h1");
  refuse(told?.textContent.trim() || say("broken"));
}

function rest() {
  button.disabled = false;
  way.hidden = true;
}

function refuse(sentence) {
  rest();
  field.setAttribute("aria-invalid", "true");
  slot(error, "reason").textContent = sentence;
  error.hidden = false;
  field.focus({ preventScroll: true });
  error.scrollIntoView({ block: "nearest" });
}
