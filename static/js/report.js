// A report's only script: the button that prints it, there when it can.
const button = document.querySelector("[data-print]");
button.hidden = false;
button.addEventListener("click", () => print());
