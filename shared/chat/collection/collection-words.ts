// Questions about the documents as a whole, and what is said to them. `documents`: phrases that ask which documents there
// are, as in talk-phrases.ts. `whole`: what is in a question that a few passages cannot answer for certain.

export type CollectionWords = {
  documents: string;
  whole: string;
  /** Before the list of names; `{count}`. */
  list: string;
  /** After the first names; `{rest}`. */
  more: string;
  none: string;
  /** `{passages}` of `{all}`. */
  looked: string;
};

const words = (
  documents: string,
  whole: string,
  list: string,
  more: string,
  none: string,
  looked: string,
): CollectionWords => ({ documents, whole, list, more, none, looked });

/** By language. */
export const collectionWords: Record<string, CollectionWords> = {
  en: words(
    'which documents do you have|what documents do you have|which documents are there|what documents are there|which files do you have|what files do you have|which files are there|what files are there|list the documents|list all documents|list your documents|list all files|show me the documents|show me all documents|how many documents do you have|how many documents are there|how many files are there|what do you know|what documents do you know|which documents can you see|which sources do you have|what sources do you have|what are your sources',
    'summari[sz]e|summary of|overview of|compare (?:the|our|your|both|these|all|them|it|this|that)|list (?:all|every)|(?:all|every|each) (?:of the |the )?(?:documents?|files?|rows?|entries|records?)|in total|altogether|on average|how many (?:documents|files|pages|rows|entries|records|invoices|orders|customers|contracts|tickets|products|employees|projects)|how many .*(?:over|under|above|below|more than|less than|at least|at most) \\W?\\p{N}',
    'Documents that I answer from: {count}',
    '… and {rest} more',
    'There are no documents yet that I could answer from.',
    'I looked at the {passages} nearest passages of {all}, not at all of them.',
  ),
  de: words(
    'welche dokumente hast du|welche dokumente haben sie|welche dokumente gibt es|was fur dokumente gibt es|welche dateien gibt es|welche dateien hast du|liste die dokumente auf|liste alle dokumente auf|zeige mir alle dokumente|zeig mir die dokumente|wie viele dokumente gibt es|wie viele dokumente hast du|welche quellen hast du|welche unterlagen gibt es|welche unterlagen hast du',
    'fass\\w* .*zusammen|zusammenfassung|überblick über|vergleich|(?:liste|zähle) alle|(?:alle|jedes|sämtliche) (?:dokumente?|dateien|zeilen|einträge)|insgesamt|im durchschnitt|durchschnittlich|wie ?viele (?:dokumente|dateien|seiten|zeilen|einträge|rechnungen|bestellungen|kunden|verträge|produkte|projekte|mitarbeiter)|wie ?viele .*(?:über|unter|mehr als|weniger als|mindestens|höchstens)',
    'Dokumente, aus denen ich antworte: {count}',
    '… und {rest} weitere',
    'Es gibt noch keine Dokumente, aus denen ich antworten könnte.',
    'Ich habe die {passages} nächsten von {all} Textstellen angesehen, nicht alle.',
  ),
  fr: words(
    'quels documents as tu|quels documents avez vous|quels sont les documents|quels documents y a t il|quels fichiers y a t il|quels fichiers avez vous|liste les documents|listez les documents|montre moi les documents|montrez moi les documents|combien de documents y a t il|combien de documents avez vous|quelles sont tes sources|quelles sont vos sources',
    'résume|résumé d|aperçu d|compare|(?:tous les|chaque) (?:documents?|fichiers?|lignes?)|toutes les lignes|au total|en moyenne|combien de (?:documents|fichiers|pages|lignes|factures|commandes|clients|contrats|produits|projets)|combien .*(?:plus de|moins de|au moins|au plus)',
    'Documents à partir desquels je réponds : {count}',
    '… et {rest} autres',
    'Il n’y a pas encore de documents à partir desquels je pourrais répondre.',
    'J’ai consulté les {passages} passages les plus proches sur {all}, pas tous.',
  ),
  es: words(
    'que documentos tienes|que documentos tiene|que documentos hay|cuales son los documentos|que archivos hay|que archivos tienes|lista los documentos|muestrame los documentos|muestrame todos los documentos|cuantos documentos hay|cuantos documentos tienes|cuales son tus fuentes',
    'resum[ei]|resumen de|compar[ae]|(?:todos los|cada) (?:documentos?|archivos?|registros?)|todas las filas|en total|en promedio|de media|cu[aá]nt[oa]s (?:documentos|archivos|páginas|filas|facturas|pedidos|clientes|contratos|productos|proyectos)|cu[aá]nt[oa]s .*(?:más de|menos de|al menos|como máximo)',
    'Documentos a partir de los cuales respondo: {count}',
    '… y {rest} más',
    'Todavía no hay documentos a partir de los cuales pueda responder.',
    'He mirado los {passages} pasajes más cercanos de {all}, no todos.',
  ),
  pt: words(
    'que documentos voce tem|quais documentos voce tem|quais documentos existem|que documentos existem|quais sao os documentos|que documentos ha|quais arquivos existem|liste os documentos|lista os documentos|mostre os documentos|quantos documentos existem|quantos documentos ha|quais sao as suas fontes',
    'resum[aoe]|compar[ae]|(?:todos os|cada) (?:documentos?|arquivos?|ficheiros?|registros?)|todas as linhas|no total|em média|quant[oa]s (?:documentos|arquivos|ficheiros|páginas|linhas|faturas|pedidos|clientes|contratos|produtos|projetos)|quant[oa]s .*(?:mais de|menos de|pelo menos|no máximo)',
    'Documentos a partir dos quais respondo: {count}',
    '… e mais {rest}',
    'Ainda não há documentos a partir dos quais eu possa responder.',
    'Consultei as {passages} passagens mais próximas de {all}, não todas.',
  ),
  it: words(
    'quali documenti hai|che documenti hai|quali documenti ci sono|che documenti ci sono|quali file ci sono|elenca i documenti|elenca tutti i documenti|mostrami i documenti|mostrami tutti i documenti|quanti documenti ci sono|quanti documenti hai|quali sono le tue fonti',
    'riassum|riassunto d|panoramica d|confront|(?:tutti i|ogni) (?:documenti|documento|file)|tutte le righe|in totale|in media|quant[ie] (?:documenti|file|pagine|righe|fatture|ordini|clienti|contratti|prodotti|progetti)|quant[ie] .*(?:più di|meno di|almeno|al massimo)',
    'Documenti in base ai quali rispondo: {count}',
    '… e altri {rest}',
    'Non ci sono ancora documenti in base ai quali possa rispondere.',
    'Ho guardato i {passages} passaggi più vicini su {all}, non tutti.',
  ),
  nl: words(
    'welke documenten heb je|welke documenten heeft u|welke documenten zijn er|wat voor documenten zijn er|welke bestanden zijn er|toon alle documenten|toon de documenten|laat alle documenten zien|hoeveel documenten zijn er|hoeveel documenten heb je|wat zijn je bronnen',
    'vat .*samen|samenvatting|overzicht van|vergelijk|(?:alle|elk|ieder) (?:documenten|document|bestanden|rijen|regels)|in totaal|gemiddeld|hoeveel (?:documenten|bestanden|pagina|rijen|regels|facturen|bestellingen|klanten|contracten|producten|projecten)|hoeveel .*(?:meer dan|minder dan|minstens|hoogstens|boven|onder)',
    'Documenten waaruit ik antwoord: {count}',
    '… en nog {rest}',
    'Er zijn nog geen documenten waaruit ik kan antwoorden.',
    'Ik heb de {passages} dichtstbijzijnde van {all} passages bekeken, niet alle.',
  ),
  sv: words(
    'vilka dokument har du|vilka dokument finns|vilka dokument finns det|vilka filer finns det|lista alla dokument|lista dokumenten|visa alla dokument|hur manga dokument finns det|hur manga dokument har du|vilka ar dina kallor',
    'sammanfatta|sammanfattning|översikt över|jämför|(?:alla|varje) (?:dokument|filer|rader)|totalt|sammanlagt|i genomsnitt|hur många (?:dokument|filer|sidor|rader|fakturor|beställningar|kunder|avtal|produkter|projekt)|hur många .*(?:över|under|mer än|fler än|mindre än|minst|högst)',
    'Dokument som jag svarar utifrån: {count}',
    '… och {rest} till',
    'Det finns ännu inga dokument som jag kan svara utifrån.',
    'Jag tittade på de {passages} närmaste av {all} textställen, inte på alla.',
  ),
  pl: words(
    'jakie masz dokumenty|jakie dokumenty masz|jakie sa dokumenty|jakie dokumenty sa dostepne|jakie pliki sa dostepne|wymien dokumenty|wymien wszystkie dokumenty|pokaz dokumenty|pokaz wszystkie dokumenty|ile masz dokumentow|ile jest dokumentow|jakie sa twoje zrodła',
    'podsumuj|streść|podsumowanie|porównaj|(?:wszystkie|każdy) (?:dokumenty?|pliki|wiersze)|łącznie|w sumie|średnio|ile (?:jest )?(?:dokumentów|plików|stron|wierszy|faktur|zamówień|klientów|umów|produktów|projektów)|ile .*(?:powyżej|poniżej|więcej niż|mniej niż|co najmniej)',
    'Dokumenty, z których odpowiadam: {count}',
    '… i jeszcze {rest}',
    'Nie ma jeszcze dokumentów, z których mógłbym odpowiadać.',
    'Sprawdziłem najbliższe fragmenty ({passages} z {all}), a nie wszystkie.',
  ),
  ru: words(
    'какие у тебя есть документы|какие у вас есть документы|какие есть документы|какие документы есть|какие документы у тебя есть|какие документы у вас есть|какие фаилы есть|перечисли документы|перечислите документы|покажи все документы|покажи документы|сколько документов|сколько есть документов|сколько у тебя документов|какие у тебя источники',
    'подведи итог|обобщи|кратк\\p{L}+ содержани|обзор|сравни|(?:все|каждый) (?:документы?|файлы|строки)|всего|в среднем|сколько (?:документов|файлов|страниц|строк|счетов|заказов|клиентов|договоров|товаров|проектов)|сколько .*(?:больше|меньше|свыше|не менее|не более)',
    'Документы, по которым я отвечаю: {count}',
    '… и ещё {rest}',
    'Пока нет документов, по которым я мог бы отвечать.',
    'Я просмотрел ближайшие фрагменты ({passages} из {all}), а не все.',
  ),
  tr: words(
    'hangi belgeler var|hangi belgelere sahipsin|hangi dosyalar var|belgeleri listele|tum belgeleri listele|tum belgeleri goster|belgeleri goster|kac belge var|kac belgen var|kaynakların neler',
    'özetle|özeti|karşılaştır|(?:tüm|bütün|her) (?:belge|dosya|satır)|toplam|ortalama|kaç (?:belge|dosya|sayfa|satır|fatura|sipariş|müşteri|sözleşme|ürün|proje)',
    'Yanıtlarımda kullandığım belgeler: {count}',
    '… ve {rest} belge daha',
    'Henüz yanıt verebileceğim belge yok.',
    '{all} bölümden en yakın {passages} tanesine baktım, hepsine değil.',
  ),
  zh: words(
    '你有哪些文档|您有哪些文档|有哪些文档|有哪些文件|你有哪些文件|你有什么文档|有什么文档|列出文档|列出所有文档|列出所有文件|显示所有文档|有多少文档|有多少个文档|你有多少文档|你的来源是什么',
    '总结|概括|摘要|概述|比较|对比|(?:所有|全部|每个|每份)(?:的)?(?:文档|文件|行|记录)|总共|一共|合计|平均|多少(?:个|份|张|条)?(?:文档|文件|页|行|记录|发票|订单|客户|合同|产品|项目)',
    '我据以回答的文档：{count}',
    '……以及另外 {rest} 个',
    '目前还没有可供回答的文档。',
    '我只查看了 {all} 个段落中最接近的 {passages} 个，并非全部。',
  ),
  ja: words(
    'どんな文書がありますか|どの文書がありますか|どのような文書がありますか|どんなドキュメントがありますか|どんな資料がありますか|どんなファイルがありますか|文書を一覧にして|文書の一覧を見せてください|文書の一覧|文書はいくつありますか|文書は何件ありますか',
    '要約|まとめて|概要|比較|(?:すべて|全て|全部)の(?:文書|ドキュメント|資料|ファイル|行)|合計|全部で|平均|(?:文書|ファイル|請求書|注文|顧客|契約|製品)は(?:いくつ|何件)',
    '回答に使っている文書：{count}',
    '…ほか {rest} 件',
    '回答に使える文書はまだありません。',
    '全 {all} 箇所のうち、近い {passages} 箇所だけを確認しました。すべてではありません。',
  ),
};
