/** The buttons under the thumb: what can be done with the card now. */

import { AGAIN, GOOD } from "./grading.js";
import { icon, make, say, slot } from "./page.js";

const ALL = [1, 2, 3, 4];
const ICONS = { 1: "again", 2: "hard", 3: "good", 4: "easy" };

/** Make a button of the page; a double click counts once.
 *
 * Its second click was meant for the card before.
 */
export function button(name, act) {
  const element = make(name);
  element.addEventListener("click", ({ detail }) => {
    if (detail < 2) act();
  });
  return element;
}

/** Buttons while a card is being answered. */
export function askingButtons(format, { answer, giveUp }) {
  switch (format) {
    case "self_marked":
      return [button("reveal", answer)];
    case "sentence":
    case "correction":
      return [button("check-writing", answer)];
    case "typed":
    case "ordering":
      return [button("dont-know", giveUp), button("check", answer)];
    default:
      return [button("dont-know", giveUp)];
  }
}

/** Buttons for a card that the student marks: two, or four on request. */
export function ratingButtons({ intervals, count, rate }) {
  const ratings = count === ALL.length ? ALL : [AGAIN, GOOD];
  return ratings.map((rating, index) => {
    const element = button("rating", () => rate(rating));
    showRating(element, rating, intervals);
    slot(element, "key").textContent = index + 1;
    element.classList.toggle("main", rating === GOOD);
    return element;
  });
}

/** Buttons for a card that the program has marked: count it otherwise, or go on. */
export function goOnButtons({ isRight, override, goOn }) {
  return [button(isRight ? "count-wrong" : "count-right", override), button("go-on", goOn)];
}

/** Have a button show what its rating is called and when the card then comes back. */
export function showRating(element, rating, intervals) {
  element.dataset.rating = rating;
  slot(element, "icon").replaceChildren(icon(ICONS[rating]));
  slot(element, "name").textContent = say(`rating.${rating}`);
  slot(element, "when").textContent = intervals[rating] ?? "";
}
