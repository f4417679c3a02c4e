// Times are written in the server's zone; this turns them to the reader's own. Without it the page works as it is.
"use strict";
const shown = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
for (const element of document.querySelectorAll("time[datetime]")) {
  const at = new Date(element.dateTime);
  if (!Number.isNaN(at.valueOf())) element.textContent = shown.format(at);
}
