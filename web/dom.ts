// Small helpers for the elements of both pages.

/** The element of this page with this id. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`This page has no element #${id}`);
  return element as T;
}

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}

/** Lets the browser paint and answer input; a hidden tab paints nothing, so it is not waited for. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    if (document.hidden) setTimeout(resolve);
    else requestAnimationFrame(() => setTimeout(resolve));
  });
}

/** A row of radio buttons that looks like one segmented control. */
export function segments<T>(
  parent: HTMLElement,
  name: string,
  choices: readonly { value: T; label: string; title?: string }[],
  selected: T,
  choose: (value: T) => void,
): void {
  for (const { value, label, title } of choices) {
    const input = make('input', { type: 'radio', name, className: 'sr', checked: value === selected });
    input.addEventListener('change', () => choose(value));
    parent.append(make('label', { title: title ?? '' }, input, make('span', {}, label)));
  }
}

/** Writes a table; the first cell of a row is its head. */
export function fillTable(table: HTMLElement, heads: readonly string[], rows: readonly (Node | string)[][]): void {
  const head = make('tr', {}, ...heads.map((text) => make('th', { scope: 'col' }, text)));
  const cellOf = (content: Node | string, i: number) => {
    // Empty where there is nothing, so that a stylesheet can leave it out.
    const cell = make('td', {}, ...(content === '' ? [] : [content]));
    // For narrow screens, which show a list.
    cell.dataset.column = heads[i + 1];
    return cell;
  };
  const body = rows.map(([first, ...rest]) =>
    make('tr', {}, make('th', { scope: 'row' }, first ?? ''), ...rest.map(cellOf)),
  );
  table.replaceChildren(make('thead', {}, head), make('tbody', {}, ...body));
  // Wide tables scroll by keyboard too.
  if (table.parentElement) Object.assign(table.parentElement, { tabIndex: 0, hidden: false });
}

/** Calls back once, when an element is about to be seen. */
export function whenNear(element: Element, callback: () => void): void {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      callback();
    },
    { rootMargin: '400px' },
  );
  observer.observe(element);
}
