// Words for reading whole documents and counting rows where no model does it. `count`: how a question for a number begins.
// `summary`: how one for a document as a whole is put. `rows`: what lines of a table are called. `besides`: words that say
// nothing of their own in a question for a number; without them nothing is counted in the language.

export type ReadingWords = {
  count: string;
  summary: string;
  rows: string;
  besides: string;
  /** `{name}`, `{count}`. */
  all: string;
  /** `{name}`, `{where}`, `{count}`, `{all}`. */
  some: string;
  /** `{count}` lines that are sums or headings by their look. */
  leftOut: string;
  /** `{name}`; before its first sentences. */
  beginning: string;
  /** Before the headings of a document. */
  headings: string;
  /** `{name}`, `{parts}`, `{all}`: a document that was not read to its end. */
  partly: string;
};

const words = (
  [count, summary, rows, besides]: [string, string, string, string],
  [all, some, leftOut, beginning, headings, partly]: [string, string, string, string, string, string],
): ReadingWords => ({ count, summary, rows, besides, all, some, leftOut, beginning, headings, partly });

/** By language. */
export const readingWords: Record<string, ReadingWords> = {
  en: words(
    [
      'how many|count the|number of',
      'summari[sz]e|summary of|overview of|outline of|what (?:is|are) .*\\babout\\b|what does .* (?:say|cover|contain)',
      'row|rows|line|lines|entry|entries|record|records',
      'a|an|the|is|are|was|were|be|been|there|with|in|of|at|from|for|by|on|to|and|have|has|had|do|does|did|we|i|you|they|it|that|which|who|whose|its|their|our|your|exist|listed|contain|contains',
    ],
    [
      'Rows in {name}: {count}',
      'Rows in {name} with {where}: {count} of {all}',
      'Not counted: {count} lines that look like totals or headings.',
      'Nothing here is summarised: this is the beginning of {name}.',
      'Its headings:',
      'Only {parts} of {all} parts of {name} were read.',
    ],
  ),
  de: words(
    [
      'wie ?viele|anzahl der|zähle die',
      'fass\\w* .*zusammen|zusammenfassung|überblick über|worum geht|wovon handelt|was steht in',
      'zeile|zeilen|eintrag|einträge|datensatz|datensätze',
      'der|die|das|den|dem|des|ein|eine|einen|gibt|es|sind|ist|war|waren|wurde|wurden|werden|haben|hat|hatte|mit|in|im|am|aus|von|vom|für|bei|auf|wir|ich|und|zu|zum|stehen|enthält',
    ],
    [
      'Zeilen in {name}: {count}',
      'Zeilen in {name} mit {where}: {count} von {all}',
      'Nicht gezählt: {count} Zeilen, die nach Summen oder Überschriften aussehen.',
      'Hier ist nichts zusammengefasst: Das ist der Anfang von {name}.',
      'Die Überschriften:',
      'Von {name} wurden nur {parts} von {all} Teilen gelesen.',
    ],
  ),
  fr: words(
    [
      'combien|nombre d',
      "résume|résumé d|aperçu d|de quoi (?:parle|traite|s'agit)|que (?:dit|contient)",
      'ligne|lignes|entrée|entrées|enregistrement|enregistrements',
      'y|a|t|il|de|des|du|d|la|le|les|l|un|une|en|avec|dans|sont|est|ont|pour|sur|qui|et|au|aux|à|par',
    ],
    [
      'Lignes de {name} : {count}',
      'Lignes de {name} avec {where} : {count} sur {all}',
      'Non comptées : {count} lignes qui semblent être des totaux ou des titres.',
      'Rien n’est résumé ici : voici le début de {name}.',
      'Ses titres :',
      'Seules {parts} parties sur {all} de {name} ont été lues.',
    ],
  ),
  es: words(
    [
      'cu[aá]nt[oa]s|número de',
      'resum[ei]|resumen de|de qué (?:trata|va)|qué (?:dice|contiene)',
      'fila|filas|línea|líneas|registro|registros',
      'hay|son|es|está|están|tiene|tienen|con|en|de|del|la|el|los|las|un|una|por|que|y|a|al|para|se',
    ],
    [
      'Filas de {name}: {count}',
      'Filas de {name} con {where}: {count} de {all}',
      'No contadas: {count} líneas que parecen totales o títulos.',
      'Aquí no se resume nada: este es el comienzo de {name}.',
      'Sus títulos:',
      'Solo se leyeron {parts} de {all} partes de {name}.',
    ],
  ),
  pt: words(
    [
      'quant[oa]s|número de',
      'resum[aoe]|de que (?:trata|fala)|o que (?:diz|contém)',
      'linha|linhas|registro|registros|registo|registos',
      'há|existem|são|é|está|estão|tem|têm|com|em|no|na|nos|nas|de|do|da|dos|das|o|a|os|as|um|uma|por|que|e|para|se',
    ],
    [
      'Linhas de {name}: {count}',
      'Linhas de {name} com {where}: {count} de {all}',
      'Não contadas: {count} linhas que parecem totais ou títulos.',
      'Nada é resumido aqui: este é o início de {name}.',
      'Os seus títulos:',
      'Só {parts} de {all} partes de {name} foram lidas.',
    ],
  ),
  it: words(
    [
      'quant[ie]|numero d',
      'riassum|riassunto d|panoramica d|di (?:che )?cosa (?:parla|tratta)|che cosa (?:dice|contiene)',
      'riga|righe|voce|voci|record',
      'ci|sono|è|hanno|ha|con|in|nel|nella|nei|nelle|di|del|della|dei|delle|il|lo|la|i|gli|le|un|una|per|che|e|a|al|da',
    ],
    [
      'Righe di {name}: {count}',
      'Righe di {name} con {where}: {count} su {all}',
      'Non contate: {count} righe che sembrano totali o titoli.',
      'Qui non si riassume nulla: questo è l’inizio di {name}.',
      'I suoi titoli:',
      'Di {name} sono state lette solo {parts} parti su {all}.',
    ],
  ),
  nl: words(
    [
      'hoeveel|aantal',
      'vat .*samen|samenvatting|overzicht van|waar gaat .* over|wat staat er in',
      'rij|rijen|regel|regels|record|records',
      'zijn|is|er|de|het|een|met|in|van|voor|hebben|heeft|die|dat|en|op|bij|aan|staan',
    ],
    [
      'Rijen in {name}: {count}',
      'Rijen in {name} met {where}: {count} van {all}',
      'Niet geteld: {count} regels die op totalen of koppen lijken.',
      'Hier is niets samengevat: dit is het begin van {name}.',
      'De koppen:',
      'Van {name} zijn maar {parts} van {all} delen gelezen.',
    ],
  ),
  sv: words(
    [
      'hur många|antal',
      'sammanfatta|sammanfattning|översikt över|vad handlar .* om|vad står det i',
      'rad|rader|post|poster',
      'är|finns|det|den|de|en|ett|med|i|av|har|som|och|på|för|till|från',
    ],
    [
      'Rader i {name}: {count}',
      'Rader i {name} med {where}: {count} av {all}',
      'Inte räknade: {count} rader som ser ut som summor eller rubriker.',
      'Här är inget sammanfattat: det här är början av {name}.',
      'Rubrikerna:',
      'Bara {parts} av {all} delar av {name} lästes.',
    ],
  ),
  pl: words(
    [
      'ile|liczba',
      'podsumuj|streść|podsumowanie|o czym jest|co zawiera',
      'wiersz|wiersze|wierszy|rekord|rekordy|rekordów',
      'jest|są|w|z|ze|na|do|i|ma|mają|od|dla|które',
    ],
    [
      'Wiersze w {name}: {count}',
      'Wiersze w {name}, w których {where}: {count} z {all}',
      'Nie policzono {count} linii, które wyglądają na sumy lub nagłówki.',
      'To nie jest streszczenie, lecz początek {name}.',
      'Nagłówki:',
      'Z {name} przeczytano tylko {parts} z {all} części.',
    ],
  ),
  ru: words(
    [
      'сколько|количество',
      'подведи итог|обобщи|кратк\\p{L}+ содержани|обзор|о ч[её]м (?:этот |документ )?|что содержит',
      'строка|строки|строк|запись|записи|записей',
      'есть|в|с|со|на|из|у|и|имеют|имеет|от|для|которые',
    ],
    [
      'Строки в {name}: {count}',
      'Строки в {name}, где {where}: {count} из {all}',
      'Не учтены строки, похожие на итоги или заголовки: {count}.',
      'Это не обобщение, а начало {name}.',
      'Заголовки:',
      'Из {name} прочитано частей: {parts} из {all}.',
    ],
  ),
  tr: words(
    [
      'kaç',
      'özetle|özeti|ne hakkında|ne anlatıyor',
      'satır|satırlar|kayıt|kayıtlar',
      'var|ve|ile|için|olan|tane|adet',
    ],
    [
      '{name} içindeki satırlar: {count}',
      '{name} içinde {where} olan satırlar: {count} / {all}',
      'Sayılmayan, toplam veya başlığa benzeyen satırlar: {count}.',
      'Burada özet yoktur: bu, {name} belgesinin başıdır.',
      'Başlıkları:',
      '{name} belgesinin {all} bölümünden yalnızca {parts} tanesi okundu.',
    ],
  ),
  zh: words(
    ['多少|几', '总结|概括|摘要|概述|讲(?:的是)?什么|关于什么', '行|记录|条', ''],
    [
      '{name} 的行数：{count}',
      '{name} 中 {where} 的行：{count}，共 {all}',
      '未计入看似合计或标题的行：{count}。',
      '这里没有概括，以下是 {name} 的开头。',
      '标题：',
      '{name} 只读了 {all} 个部分中的 {parts} 个。',
    ],
  ),
  ja: words(
    ['いくつ|何件|何行', '要約|まとめて|概要|何について', '行|件|レコード', ''],
    [
      '{name} の行数：{count}',
      '{name} で {where} の行：{all} 件中 {count} 件',
      '合計や見出しと思われる {count} 行は数えていません。',
      'これは要約ではなく、{name} の冒頭です。',
      '見出し：',
      '{name} は全 {all} 部分のうち {parts} 部分だけを読みました。',
    ],
  ),
};

export const fill = (text: string, values: Record<string, string | number>): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
