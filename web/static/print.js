/** A button that prints the page: without this script there is none, and the browser's
 * own menu does.
 */

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
  button.hidden = false;
}
