/** The menu of a card: set it aside, flag it, and what else there is to do with it. */

import { slot } from "./page.js";

const menu = document.getElementById("menu");
const opener = document.getElementById("open-menu");

/** Have each entry of the menu do what `acts` says by its name. */
export function setUpMenu(acts) {
  opener.addEventListener("click", openMenu);
  menu.addEventListener("click", ({ target }) => {
    const entry = target.closest("[data-act], [data-opens]");
    if (!entry) return;
    menu.close();
    acts[entry.dataset.act]?.();
  });
  menu.addEventListener("keydown", moveByArrow);
  menu.addEventListener("close", () => opener.setAttribute("aria-expanded", "false"));
}

/** Show the menu. */
export function openMenu() {
  menu.showModal();
  opener.setAttribute("aria-expanded", "true");
}

/** Offer what can be done now: nothing with a card, where there is none. */
export function allowInMenu(card) {
  for (const entry of menu.querySelectorAll("[data-needs=card]")) entry.disabled = !card;
  const isFlagged = Boolean(card?.is_flagged);
  slot(menu, "flag").hidden = isFlagged;
  slot(menu, "unflag").hidden = !isFlagged;
}

function moveByArrow(event) {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.code];
  if (!step) return;
  event.preventDefault();
  const entries = [...menu.querySelectorAll("button")].filter(
    ({ disabled, offsetParent }) => !disabled && offsetParent,
  );
  const at = entries.indexOf(document.activeElement);
  entries[(at + step + entries.length) % entries.length].focus();
}
