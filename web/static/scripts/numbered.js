/** A text field with the numbers of its lines, which also marks the wrong ones.
 *
 * Behind the field stands the same text, line by line, that gives each its number and its
 * height: so they keep step however long lines are cut. The field grows with it.
 */

const NEWLINE = "\n";

export class NumberedText {
  #field;
  #mirror;
  #lines = [];

  constructor(field) {
    this.#field = field;
    this.#mirror = document.createElement("div");
    this.#mirror.className = "mirror";
    this.#mirror.setAttribute("aria-hidden", "true");
    field.parentElement.prepend(this.#mirror);
    field.parentElement.classList.add("is-numbered");
    field.addEventListener("input", () => this.#follow());
    this.#follow();
  }

  get text() {
    return this.#field.value;
  }

  /** Put another text in, so that the browser's own undo takes it back. */
  set text(text) {
    const old = this.#field.value;
    if (old === text) return;
    let start = 0;
    while (start < Math.min(old.length, text.length) && old[start] === text[start]) start += 1;
    let end = 0;
    const most = Math.min(old.length, text.length) - start;
    while (end < most && old.at(-1 - end) === text.at(-1 - end)) end += 1;
    this.#field.focus({ preventScroll: true });
    this.#field.setSelectionRange(start, old.length - end);
    const piece = text.slice(start, text.length - end);
    const isTyped = document.execCommand(piece ? "insertText" : "delete", false, piece);
    if (!isTyped || this.#field.value !== text) this.#field.value = text;
    this.#follow();
  }

  /** Put the text of another time in, where the reader stays. */
  restore(text) {
    this.#field.value = text;
    this.#follow();
  }

  /** Show a line, select it, and put the cursor there. */
  go(line) {
    const lines = this.#field.value.split(NEWLINE);
    const number = Math.min(Math.max(line, 1), lines.length);
    const start = lines.slice(0, number - 1).reduce((sum, each) => sum + each.length + 1, 0);
    this.#field.focus({ preventScroll: true });
    this.#field.setSelectionRange(start, start + lines[number - 1].length);
    this.#mirror.children[number - 1]?.scrollIntoView({ block: "center" });
  }

  /** Mark the lines that something is wrong with. */
  mark(numbers) {
    for (const [index, line] of [...this.#mirror.children].entries()) {
      line.classList.toggle("is-wrong", numbers.has(index + 1));
    }
  }

  // Only the lines between the first and the last that are other are made anew.
  #follow() {
    const lines = this.#field.value.split(NEWLINE);
    const old = this.#lines;
    const most = Math.min(lines.length, old.length);
    let start = 0;
    while (start < most && lines[start] === old[start]) start += 1;
    let end = 0;
    while (end < most - start && lines.at(-1 - end) === old.at(-1 - end)) end += 1;
    const made = lines.slice(start, lines.length - end).map(lineOf);
    const gone = [...this.#mirror.children].slice(start, old.length - end);
    const after = this.#mirror.children[old.length - end] ?? null;
    for (const each of gone) each.remove();
    for (const each of made) this.#mirror.insertBefore(each, after);
    this.#lines = lines;
  }
}

function lineOf(text) {
  const line = document.createElement("div");
  line.textContent = text || "\u200b"; // an empty line is as high as another
  return line;
}
