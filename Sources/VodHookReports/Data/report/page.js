"use strict";
(() => {
  const items = [...document.querySelectorAll(".item")];
  const rows = new Map([...document.querySelectorAll(".row")].map((row) => [row.dataset.for, row]));
  const sections = [...document.querySelectorAll(".scenario")];
  const form = document.getElementById("filter");
  const texts = new Map();

  // What a search looks into; made when it is first needed, since there may be thousands.
  const textOf = (element) => {
    let text = texts.get(element);
    if (text === undefined) texts.set(element, (text = element.textContent.toLowerCase()));
    return text;
  };

  const reveal = (id) => {
    const target = id && document.getElementById(id);
    if (!target) return;
    if (target.hidden || target.closest("[hidden]")) clear();
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    const body = target.querySelector(":scope > details.body");
    if (body) body.open = true;
    target.scrollIntoView({ block: "start" });
    return target;
  };

  const show = (verdict) => {
    for (const button of form.querySelectorAll("[data-show]"))
      button.setAttribute("aria-pressed", String(button.dataset.show === verdict));
  };

  const clear = () => {
    form.reset();
    show("all");
    filter();
  };

  const filter = () => {
    const onlyFailed = form.querySelector("[data-show=failed]").getAttribute("aria-pressed") === "true";
    const { provider, event, text } = form.elements;
    const wanted = text.value.trim().toLowerCase();
    const isActive = onlyFailed || provider.value || event.value || wanted;
    let shown = 0;
    let total = 0;
    let probes = 0;
    const visible = new Set();
    for (const item of items) {
      const data = item.dataset;
      const fits =
        (!onlyFailed || data.verdict !== "pass") &&
        (!provider.value || data.provider === provider.value) &&
        (!event.value || data.event === event.value) &&
        (!wanted || textOf(item).includes(wanted));
      item.hidden = !fits;
      if (!item.classList.contains("probe")) {
        total += 1;
        if (fits) shown += 1;
        const row = rows.get(item.id);
        if (row) row.hidden = !fits;
      } else if (fits) probes += 1;
      if (fits) visible.add(item.closest(".scenario"));
    }
    let any = false;
    for (const section of sections) {
      const byVerdict = onlyFailed && section.dataset.verdict !== "pass" && !provider.value && !event.value && !wanted;
      const byName = wanted && !onlyFailed && !provider.value && !event.value
        && section.querySelector("h2").textContent.toLowerCase().includes(wanted);
      section.hidden = Boolean(isActive) && !visible.has(section) && !byVerdict && !byName;
      any = any || !section.hidden;
      if (isActive && visible.has(section)) section.querySelector("details.body").open = true;
      for (const media of section.querySelectorAll(".chart .media")) {
        let next = media.nextElementSibling;
        while (next && next.classList.contains("row") && next.hidden) next = next.nextElementSibling;
        media.hidden = !(next && next.classList.contains("row"));
      }
    }
    document.getElementById("nothing").hidden = any;
    form.querySelector("output").textContent = isActive
      ? `${shown} of ${total} deliveries` + (probes ? `, ${probes} probe${probes === 1 ? "" : "s"}` : "") : `${total} deliveries`;
  };

  // Indents JSON without touching a single number or string, which parsing and writing would.
  const indented = (text) => {
    let out = "";
    let depth = 0;
    let inString = false;
    for (let i = 0; i < text.length; i++) {
      const c = text[i];
      if (inString) {
        out += c;
        if (c === "\\") out += text[++i] ?? "";
        else if (c === '"') inString = false;
      } else if (c === '"') {
        inString = true;
        out += c;
      } else if (c === "{" || c === "[") {
        const rest = text.slice(i + 1).match(/^\s*[\]}]/);
        if (rest) {
          out += c + rest[0].trim();
          i += rest[0].length;
        } else out += c + "\n" + "  ".repeat(++depth);
      } else if (c === "}" || c === "]") out += "\n" + "  ".repeat(--depth) + c;
      else if (c === ",") out += ",\n" + "  ".repeat(depth);
      else if (c === ":") out += ": ";
      else if (!/\s/.test(c)) out += c;
    }
    return out;
  };

  const offerIndenting = (pre) => {
    if (pre.dataset.seen) return;
    pre.dataset.seen = "1";
    const asSent = pre.textContent;
    if (!/^\s*[[{]/.test(asSent)) return;
    try {
      JSON.parse(asSent);
    } catch {
      return; // Not JSON: shown as it is.
    }
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Indented";
    button.setAttribute("aria-pressed", "true");
    pre.textContent = indented(asSent);
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      pre.textContent = on ? indented(asSent) : asSent;
    });
    pre.after(button);
  };

  document.addEventListener("toggle", (event) => {
    if (event.target.open && event.target.closest(".item"))
      for (const pre of event.target.querySelectorAll("pre")) offerIndenting(pre);
  }, true);

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link) reveal(link.getAttribute("href").slice(1));
    const row = event.target.closest(".row");
    if (row) reveal(row.dataset.for)?.querySelector("summary")?.focus({ preventScroll: true });
  });
  window.addEventListener("hashchange", () => reveal(decodeURIComponent(location.hash.slice(1))));
  if (location.hash) reveal(decodeURIComponent(location.hash.slice(1)));

  if (form) {
    let timer;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", filter);
    form.elements.text.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(filter, 150);
    });
    for (const button of form.querySelectorAll("[data-show]"))
      button.addEventListener("click", () => {
        show(button.dataset.show);
        filter();
      });
  }
})();
