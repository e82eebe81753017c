// What both scripts of the cards use. The front tells the back what was chosen: through
// the tab's storage, or where there is none through the page, which Anki keeps.

const remember = (key, value) => {
  window.trainerShown = { key, value };
  try {
    sessionStorage.setItem("trainerShown", JSON.stringify(window.trainerShown));
  } catch (error) {
    // No storage here: the page has it.
  }
};

const recall = (key) => {
  let shown = window.trainerShown;
  try {
    shown = JSON.parse(sessionStorage.getItem("trainerShown")) || shown;
  } catch (error) {
    // No storage here: the page has it.
  }
  return shown && shown.key === key ? shown.value : null;
};

const rowsOf = (element) => Array.from(element.querySelectorAll("li"));

const wordsOf = (element) => element.textContent.trim();
