// Times are written in the server's zone; this turns them to the reader's own. Without it the pages work as they are.
"use strict";
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (number) => String(number).padStart(2, "0");
for (const element of document.querySelectorAll("time[datetime]")) {
  const at = new Date(element.dateTime);
  if (Number.isNaN(at.valueOf())) continue;
  const seconds = "precise" in element.dataset ? `:${two(at.getSeconds())}` : "";
  const clock = `${two(at.getHours())}:${two(at.getMinutes())}${seconds}`;
  element.textContent = `${at.getDate()} ${months[at.getMonth()]} ${at.getFullYear()}, ${clock}`;
}
// A link to a paragraph that is folded away opens the fold.
const unfold = () => {
  const id = decodeURIComponent(location.hash.slice(1));
  const target = id && document.getElementById(id);
  const fold = target && target.closest("details");
  if (fold && !fold.open) {
    fold.open = true;
    target.scrollIntoView({ block: "center" });
  }
};
addEventListener("hashchange", unfold);
unfold();
