/** The list of cards: how many are checked, all of them at once, a tag where one is due.
 *
 * All of it works without this script, by more steps.
 */

const PATIENCE_MS = 5_000;
const form = document.getElementById("cards");
if (form) begin();

function begin() {
  const boxes = [...form.querySelectorAll('[name="card"]')];
  const all = form.querySelector("[data-checks]");
  const count = form.querySelector("[data-count]");
  const action = document.getElementById("action");
  const bulk = form.querySelector(".card-bulk");
  const tag = form.querySelector("[data-tag-field]");
  const isWhole = () => boxes.every((box) => box.checked);

  const show = () => {
    const checked = boxes.filter((box) => box.checked).length;
    count.textContent = checked > 0 ? words(count, checked) : "";
    bulk.classList.toggle("in-sight", checked > 0);
    master.checked = isWhole();
    master.indeterminate = checked > 0 && !master.checked;
  };
  const master = asCheckbox(all);
  master.addEventListener("change", () => {
    for (const box of boxes) box.checked = master.checked;
    show();
  });
  form.addEventListener("change", ({ target }) => {
    if (target.name === "card") show();
  });
  const showTag = () => {
    tag.hidden = !action.value.endsWith("tag");
  };
  action.addEventListener("change", showTag);
  showTag();
  show();
  sendOnce();
}

/** A second press would change nothing, and take the offer to undo the first away. */
function sendOnce() {
  let sentAt = -Infinity; // after a while another try: the first may have been stopped
  form.addEventListener("submit", (event) => {
    if (performance.now() - sentAt < PATIENCE_MS) event.preventDefault();
    else sentAt = performance.now();
  });
  addEventListener("pageshow", () => {
    sentAt = -Infinity; // the way back leads to the page as it was left
  });
}

function words({ dataset }, n) {
  return n === 1 ? dataset.one : dataset.many.replace("{n}", n);
}

/** Put a check box in the place of the link that checks all. */
function asCheckbox(link) {
  const label = document.createElement("label");
  const box = document.createElement("input");
  box.type = "checkbox";
  const words = document.createElement("span");
  words.append(...link.childNodes);
  label.append(box, words);
  link.replaceWith(label);
  return box;
}
