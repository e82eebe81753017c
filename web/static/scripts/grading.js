/** Whether a response is right: the rules of trainer/core/grading.py and slips.py.
 *
 * The server marks every answer again; here it is done so that nobody waits for the
 * network. tests/cases/typed_answers.json holds both to the same table.
 */

export const AGAIN = 1;
export const GOOD = 3;

const SHORTEST_WORD = 6;

// Letters that Unicode does not take apart, as anyascii writes them.
const PLAIN = {
  æ: "ae", œ: "oe", ß: "ss", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i",
};

/** Write a text in the letters by which answers are compared: "L’été" → "l ete". */
export function fold(text) {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[æœßøłđðþı]/g, (letter) => PLAIN[letter])
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}

/** Say whether a response is right; null: it is for the student to say. */
export function isRight(format, response, answer) {
  switch (format) {
    case "choice":
      return answer.right.includes(response.choice);
    case "true_false":
      return response.is_true === answer.is_true;
    case "ordering":
      return brokenConstraints(response.order ?? [], answer.order).length === 0;
    case "typed":
      return isAccepted(response.text ?? "", answer);
    default:
      return null;
  }
}

/** Say whether a response that is right has a part that only the student can mark.
 *
 * Who finds a sentence wrong also says what is right: the program knows the first.
 */
export function hasOwnPart(format, response, answer) {
  return format === "true_false" && response.is_true === false && answer.is_true === false;
}

/** Say whether a text has the words of one of the answers. */
export function isAccepted(text, { accepted }) {
  const words = fold(text);
  return words !== "" && accepted.includes(words);
}

/** Say whether a text is one slip away from an answer, and from no other of the deck. */
export function isNear(text, { accepted, rivals }) {
  const words = fold(text);
  if (accepted.includes(words) || rivals.includes(words)) return false;
  const slips = (answer) => isSlip(words.split(" "), answer.split(" "));
  return accepted.some(slips) && !rivals.some(slips);
}

/** List the constraints that an order of step names does not keep. */
export function brokenConstraints(order, { constraints }) {
  const place = new Map(order.map((name, index) => [name, index]));
  return constraints.filter(
    ({ before, after }) => !(place.get(before) < place.get(after)),
  );
}

function isSlip(typed, meant) {
  if (typed.length === meant.length) {
    const wrong = typed.flatMap((word, place) => (word === meant[place] ? [] : [place]));
    return wrong.length === 1 && isSlipInWord(typed[wrong[0]], meant[wrong[0]]);
  }
  const [longer, shorter] = typed.length > meant.length ? [typed, meant] : [meant, typed];
  return longer.length === shorter.length + 1 && isSplit(longer, shorter);
}

function isSlipInWord(typed, meant) {
  return isLong(meant) && /^[a-z]+$/.test(typed) && isOneChange(typed, meant);
}

// A letter missing, added, wrong, or swapped with its neighbour.
function isOneChange(a, b) {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  if (a.length > b.length) return restA.slice(1) === restB;
  if (a.length < b.length) return restA === restB.slice(1);
  const isSwap = restA[0] === restB[1] && restA[1] === restB[0];
  return restA.slice(1) === restB.slice(1) || (isSwap && restA.slice(2) === restB.slice(2));
}

function isSplit(longer, shorter) {
  const place = shorter.findIndex((word, index) => word !== longer[index]);
  if (place === -1) return false;
  const joined = [...longer.slice(0, place), longer[place] + longer[place + 1]];
  const whole = [...joined, ...longer.slice(place + 2)];
  return whole.join(" ") === shorter.join(" ") && isLong(shorter[place]);
}

function isLong(word) {
  return word.length >= SHORTEST_WORD && /^[a-z]+$/.test(word);
}
