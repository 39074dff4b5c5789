// Searches the months in search/*.js, newest first, until enough papers fit. They are scripts, so that it works from disk.
(() => {
  const list = document.querySelector("#papers");
  const told = document.querySelector("#found");
  const typed = new URLSearchParams(location.search).get("q") ?? "";
  const most = 50;
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const terms = [...typed.matchAll(/(-?)(author:)?(?:"([^"]*)"|(\S+))/g)].map(([, not, author, quoted, word]) => ({
    not: Boolean(not), author: Boolean(author), text: plain(quoted ?? word), isWord: quoted === undefined,
  })).filter((term) => term.text && !["week", "month", "day"].includes(term.text));
  const isCategory = (term, months) => term.isWord && !term.author && months.codes.has(term.text);
  const fits = (paper, term) => {
    if (term.author) return plain(paper.authors).includes(term.text);
    if (term.code) return plain(paper.categories).split(" ").some((code) => code === term.text || code.startsWith(term.text + "."));
    return plain(`${paper.title} ${paper.summary} ${paper.authors}`).includes(term.text);
  };
  const known = { codes: new Set((list.dataset.codes ?? "").split(" ").map(plain)) };
  for (const term of terms) term.code = isCategory(term, known);
  const codes = terms.filter((term) => term.code && !term.not);
  const others = terms.filter((term) => !codes.includes(term));
  const add = (paper) => {
    const item = document.createElement("li");
    const article = document.createElement("article");
    const parts = [["p", "meta", `${paper.date} · ${paper.categories}`], ["h2", "", ""], ["p", "line", paper.summary], ["p", "by", paper.authors]];
    article.className = "paper";
    for (const [name, css, text] of parts) {
      const part = document.createElement(name);
      part.className = css;
      part.textContent = text;
      if (name === "h2") {
        const link = document.createElement("a");
        link.href = paper.url;
        link.textContent = paper.title;
        part.append(link);
      }
      article.append(part);
    }
    item.append(article);
    list.append(item);
  };
  let count = 0;
  window.hotpapersMonth = (papers) => {
    for (const paper of papers) {
      if (count >= most) return;
      if (codes.length && !codes.some((term) => fits(paper, term))) continue;
      if (!others.every((term) => fits(paper, term) !== term.not)) continue;
      count += 1;
      add(paper);
    }
  };
  const tell = () => { told.textContent = count >= most ? `The newest ${most} papers that fit` : count === 1 ? "1 paper fits" : `${count || "No"} papers fit`; };
  const load = (months) => {
    if (!months.length || count >= most) return tell();
    const script = document.createElement("script");
    script.src = `search/${months[0]}.js`;
    script.onload = script.onerror = () => load(months.slice(1));
    document.head.append(script);
  };
  for (const box of document.querySelectorAll("input[type=search]")) box.value = typed;
  if (terms.length) load((list.dataset.months ?? "").split(" ").filter(Boolean));
})();
