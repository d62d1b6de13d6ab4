// No real page is nested this deep, and finding the article in one that is takes minutes.
const deepest = 400;

/** @throws RangeError; without recursion, because deep nesting would break it */
export function refuseDeepNesting(root: Element): void {
  let depth = 0;
  for (let element: Element | null = root; element;) {
    if (element.firstElementChild) {
      element = element.firstElementChild;
      depth += 1;
      if (depth > deepest) throw new RangeError('nested too deeply');
      continue;
    }
    while (element && !element.nextElementSibling) {
      element = element.parentElement;
      depth -= 1;
    }
    element = element?.nextElementSibling ?? null;
  }
}
