/** Where the panel fills the screen: the page behind does not scroll, and the keyboard covers nothing. */
export function lockPage(panel: HTMLElement): () => void {
  const small = matchMedia('(max-width:480px)');
  const { style } = document.documentElement;
  const before = style.overflow;
  const view = window.visualViewport;
  const fit = () => {
    style.overflow = small.matches ? 'hidden' : before;
    panel.style.height = small.matches && view ? `${view.height}px` : '';
    panel.style.top = small.matches && view ? `${view.offsetTop}px` : '';
  };
  fit();
  view?.addEventListener('resize', fit);
  view?.addEventListener('scroll', fit);
  return () => {
    view?.removeEventListener('resize', fit);
    view?.removeEventListener('scroll', fit);
    style.overflow = before;
  };
}
