// Renews the content every few seconds and leaves the reader where they are: scroll position and opened parts stay.
// The dashboard works without it; with scripts off a meta refresh does the same, less smoothly.
(() => {
  const everyMs = 5000;
  const renew = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch(location.href, { headers: { accept: "text/html" } });
        if (!answer.ok && answer.status !== 503) {
          throw new Error(String(answer.status));
        }
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        for (const open of document.querySelectorAll("details[open][id]")) {
          fresh.getElementById(open.id)?.setAttribute("open", "");
        }
        document.title = fresh.title;
        document.getElementById("content").replaceWith(fresh.getElementById("content"));
        document.documentElement.classList.remove("stale");
      } catch {
        document.documentElement.classList.add("stale");
      }
    }
    setTimeout(renew, everyMs);
  };
  setTimeout(renew, everyMs);
})();
