import { expect, test } from 'vitest';
import { asksForPerson } from './asks-for-person.ts';

test('asking for a person is recognised in many languages', () => {
  for (const message of [
    'Can I talk to a human?',
    'I would like to speak with someone from support',
    'connect me to an agent please',
    'Is there a real person here?',
    'Kann ich mit einem Menschen sprechen?',
    'Ich möchte mit einem Mitarbeiter reden',
    'Je voudrais parler à un conseiller',
    'Quiero hablar con una persona',
    'Quero falar com um atendente',
    'Vorrei parlare con un operatore',
    'Ik wil met een medewerker spreken',
    'Chcę porozmawiać z konsultantem',
    'Bir yetkiliyle görüşmek istiyorum',
    'Хочу поговорить с человеком',
    'أريد التحدث مع موظف',
    '我要转人工',
    '担当者と話したいです',
    '상담원 연결해 주세요',
  ])
    expect([message, asksForPerson(message)]).toEqual([message, true]);
});

test('a question about people is no such request', () => {
  for (const message of [
    'Which person is responsible for the lift?',
    'How many employees does the company have?',
    'Who may speak at the meeting of shareholders?',
    'Wer ist die Person, die den Schlüssel hat?',
    'Combien de personnes peuvent entrer ?',
    '员工有几天假期？',
    `${'It was long ago. '.repeat(30)} Can I talk to a human?`,
  ])
    expect([message, asksForPerson(message)]).toEqual([message, false]);
});
