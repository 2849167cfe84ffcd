{% autoescape off %}// Shows on the screen that there is a message. What it says stands below, the same for everybody:
// a message brings only its kind, its language and its key.
"use strict";

const HEADLINES = {{ headlines }};
const SOME_MESSAGE = { nl: "Er is een bericht voor je", en: "There is a message for you" };
const INBOX = {{ inbox }};
{% endautoescape %}
self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("push", (event) => {
  const said = read(event.data);
  const headline = HEADLINES[said.kind] || SOME_MESSAGE;
  const language = said.language === "en" ? "en" : "nl";
  // What arrives twice has the same tag, and the second takes the place of the first in silence.
  const options = { lang: language, tag: said.key || "message" };
  event.waitUntil(self.registration.showNotification(headline[language], options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openInbox());
});

function read(data) {
  try {
    return (data && data.json()) || {};
  } catch {
    return {};
  }
}

async function openInbox() {
  const address = new URL(INBOX, self.location.origin).href;
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = pages.find((page) => page.url === address);
  return open ? open.focus() : self.clients.openWindow(address);
}
