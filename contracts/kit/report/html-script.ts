/**
 * The script of the HTML report. The page can be read without it: it filters, searches, and goes to the next failure.
 * @module
 */

export const SCRIPT = `
document.documentElement.classList.add('scripted');
const cases = [...document.querySelectorAll('.case')];
const buttons = [...document.querySelectorAll('[data-filter]')];
const search = document.querySelector('#search');
const found = document.querySelector('#found');
const update = () => {
  const wanted = buttons.filter((one) => one.getAttribute('aria-pressed') === 'true').map((one) => one.dataset.filter);
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let count = 0;
  for (const one of cases) {
    const text = words.length === 0 ? '' : one.textContent.toLowerCase();
    one.hidden = (wanted.length > 0 && !wanted.includes(one.dataset.status)) || !words.every((word) => text.includes(word));
    if (!one.hidden) count += 1;
  }
  for (const one of document.querySelectorAll('main section')) one.hidden = one.querySelector('.case:not([hidden])') === null;
  found.textContent = count === cases.length ? '' : count + ' of ' + cases.length + ' cases are shown';
};
for (const one of buttons) one.addEventListener('click', () => {
  one.setAttribute('aria-pressed', String(one.getAttribute('aria-pressed') !== 'true'));
  update();
});
search.addEventListener('input', update);
let at = -1;
const next = () => {
  const failures = cases.filter((one) => !one.hidden && ['fail', 'error'].includes(one.dataset.status));
  if (failures.length === 0) return;
  at = (at + 1) % failures.length;
  failures[at].open = true;
  failures[at].scrollIntoView({ block: 'start' });
  failures[at].querySelector('summary').focus({ preventScroll: true });
};
document.querySelector('#next')?.addEventListener('click', next);
addEventListener('keydown', (event) => {
  if (event.key === 'n' && event.target !== search && !event.ctrlKey && !event.metaKey) next();
});
const reveal = () => {
  const one = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (one instanceof HTMLDetailsElement) {
    one.hidden = false;
    one.closest('section').hidden = false;
    one.open = true;
    one.scrollIntoView();
  }
};
addEventListener('hashchange', reveal);
reveal();
`;
