// Steps to tap one after the other; the back shows the numbers beside the right order.

const showPlaces = (box, chosen) => {
  rowsOf(box).forEach((row) => {
    const place = chosen.indexOf(wordsOf(row)) + 1;
    if (place) {
      row.dataset.place = place;
    } else {
      delete row.dataset.place;
    }
  });
};

const askOrder = (box, key) => {
  const chosen = [];
  remember(key, chosen);
  rowsOf(box).forEach((row) => {
    row.classList.add("tappable");
    row.onclick = () => {
      const place = chosen.indexOf(wordsOf(row));
      if (place < 0) {
        chosen.push(wordsOf(row));
      } else {
        chosen.splice(place, 1);
      }
      remember(key, chosen);
      showPlaces(box, chosen);
    };
  });
};

const box = document.getElementById("trainer-steps");
if (box && box.dataset.side === "back") {
  showPlaces(box, recall(box.dataset.key) || []);
} else if (box) {
  askOrder(box, box.dataset.key);
}
