// What the handbook adds to the theme: panels with names and a way out, focus that stays, and a copy button.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // The theme takes the focus away from its buttons at every press; a reader at a keyboard would lose the place.
  all(".theme-switch-button, .primary-toggle, .secondary-toggle").forEach((button) => {
    button.blur = () => {};
  });

  for (const [side, words] of [["primary", "Chapters"], ["secondary", "On this page"]]) {
    const panel = document.getElementById(`pst-${side}-sidebar`);
    const dialog = document.getElementById(`pst-${side}-sidebar-modal`);
    const button = document.querySelector(`.${side}-toggle`);
    if (!panel || !dialog || !button) continue;
    dialog.setAttribute("aria-label", words);
    const shown = () => {
      const open = dialog.open || panel.checkVisibility({visibilityProperty: true});
      button.setAttribute("aria-expanded", String(open));
    };
    new MutationObserver(shown).observe(dialog, {attributeFilter: ["open"]});
    new MutationObserver(shown).observe(panel, {attributeFilter: ["class"]});
    panel.addEventListener("transitionend", shown);
    addEventListener("resize", shown);
    shown();
    // A link to a place on this page must not leave the panel standing before it.
    dialog.addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      if (link && link.hash && link.pathname === location.pathname) dialog.close();
    });
  }

  // Paper is white: a page read in the dark is printed as in the light.
  const look = document.documentElement.dataset;
  let before = look.theme;
  addEventListener("beforeprint", () => { before = look.theme; look.theme = "light"; });
  addEventListener("afterprint", () => { look.theme = before; });

  all(".handbook-copy").forEach((part) => {
    const said = part.querySelector("[role=status]");
    const commands = part.querySelector("pre");
    const choose = () => {
      const range = document.createRange();
      range.selectNodeContents(commands);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    };
    part.querySelector("button").addEventListener("click", async () => {
      said.textContent = "";
      try {
        await navigator.clipboard.writeText(commands.textContent + "\n");
        said.textContent = "Copied.";
      } catch {
        // A page from a server without a certificate may not write to the clipboard.
        choose();
        said.textContent = document.execCommand("copy")
          ? "Copied."
          : "This browser does not let a page copy: the commands are chosen, press Ctrl+C.";
      }
    });
  });
});
