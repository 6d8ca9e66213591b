/* What tests ask of a page in the browser: each function is called with Playwright's `evaluate`. */
({
  noteWhenShown(text) {
    const main = document.querySelector("main");
    const look = () => {
      if (!window.shownAt && main.textContent.includes(text)) window.shownAt = Date.now() / 1000;
    };
    new MutationObserver(look).observe(main, { childList: true, subtree: true });
  },

  poorContrasts() {
    const parse = (text) => (text.match(/[\d.]+/g) ?? []).map(Number);
    const linear = (value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    const light = ([r, g, b]) => 0.2126 * linear(r / 255) + 0.7152 * linear(g / 255) + 0.0722 * linear(b / 255);
    const ground = (element) => {
      for (let e = element; e; e = e.parentElement) {
        const [r, g, b, alpha = 1] = parse(getComputedStyle(e).backgroundColor);
        if (alpha === 1) return [r, g, b];
      }
      return [255, 255, 255];
    };
    const poor = [];
    for (const element of document.querySelectorAll("body *")) {
      const isText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
      const isLeftOut = element.closest(":disabled, .visually-hidden, .skip, option");
      if (!isText || isLeftOut || !element.checkVisibility()) continue;
      const lights = [light(parse(getComputedStyle(element).color)), light(ground(element))].sort((a, b) => b - a);
      const ratio = (lights[0] + 0.05) / (lights[1] + 0.05);
      if (ratio < 4.5) poor.push(`${element.outerHTML.slice(0, 80)} ${ratio.toFixed(2)}`);
    }
    return poor;
  },

  namelessControls() {
    const controls = [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button")];
    const isNamed = (e) => e.labels?.length || e.ariaLabel || e.textContent.trim();
    return controls.filter((e) => e.checkVisibility() && !isNamed(e)).map((e) => e.outerHTML);
  },

  cutOff() {
    const panels = [...document.querySelectorAll(".panel, .save-bar, .notice")];
    const isWider = (e) => e.scrollWidth > e.clientWidth + 1 && !e.querySelector(".scroll");
    return panels.filter((e) => e.checkVisibility() && isWider(e)).map((e) => e.outerHTML.slice(0, 80));
  },

  cutOffWords() {
    const pen = document.createElement("canvas").getContext("2d");
    const room = (e, style) => e.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const said = (e) => (e.matches("select") ? e.selectedOptions[0]?.text : e.value || e.placeholder);
    const cut = [];
    for (const control of document.querySelectorAll("select, input[type=search]")) {
      if (!control.checkVisibility() || !said(control)) continue;
      const style = getComputedStyle(control);
      pen.font = style.font;
      const arrow = control.matches("select") ? 16 : 0;
      if (pen.measureText(said(control)).width + arrow > room(control, style)) cut.push(control.name);
    }
    return cut;
  },

  hiddenColumns() {
    const isHidden = (e) => e.checkVisibility() && e.scrollWidth > e.clientWidth + 1;
    return [...document.querySelectorAll(".scroll")].filter(isHidden).map((e) => e.getAttribute("aria-labelledby"));
  },

  focusIsShown() {
    const style = getComputedStyle(document.activeElement);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  },
})
