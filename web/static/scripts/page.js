/** The words and the pieces of markup that the server put into the page.
 *
 * Scripts hold no sentence of their own: `<template class="words">` has the sentences, the
 * other templates have the pieces, and `data-slot` names what is to be filled in.
 */

const words = new Map(
  [...document.querySelectorAll("template.words")]
    .flatMap(({ content }) => [...content.children])
    .map((line) => [line.dataset.word, line.textContent.trim()]),
);

export const language = document.documentElement.lang;

const plurals = new Intl.PluralRules(language);

/** Say a sentence of the page, `{name}` filled in. */
export function say(name, values = {}) {
  return words.get(name).replace(/\{(\w+)\}/g, (_, key) => values[key]);
}

/** Say the form of a sentence that fits a number: `<name>.one` or `<name>.other`. */
export function sayNumber(name, n, values = {}) {
  const form = plurals.select(n) === "one" ? "one" : "other";
  return say(`${name}.${form}`, { n: n.toLocaleString(language), ...values });
}

/** Make the element that a template of the page describes. */
export function make(name) {
  return document.getElementById(name).content.firstElementChild.cloneNode(true);
}

/** Find the place in an element that a template calls `name`. */
export function slot(element, name) {
  return element.querySelector(`[data-slot="${name}"]`);
}

/** Make a picture of the sprite. */
export function icon(name) {
  const picture = make("icon");
  const use = picture.firstElementChild;
  use.setAttribute("href", use.getAttribute("href") + name);
  return picture;
}
