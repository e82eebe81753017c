// Options to tap, in an order that changes from day to day and is the same on both sides.

const rank = (text) => {
  let hash = 2166136261;
  for (let place = 0; place < text.length; place += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(place), 16777619);
  }
  hash = Math.imul(hash ^ (hash >>> 15), 2246822519);
  return (hash ^ (hash >>> 13)) >>> 0;
};

const arrange = (list, seed) => {
  if (list.classList.contains("fixed")) {
    return;
  }
  const ranked = rowsOf(list).map((row) => [rank(wordsOf(row) + seed), row]);
  ranked.sort((one, other) => one[0] - other[0]);
  ranked.forEach((pair) => list.appendChild(pair[1]));
};

const askChoice = (list, key) => {
  const seed = key + new Date().toDateString();
  remember(key, { seed });
  arrange(list, seed);
  rowsOf(list).forEach((row) => {
    row.classList.add("tappable");
    row.onclick = () => {
      rowsOf(list).forEach((other) => other.classList.toggle("chosen", other === row));
      remember(key, { seed, chosen: wordsOf(row) });
    };
  });
};

const answerChoice = (list, key, right) => {
  const shown = recall(key) || { seed: "" };
  arrange(list, shown.seed);
  rowsOf(list).forEach((row) => {
    const isRight = wordsOf(row) === right;
    const isChosen = wordsOf(row) === shown.chosen;
    row.classList.toggle("right", isRight);
    row.classList.toggle("wrong", isChosen && !isRight);
    row.classList.toggle("chosen", isChosen);
  });
};

const box = document.getElementById("trainer-options");
const list = box && box.querySelector("ul");
const answer = document.getElementById("trainer-answer");
if (list && answer) {
  answerChoice(list, box.dataset.key, wordsOf(answer));
} else if (list) {
  askChoice(list, box.dataset.key);
}
