// Whether a visitor asks for a person: short patterns by language, tried on the whole message.
const PATTERNS = [
  // English
  /\b(?:speak|talk|chat)(?:ing)? (?:to|with) (?:a |an |the |some|your )?(?:real |live |actual )?(?:human|person|people|someone|somebody|agent|operator|representative|support|staff|employee)/,
  /\b(?:connect|transfer|put) me (?:to|through|with)\b/,
  /\b(?:human|live) (?:agent|support|being|operator)\b|\breal (?:person|human)\b/,
  // German
  /\b(?:mit|an) (?:einem |einer |einen |eine |dem |den |ihrem |ihren )?(?:echten |richtigen |lebenden )?(?:menschen|mitarbeiter\w*|person|berater\w*|kundendienst|support|jemande[mn])\b.*\b(?:sprechen|reden|schreiben|verbinden|verbunden|weiterleiten)|\b(?:echte[nr]? )mensch/,
  // French
  /\b(?:parler|discuter|échanger) (?:à|avec) (?:un |une |quelqu)?.{0,12}(?:humain|personne|conseill|agent|quelqu'un|opérateur)|\bêtre mis en relation\b/,
  // Spanish, Portuguese
  /\b(?:hablar|chatear|falar|conversar) (?:con|com) (?:un[ao]? |um[a]? |alg[uú]?)?.{0,10}(?:persona|humano|agente|alguien|asesor|operador|pessoa|atendente|algu[eé]m|ien)/,
  // Italian
  /\bparlare con (?:un[ao']? ?|qualcuno).{0,10}(?:persona|umano|operatore|operatrice|agente|addetto)?/,
  // Dutch
  /\b(?:met|een) (?:een )?(?:echt |echte )?(?:mens|persoon|medewerker|iemand)\b.*\b(?:spreken|praten|chatten)|\b(?:spreken|praten|chatten) met (?:een )?(?:echt |echte )?(?:mens|persoon|medewerker|iemand)/,
  // Polish, Czech
  /\b(?:rozmawiać|porozmawiać|połączyć) z (?:kimś|człowiekiem|konsultantem|pracownikiem|osobą)|\bmluvit s (?:člověkem|někým|operátorem)/,
  // Turkish
  /(?:insan|yetkili|temsilci|biri)\S* (?:ile )?(?:konuş|görüş)|(?:insanla|yetkiliyle|temsilciyle|biriyle) (?:konuş|görüş)/,
  // Russian, Ukrainian
  /(?:поговорить|связаться|соедините|свяжите)\S* .{0,12}(?:человек|оператор|сотрудник|менеджер)|(?:поговорити|зв'язатися|з'єднайте) .{0,12}(?:людин|оператор|менеджер)/,
  // Arabic
  /(?:التحدث|أتحدث|اتحدث|التكلم|أتكلم|اتكلم|التواصل) (?:مع|إلى|الى) .{0,6}(?:شخص|موظف|إنسان|انسان|ممثل|أحد|احد)/,
  // Chinese, Japanese, Korean
  /人工(?:客服|服务|服務)|转人工|轉人工|(?:真人|人工).{0,4}(?:客服|聊|说|說|谈|談|服务)/,
  /(?:人間|担当者|オペレーター|スタッフ|有人).{0,8}(?:話|つない|繋い|代わ|対応|連絡)/,
  /(?:상담원|사람|직원|담당자).{0,8}(?:연결|통화|대화|이야기|얘기|상담)/,
];

/** Whether a message asks for a person instead of an answer. */
export const asksForPerson = (message: string): boolean => {
  const text = message.normalize('NFC').toLowerCase().replaceAll('’', "'");
  return text.length <= LONGEST && PATTERNS.some((pattern) => pattern.test(text));
};
/** A longer message mentions speaking to people for other reasons too. */
const LONGEST = 300;
