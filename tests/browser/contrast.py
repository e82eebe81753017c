"""How axe measures a contrast once, not once for each text of a page that has it.

Most of axe's time goes into the contrast of texts, and a table has hundreds of cells
that look the same. Knows nothing of what is looked at, nor of the other rules.
"""

from __future__ import annotations

# A text is like another when all that contrast is made of is the same for both, and for
# all that they stand in. Only what passed is remembered: every fault is told, and what
# axe cannot say (of a text that is half hidden) is looked at again. Colours and sizes
# are part of the likeness, so what a theme or a width changes is measured anew.
ONCE_FOR_ALIKE = """
(() => {
  const READ = ["color", "backgroundColor", "backgroundImage", "opacity", "fontSize",
    "fontWeight", "textShadow", "filter", "mixBlendMode", "position", "zIndex"];
  const numbers = new Map();
  const passed = new Set();
  let known;

  function numberOf(text) {
    if (!numbers.has(text)) numbers.set(text, numbers.size);
    return numbers.get(text);
  }

  function likenessOf(element) {
    if (!element) return -1;
    if (!known.has(element)) {
      const style = getComputedStyle(element);
      const own = [element.tagName, element.className];
      const look = [...own, ...READ.map((name) => style[name])].join("|");
      known.set(element, numberOf(`${likenessOf(element.parentElement)}|${look}`));
    }
    return known.get(element);
  }

  const rule = axe._audit.rules.find(({ id }) => id === "color-contrast");
  const { matches } = rule;
  rule.matches = (element, ...rest) =>
    !passed.has(likenessOf(element)) && matches.call(rule, element, ...rest);

  const check = axe._audit.checks["color-contrast"];
  const { evaluate } = check;
  check.evaluate = function (element, ...rest) {
    const likeness = likenessOf(element);
    if (passed.has(likeness)) return true;
    const passes = evaluate.call(this, element, ...rest);
    if (passes) passed.add(likeness);
    return passes;
  };

  window.runAxe = (options) => {
    known = new WeakMap();
    return axe.run(options);
  };
})()
"""
