/** Whether a response is right: the rule of trainer/core/grading.py, for the page.
 *
 * The server marks every answer again; here it is done so that nobody waits for the
 * network. tests/cases/typed_answers.json holds both to the same table.
 */

export const AGAIN = 1;
export const GOOD = 3;

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

/** Say whether a text has the words of one of the answers. */
export function isAccepted(text, { accepted }) {
  const words = fold(text);
  return words !== "" && accepted.includes(words);
}

/** List the constraints that an order of step names does not keep. */
export function brokenConstraints(order, { constraints }) {
  const place = new Map(order.map((name, index) => [name, index]));
  return constraints.filter(
    ({ before, after }) => !(place.get(before) < place.get(after)),
  );
}
