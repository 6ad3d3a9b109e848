/* Passkeys: the button only where the device can, and a word where it did not work. */
(() => {
  "use strict";
  const able = !!(window.PublicKeyCredential && navigator.credentials?.get);
  const trouble = document.querySelector("[data-passkey-trouble]");
  for (const button of document.querySelectorAll("[data-needs-passkey]")) button.hidden = !able;
  document.addEventListener("allauth.error", (event) => {
    if (!trouble) return;
    event.preventDefault();
    trouble.hidden = false;
    trouble.setAttribute("role", "alert");
    trouble.scrollIntoView({ block: "nearest" });
  });
})();
