// Questions to Harbor & Pine, the shop of the demo documents, and a model's answers, with Markdown. `word` finds the
// source to cite: the number of the first one that contains it replaces [#].
export const script: { question: string; answer: string; word: string }[] = [
  {
    question: 'How long can I return an unused item?',
    answer:
      'You have **45 days** from delivery to return any unused item for a full refund [#].\n\nTwo exceptions:\n\n- *Boots and jackets* may be tried outdoors and still go back within 14 days.\n- Gift cards, made-to-measure items and opened water filters cannot be returned.',
    word: '45 days of delivery',
  },
  {
    question: 'Who is called first in an outage?',
    answer:
      'The **on-call engineer**, by phone on extension 4100, at any hour [#].\n\n1. No answer within 5 minutes: the secondary on-call engineer, extension 4101.\n2. Nobody within 10 minutes: the Head of Platform, extension 4110.',
    word: 'extension 4100',
  },
  {
    question: 'When will I get my money back after a return?',
    answer:
      'The warehouse inspects the item within 3 working days; the refund reaches your original payment method within **7 working days** of that [#].',
    word: 'original payment method',
  },
  {
    question: 'How many days a week may I work remotely?',
    answer:
      'Up to **3 days a week**, after your first 60 days with the company [#]. Tuesday is the team day, on which everybody is in the office.',
    word: 'remotely up to 3 days',
  },
  {
    question: 'What does the warranty cover on a tent?',
    answer:
      'Tents carry a **3-year warranty** against defects in material and workmanship. Normal wear and accidents are not covered [#].',
    word: '3-year warranty',
  },
  {
    question: 'Do I have to pay for return shipping?',
    answer:
      'Not within the country for orders over 50 dollars; below that, **5.95 dollars** are taken off the refund [#].',
    word: '5.95 dollars',
  },
  {
    question: 'How often is the status page updated?',
    answer:
      'Every **30 minutes** during a SEV-1 outage, and every 2 hours during a SEV-2 outage [#]. The Customer Care lead does it, never the engineer who is fixing the fault.',
    word: 'every 30 minutes',
  },
  {
    question: 'What is the budget for a home office?',
    answer:
      'Each employee receives **600 dollars**, once, for a desk, a chair and a lamp, and 40 dollars a month toward the internet connection [#].',
    word: '600 dollars',
  },
];

/** The same as said over one source. */
export const exchanges = script.map(({ question, answer }) => ({
  question,
  answer: answer.replace('[#]', '[1]'),
}));

/** The scripted answer to the last question of a prompt, citing the source that says so. */
export function answerFrom(messages: { role: string; content: string }[]): string[] {
  const asked = messages.at(-1)!.content;
  const found = script.find(({ question }) => asked.includes(question));
  if (messages[0]!.content.startsWith('Rewrite') || !found) return [asked.split('\n').at(-1)!];
  const sources = messages[0]!.content.split(/^\[(\d+)\] /m);
  const place = sources.findIndex((text, at) => at > 0 && at % 2 === 0 && text.includes(found.word));
  const number = place > 0 ? sources[place - 1]! : '1';
  return found.answer.replace('[#]', `[${number}]`).match(/\S+\s*/g)!;
}
