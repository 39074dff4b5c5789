// Everything works without this file. With it: j k o / ? as readers of Hacker News know them.
(() => {
  const papers = [...document.querySelectorAll(".paper")];
  let at = -1;
  const go = (to) => {
    papers[at]?.classList.remove("here");
    at = Math.max(0, Math.min(papers.length - 1, to));
    const paper = papers[at];
    if (!paper) return;
    paper.classList.add("here");
    paper.querySelector("h2 a").focus({ preventScroll: true });
    paper.scrollIntoView({ block: "center" });
  };
  const does = {
    j: () => go(at + 1),
    k: () => go(at - 1),
    o: () => (papers[at] ?? document).querySelector("[data-open]")?.click(),
    n: () => document.querySelector("a[rel=next]")?.click(),
    p: () => document.querySelector("a[rel=prev]")?.click(),
    "/": () => document.querySelector("input[type=search]")?.focus(),
    "?": () => document.querySelector("#keys")?.scrollIntoView({ block: "center" }),
  };
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    if (!does[event.key]) return;
    event.preventDefault();
    does[event.key]();
  });
})();
