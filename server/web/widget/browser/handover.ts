// What the app offers to who wants a person: an address, a link, or a form.
import type { HandoverOffer } from '../../../../shared/contract/handover-offer.ts';
import { el } from './elements.ts';
import type { Texts } from './texts.ts';

type Entered = { name?: string; contact: string; message: string; consent: true };

/**
 * @param question the visitor's last one, to begin the form with
 * @param submit sends what was entered; the message of its error is shown
 */
export function handoverElement(
  offer: HandoverOffer,
  texts: Texts,
  question: string,
  submit: (entered: Entered) => Promise<unknown>,
): HTMLElement {
  const box = el('div', { class: 'turn person', dir: 'auto', role: 'group', 'aria-label': texts.person });
  if (offer.kind === 'email') box.append(el('a', { href: `mailto:${offer.address}` }, texts.person));
  else if (offer.kind === 'link')
    box.append(el('a', { href: offer.url, target: '_blank', rel: 'noopener' }, texts.person));
  else box.append(formOf(offer.consent, texts, question, submit, box));
  return box;
}

function formOf(
  consent: string,
  texts: Texts,
  question: string,
  submit: (entered: Entered) => Promise<unknown>,
  box: HTMLElement,
): HTMLElement {
  const name = el('input', { maxlength: '200', autocomplete: 'name' });
  const contact = el('input', { maxlength: '200', required: true, autocomplete: 'email' });
  const message = el('textarea', { maxlength: '4000', required: true, rows: '3' });
  message.value = question;
  const agreed = el('input', { type: 'checkbox', required: true });
  const problem = el('p', { role: 'alert', hidden: true });
  const button = el('button', { class: 'again', type: 'submit' }, texts.send);
  const label = (text: string, field: HTMLElement) => el('label', {}, text, field);
  return el(
    'form',
    {
      class: 'handover',
      submit: (event) => {
        event.preventDefault();
        button.disabled = true;
        problem.hidden = true;
        submit({
          ...(name.value.trim() && { name: name.value.trim() }),
          contact: contact.value,
          message: message.value,
          consent: true,
        }).then(
          () => {
            const thanks = el('p', { role: 'status', tabindex: '-1' }, texts.handedOver);
            box.replaceChildren(thanks);
            thanks.focus();
          },
          (error: Error) => {
            button.disabled = false;
            problem.hidden = false;
            problem.textContent = error.message || texts.lost;
          },
        );
      },
    },
    el('strong', {}, texts.person),
    label(texts.yourName, name),
    label(texts.contact, contact),
    label(texts.about, message),
    el('label', { class: 'consent' }, agreed, consent),
    problem,
    button,
  );
}
