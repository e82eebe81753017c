/** Where what was typed differs from what is right, letter by letter. */

import { fold } from "./grading.js";

/** The share of letters in common below which a difference says nothing. */
const LEAST_LIKENESS = 0.6;

/** Compare a text with the spelling that it is most like.
 *
 * Gives runs of letters: `same`, `missing` (to be there) and `extra` (not to be); null
 * where no spelling is like it. Case, accents and signs are no difference.
 */
export function difference(typed, spellings) {
  const [nearest] = spellings
    .map((meant) => compare(typed, meant))
    .sort((a, b) => b.likeness - a.likeness);
  return nearest && nearest.likeness >= LEAST_LIKENESS ? nearest.runs : null;
}

function compare(typed, meant) {
  const common = commonLetters(typed, meant);
  const runs = [];
  const add = (kind, letter) => {
    if (runs.at(-1)?.kind === kind) runs.at(-1).text += letter;
    else runs.push({ kind, text: letter });
  };
  let [i, j] = [0, 0];
  while (i < typed.length || j < meant.length) {
    if (i < typed.length && j < meant.length && isSame(typed[i], meant[j])) {
      add("same", meant[j]);
      [i, j] = [i + 1, j + 1];
    } else if (i < typed.length && (j === meant.length || common[i + 1][j] >= common[i][j + 1])) {
      add("extra", typed[i]);
      i += 1;
    } else {
      add("missing", meant[j]);
      j += 1;
    }
  }
  return { runs, likeness: (2 * common[0][0]) / (typed.length + meant.length || 1) };
}

// How many letters two texts have in common in order, from each pair of places on.
function commonLetters(a, b) {
  const common = Array.from({ length: a.length + 1 }, () => new Array(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      common[i][j] = isSame(a[i], b[j])
        ? common[i + 1][j + 1] + 1
        : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  return common;
}

function isSame(a, b) {
  return fold(a) === fold(b);
}
