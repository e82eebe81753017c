/** The one door by which HTML comes into the page.
 *
 * It is made by the server's own renderer, which lets no script and no handler through;
 * the content policy of the pages refuses every other door (Trusted Types).
 */

const policy = globalThis.trustedTypes?.createPolicy("markup", {
  createHTML: (html) => html,
}) ?? { createHTML: (html) => html };

/** Show safe HTML from the server inside an element, in place of what was there. */
export function setMarkup(element, html) {
  element.innerHTML = policy.createHTML(html);
}
