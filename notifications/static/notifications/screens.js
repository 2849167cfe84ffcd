// Turns messages on this device on and off. Each state it can be in stands in the page already.
"use strict";

(() => {
  const box = document.getElementById("screens");
  if (!box) return;

  const { worker, key, screens } = box.dataset;
  const token = box.querySelector("[name=csrfmiddlewaretoken]").value;
  let ownId = null;

  box.querySelector("[data-do=on]").addEventListener("click", (event) => act(event, turnOn));
  box.querySelector("[data-do=off]").addEventListener("click", (event) => act(event, turnOff));
  look().then(show, fail);

  function show(state) {
    for (const part of box.querySelectorAll("[data-state]")) {
      part.hidden = part.dataset.state !== state;
    }
  }

  function fail() {
    show("failed");
  }

  async function act(event, change) {
    const button = event.currentTarget;
    button.disabled = true;
    await change().then(show, fail);
    button.disabled = false;
  }

  async function look() {
    if (!isSupported()) return isApplePhone() ? "home-screen" : "unsupported";
    if (Notification.permission === "denied") return "denied";
    const publicKey = await clinicKey();
    if (!publicKey) return "absent";
    const subscription = await subscribed();
    ownId = subscription && hasKey(subscription, publicKey) ? await idOf(subscription) : null;
    return ownId ? "on" : "off";
  }

  async function turnOn() {
    // First of all: some browsers ask only in the same breath as the click.
    const permission = await Notification.requestPermission();
    if (permission !== "granted") return permission === "denied" ? "denied" : "off";
    const publicKey = await clinicKey();
    if (!publicKey) return "absent";
    await navigator.serviceWorker.register(worker, { scope: "/", updateViaCache: "none" });
    const registration = await navigator.serviceWorker.ready;
    const old = await registration.pushManager.getSubscription();
    // A subscription belongs to one key for good.
    if (old && !hasKey(old, publicKey)) await old.unsubscribe();
    const subscription = await registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: bytes(publicKey),
    });
    const answer = await ask(screens, "POST", subscription.toJSON());
    if (!answer.ok) throw new Error("refused");
    ownId = (await answer.json()).id;
    return "on";
  }

  async function turnOff() {
    const answer = await ask(`${screens}${ownId}/`, "DELETE");
    if (!answer.ok && answer.status !== 404) throw new Error("refused");
    ownId = null;
    const subscription = await subscribed();
    if (subscription) await subscription.unsubscribe();
    return "off";
  }

  function isSupported() {
    return "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  }

  function isApplePhone() {
    const isTablet = navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1;
    return isTablet || /iPhone|iPad/.test(navigator.userAgent);
  }

  async function clinicKey() {
    const answer = await ask(key, "GET");
    if (answer.status === 409) return null;
    if (!answer.ok) throw new Error("refused");
    return (await answer.json()).public_key;
  }

  async function subscribed() {
    const registration = await navigator.serviceWorker.getRegistration("/");
    return registration ? registration.pushManager.getSubscription() : null;
  }

  // A browser can be subscribed for somebody who used it before: only the clinic knows for whom.
  async function idOf(subscription) {
    const answer = await ask(screens, "GET");
    if (!answer.ok) throw new Error("refused");
    const own = await fingerprint(subscription.endpoint);
    const found = (await answer.json()).results.find((screen) => screen.fingerprint === own);
    return found ? found.id : null;
  }

  async function fingerprint(endpoint) {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function hasKey(subscription, publicKey) {
    const used = subscription.options.applicationServerKey;
    const wanted = bytes(publicKey);
    return Boolean(used) && new Uint8Array(used).every((byte, place) => byte === wanted[place]);
  }

  function bytes(base64url) {
    const written = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(written, (sign) => sign.charCodeAt(0));
  }

  function ask(address, method, sent) {
    const headers = { "X-CSRFToken": token };
    if (sent) headers["Content-Type"] = "application/json";
    return fetch(address, { method, headers, body: sent && JSON.stringify(sent) });
  }
})();
