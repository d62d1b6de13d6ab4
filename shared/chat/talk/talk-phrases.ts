// Messages that are small talk as a whole. `first` asks for the first question of the conversation. `besides` are words
// that may go with a phrase and mean nothing alone. `inLanguage` asks for the last answer in the language `%`.
import type { TalkKind } from '../../contract/talk.ts';

export type PhraseKind = TalkKind | 'first';
type Phrases = Record<PhraseKind, string> & { besides?: string; inLanguage?: string };

/** By language; alternatives are separated by `|`, words are without accents, apostrophes and punctuation. */
export const talkPhrases: Record<string, Phrases> = {
  en: {
    greeting:
      'hi|hello|hey|hiya|hi there|hello there|hey there|good morning|good afternoon|good evening|good day|how are you|how are you doing|nice to meet you',
    thanks:
      'thanks|thank you|thx|many thanks|thanks a lot|thank you very much|thank you so much|thanks so much|much appreciated|thats helpful|that was helpful|that helps|that helped',
    farewell: 'bye|goodbye|bye bye|see you|see you later|have a nice day|good night',
    about:
      'who are you|what are you|what is your name|whats your name|what can you do|what do you do|how can you help|how can you help me|what can i ask|what can i ask you|what can you help me with|what can you help with|what can you assist me with|what can you do for me|are you a bot|are you a robot|are you human|are you a human|are you an ai|are you ai|am i talking to a bot|am i talking to a human',
    rephrase:
      'shorter|make it shorter|make that shorter|a bit shorter|briefer|longer|in short|in simpler words|in simple words|simpler|say that again|say it again|repeat that|repeat your answer|rephrase that|rephrase it|in other words|as a list|in bullet points|summarise that|summarize that|summarise your answer|summarize your answer|can you repeat that|say that in other words',
    first:
      'what did i ask first|what did i ask you first|what was my first question|what was the first question|what was the first thing i asked|what was the first thing i asked you|what did i ask at the beginning',
    besides:
      'please|can you|could you|would you|ok|okay|great|perfect|super|everyone|all|again|so|well|oh|ah|for your help|for the help|for your answer|for the answer|for that',
    inLanguage:
      'in % please|please in %|answer in %|reply in %|say it in %|say that in %|say this in %|translate to %|translate it to %|translate that to %|translate this to %|translate it into %|translate that into %|translate this into %|translate your answer into %|write it in %|write that in %',
  },
  de: {
    greeting:
      'hallo|hallo zusammen|guten tag|guten morgen|guten abend|moin|moin moin|servus|gruss gott|gruezi|wie geht es dir|wie geht es ihnen|wie gehts',
    thanks:
      'danke|danke schon|dankeschon|danke sehr|vielen dank|besten dank|herzlichen dank|tausend dank|ich danke dir|ich danke ihnen|das hilft mir|das hat mir geholfen|danke dir|danke ihnen',
    farewell:
      'tschuss|auf wiedersehen|bis bald|bis spater|ciao|schonen tag noch|gute nacht|mach es gut|machs gut',
    about:
      'wer bist du|wer sind sie|was bist du|was sind sie|wie heisst du|wie heissen sie|was kannst du|was konnen sie|wobei kannst du helfen|wobei kannst du mir helfen|wobei konnen sie mir helfen|womit kannst du mir helfen|was kannst du fur mich tun|was konnen sie fur mich tun|wie kannst du mir helfen|wie konnen sie mir helfen|bist du ein bot|bist du ein mensch|sind sie ein mensch|bist du eine ki|sind sie eine ki|was kann ich dich fragen|was kann ich fragen',
    rephrase:
      'kurzer|etwas kurzer|mach es kurzer|fass dich kurzer|langer|einfacher|in einfachen worten|mit anderen worten|in anderen worten|wiederhole das|sag das noch einmal|noch einmal|fasse das zusammen|fass das zusammen|als liste|in stichpunkten|kurz gesagt',
    first:
      'was habe ich zuerst gefragt|was habe ich als erstes gefragt|was war meine erste frage|wie lautete meine erste frage|was habe ich am anfang gefragt',
    besides:
      'bitte|ok|okay|super|prima|toll|gut|alles klar|kannst du|konnen sie|fur die hilfe|fur deine hilfe|fur ihre hilfe|fur die antwort',
    inLanguage:
      'auf % bitte|bitte auf %|antworte auf %|antworten sie auf %|sag das auf %|sag es auf %|ubersetze das auf %|ubersetze das ins %e|ubersetze es ins %e',
  },
  fr: {
    greeting:
      'bonjour|bonsoir|salut|coucou|bonjour a tous|comment ca va|ca va|comment allez vous|comment vas tu|enchante',
    thanks:
      'merci|merci beaucoup|merci bien|un grand merci|mille mercis|je vous remercie|je te remercie|merci a vous|merci a toi',
    farewell: 'au revoir|a bientot|a plus tard|bonne journee|bonne soiree|bonne nuit|adieu',
    about:
      'qui es tu|qui etes vous|tu es qui|vous etes qui|que peux tu faire|que pouvez vous faire|comment tappelles tu|comment vous appelez vous|comment peux tu maider|a quoi peux tu maider|en quoi peux tu maider|en quoi pouvez vous maider|que peux tu faire pour moi|que pouvez vous faire pour moi|comment pouvez vous maider|es tu un robot|etes vous un robot|es tu humain|etes vous humain|es tu une ia|etes vous une ia',
    rephrase:
      'plus court|plus bref|en plus court|plus simple|plus simplement|en bref|en resume|resume cela|reformule|reformulez|repete|repetez|autrement dit|sous forme de liste|en dautres termes',
    first:
      'quelle etait ma premiere question|quest ce que jai demande en premier|quai je demande en premier|quelle est ma premiere question',
    besides:
      'sil vous plait|sil te plait|svp|stp|ok|super|parfait|tres bien|peux tu|pouvez vous|pour votre aide|pour ton aide|pour la reponse',
    inLanguage:
      'en % sil vous plait|en % sil te plait|en % svp|en % stp|reponds en %|repondez en %|traduis en %|traduisez en %|traduis cela en %|traduisez cela en %',
  },
  es: {
    greeting:
      'hola|buenos dias|buenas tardes|buenas noches|buenas|que tal|como estas|como esta|hola a todos|mucho gusto',
    thanks: 'gracias|muchas gracias|mil gracias|muchisimas gracias|te lo agradezco|se lo agradezco',
    farewell: 'adios|hasta luego|hasta pronto|chao|nos vemos|que tenga un buen dia',
    about:
      'quien eres|quien es usted|que eres|como te llamas|como se llama|que puedes hacer|que sabes hacer|como puedes ayudarme|en que puedes ayudarme|en que me puedes ayudar|con que puedes ayudarme|con que me puedes ayudar|que puedes hacer por mi|eres un robot|eres un bot|eres humano|eres una ia|que puedo preguntar',
    rephrase:
      'mas corto|mas breve|mas sencillo|mas simple|en resumen|resumelo|resume eso|repitelo|repite|otra vez|en otras palabras|con otras palabras|como lista|hazlo mas corto',
    first:
      'que pregunte primero|cual fue mi primera pregunta|cual era mi primera pregunta|que te pregunte primero',
    besides:
      'por favor|ok|vale|perfecto|genial|puedes|podrias|puede|por tu ayuda|por su ayuda|por la respuesta',
    inLanguage:
      'en % por favor|por favor en %|responde en %|responda en %|dilo en %|traducelo al %|traduce eso al %|traduce al %',
  },
  pt: {
    greeting: 'ola|oi|bom dia|boa tarde|boa noite|tudo bem|como vai|como voce esta|como esta|ola a todos',
    thanks:
      'obrigado|obrigada|muito obrigado|muito obrigada|valeu|agradeco|obrigado pela ajuda|obrigada pela ajuda',
    farewell: 'tchau|adeus|ate logo|ate mais|ate breve|tenha um bom dia',
    about:
      'quem e voce|quem es tu|o que voce e|qual e o seu nome|qual e o teu nome|como voce se chama|o que voce pode fazer|o que voce faz|como voce pode me ajudar|como pode me ajudar|em que voce pode me ajudar|com o que voce pode me ajudar|o que voce pode fazer por mim|voce e um robo|voce e humano|voce e uma ia',
    rephrase:
      'mais curto|mais breve|mais simples|em resumo|resuma isso|resume isso|repita|repete|de novo|em outras palavras|por outras palavras|como lista',
    first:
      'o que perguntei primeiro|o que eu perguntei primeiro|qual foi a minha primeira pergunta|qual foi minha primeira pergunta',
    besides: 'por favor|se faz favor|ok|perfeito|otimo|voce pode|pode|pela resposta',
    inLanguage:
      'em % por favor|por favor em %|responda em %|responde em %|diga isso em %|traduza para o %|traduz para %',
  },
  it: {
    greeting: 'ciao|salve|buongiorno|buon giorno|buonasera|buona sera|come stai|come sta|come va|piacere',
    thanks: 'grazie|grazie mille|molte grazie|tante grazie|ti ringrazio|la ringrazio|grazie tante',
    farewell: 'arrivederci|a presto|a dopo|buona giornata|buonanotte|buona notte|addio',
    about:
      'chi sei|chi e lei|che cosa sei|cosa sei|come ti chiami|come si chiama|cosa puoi fare|che cosa puoi fare|cosa sai fare|come puoi aiutarmi|in cosa puoi aiutarmi|con cosa puoi aiutarmi|cosa puoi fare per me|sei un robot|sei un bot|sei umano|sei una ia',
    rephrase:
      'piu corto|piu breve|piu semplice|in breve|in sintesi|riassumi|riassumilo|ripeti|ripetilo|in altre parole|con altre parole|come elenco',
    first:
      'cosa ho chiesto per prima cosa|cosa ti ho chiesto per prima cosa|qual era la mia prima domanda|qual e stata la mia prima domanda',
    besides:
      'per favore|per piacere|per cortesia|ok|va bene|perfetto|ottimo|puoi|potresti|per laiuto|per la risposta',
    inLanguage:
      'in % per favore|per favore in %|rispondi in %|risponda in %|dillo in %|traducilo in %|traduci in %',
  },
  nl: {
    greeting:
      'hallo|hoi|goedemorgen|goedemiddag|goedenavond|goedendag|goeiemorgen|hoe gaat het|hoe gaat het met je|hoe gaat het met u',
    thanks:
      'bedankt|dank je|dank u|dank je wel|dank u wel|dankjewel|dankuwel|hartelijk dank|heel erg bedankt|hartelijk bedankt',
    farewell: 'doei|tot ziens|dag|tot later|tot straks|fijne dag|welterusten|fijne dag nog',
    about:
      'wie ben je|wie ben jij|wie bent u|wat ben je|wat ben jij|hoe heet je|hoe heet u|wat kun je|wat kan je|wat kunt u|wat kun je doen|hoe kun je me helpen|waarmee kun je me helpen|waarmee kunt u mij helpen|wat kun je voor me doen|hoe kunt u mij helpen|ben je een robot|ben je een bot|ben je een mens',
    rephrase:
      'korter|wat korter|eenvoudiger|simpeler|kort gezegd|vat dat samen|vat samen|herhaal dat|nog een keer|met andere woorden|in andere woorden|als lijst|maak het korter',
    first:
      'wat vroeg ik eerst|wat vroeg ik als eerste|wat was mijn eerste vraag|wat heb ik als eerste gevraagd',
    besides:
      'alsjeblieft|alstublieft|aub|ok|oke|prima|super|kun je|kunt u|voor de hulp|voor je hulp|voor uw hulp|voor het antwoord',
    inLanguage:
      'in het % graag|in het % alsjeblieft|in het % alstublieft|antwoord in het %|zeg het in het %|vertaal dat naar het %|vertaal het naar het %',
  },
  sv: {
    greeting: 'hej|hejsan|hej hej|hallå|god morgon|god kvall|god dag|tjena|hur mar du|hur ar det|laget bra',
    thanks:
      'tack|tack sa mycket|stort tack|tusen tack|tackar|tack for hjalpen|tack for svaret|tack ska du ha',
    farewell: 'hej da|adjo|vi ses|ha det bra|god natt|ha en bra dag',
    about:
      'vem ar du|vad ar du|vad heter du|vad kan du|vad kan du gora|vad kan du hjalpa till med|vad kan du hjalpa mig med|hur kan du hjalpa mig|ar du en robot|ar du en bot|ar du en manniska|ar du en ai',
    rephrase:
      'kortare|lite kortare|gor det kortare|enklare|kortfattat|sammanfatta det|upprepa det|en gang till|med andra ord|som en lista',
    first: 'vad fragade jag forst|vilken var min forsta fraga|vad var min forsta fraga',
    besides: 'snalla|ok|okej|bra|perfekt|toppen|kan du',
    inLanguage: 'pa % tack|svara pa %|sag det pa %|oversatt till %|oversatt det till %',
  },
  da: {
    greeting: 'hej|hejsan|goddag|godmorgen|godaften|hvordan gar det|hvordan har du det',
    thanks: 'mange tak|tusind tak|tak skal du have|tak for hjælpen|tak for svaret|tusinde tak',
    farewell: 'farvel|hej hej|vi ses|hav en god dag|godnat|pa gensyn',
    about:
      'hvem er du|hvad er du|hvad hedder du|hvad kan du|hvad kan du gøre|hvad kan du hjælpe med|hvad kan du hjælpe mig med|hvordan kan du hjælpe mig|er du en robot|er du et menneske|er du en bot',
    rephrase:
      'kortere|lidt kortere|gør det kortere|enklere|kort sagt|opsummer det|gentag det|en gang til|med andre ord|som en liste',
    first: 'hvad spurgte jeg først om|hvad spurgte jeg om først|hvad var mit første spørgsmål',
    besides: 'venligst|ok|okay|fint|perfekt|super|kan du',
    inLanguage: 'pa % tak|svar pa %|sig det pa %|oversæt til %|oversæt det til %',
  },
  nb: {
    greeting: 'hei|heisann|hallo|god morgen|god kveld|god dag|hvordan gar det|hvordan har du det',
    thanks: 'takk|tusen takk|mange takk|takk skal du ha|takk for hjelpen|takk for svaret',
    farewell: 'ha det|ha det bra|farvel|vi ses|ha en fin dag|god natt',
    about:
      'hvem er du|hva er du|hva heter du|hva kan du|hva kan du gjøre|hva kan du hjelpe med|hva kan du hjelpe meg med|hvordan kan du hjelpe meg|er du en robot|er du et menneske',
    rephrase:
      'kortere|litt kortere|gjør det kortere|enklere|kort sagt|oppsummer det|gjenta det|en gang til|med andre ord|som en liste',
    first: 'hva spurte jeg om først|hva spurte jeg først om|hva var mitt første spørsmal',
    besides: 'vær sa snill|ok|okei|fint|flott|perfekt|kan du',
    inLanguage: 'pa % takk|svar pa %|si det pa %|oversett til %|oversett det til %',
  },
  fi: {
    greeting: 'hei|moi|terve|moikka|hyvaa huomenta|hyvaa paivaa|hyvaa iltaa|mita kuuluu|paivaa',
    thanks:
      'kiitos|kiitti|kiitoksia|kiitos paljon|paljon kiitoksia|suuri kiitos|kiitos avusta|kiitos vastauksesta',
    farewell: 'hei hei|moi moi|nakemiin|nahdaan|hyvaa yota|hyvaa paivanjatkoa',
    about:
      'kuka olet|kuka sina olet|kuka te olette|mika olet|mika sina olet|mika sinun nimesi on|mita osaat|mita osaat tehda|mita voit tehda|miten voit auttaa|missa voit auttaa|miten voit auttaa minua|oletko robotti|oletko ihminen|oletko tekoaly',
    rephrase:
      'lyhyemmin|vahan lyhyemmin|yksinkertaisemmin|lyhyesti|tiivista se|toista|toista se|uudestaan|toisin sanoen|listana',
    first: 'mita kysyin ensin|mita kysyin ensimmaiseksi|mika oli ensimmainen kysymykseni',
    besides: 'ole hyva|olkaa hyva|ok|hyva|selva|voitko',
  },
  pl: {
    greeting: 'czesc|dzien dobry|dobry wieczor|witam|witaj|hej|siema|jak sie masz|co slychac',
    thanks:
      'dziekuje|dziekuje bardzo|bardzo dziekuje|dzieki|wielkie dzieki|serdecznie dziekuje|dziekuje za pomoc|dzieki za pomoc',
    farewell: 'do widzenia|na razie|pa|do zobaczenia|milego dnia|dobranoc',
    about:
      'kim jestes|kto ty jestes|kim pan jest|kim pani jest|czym jestes|jak masz na imie|jak sie nazywasz|co potrafisz|co umiesz|jak mozesz mi pomoc|w czym mozesz pomoc|w czym mozesz mi pomoc|jestes robotem|czy jestes robotem|jestes czlowiekiem|czy jestes czlowiekiem',
    rephrase:
      'krocej|troche krocej|prosciej|w skrocie|podsumuj to|powtorz|powtorz to|jeszcze raz|innymi słowami|jako lista|w punktach',
    first:
      'o co zapytałem najpierw|o co zapytałam najpierw|jakie było moje pierwsze pytanie|o co pytałem na poczatku',
    besides: 'prosze|ok|dobrze|swietnie|super|czy mozesz|mozesz',
  },
  cs: {
    greeting: 'ahoj|dobry den|dobre rano|dobry vecer|zdravim|cau|nazdar|jak se mas|jak se mate',
    thanks:
      'dekuji|dekuju|diky|mockrat dekuji|dekuji moc|moc dekuji|velke diky|dekuji za pomoc|diky za pomoc',
    farewell: 'na shledanou|nashledanou|sbohem|mej se|mejte se|hezky den|dobrou noc',
    about:
      'kdo jsi|kdo jste|co jsi|jak se jmenujes|jak se jmenujete|co umis|co umite|jak mi muzes pomoci|s cim mi muzes pomoci|s cim mi muzete pomoci|jak mi muzete pomoci|jsi robot|jste robot|jsi clovek|jste clovek',
    rephrase:
      'kratsi|kratceji|strucneji|jednoduseji|ve zkratce|shrn to|zopakuj to|jeste jednou|jinymi slovy|jako seznam|v bodech',
    first:
      'na co jsem se ptal nejdriv|na co jsem se ptala nejdriv|jaka byla moje prvni otazka|na co jsem se zeptal jako prvni',
    besides: 'prosim|ok|dobre|super|skvele|muzes|muzete',
  },
  ru: {
    greeting:
      'привет|здравствуйте|здравствуи|добрыи день|доброе утро|добрыи вечер|приветствую|как дела|как вы|доброго дня',
    thanks:
      'спасибо|большое спасибо|спасибо большое|благодарю|благодарю вас|спасибо за помощь|спасибо за ответ|огромное спасибо',
    farewell: 'пока|до свидания|до встречи|всего доброго|хорошего дня|спокоинои ночи|всего хорошего',
    about:
      'кто ты|кто вы|ты кто|вы кто|что ты такое|кто ты такои|как тебя зовут|как вас зовут|что ты умеешь|что вы умеете|чем ты можешь помочь|чем ты можешь мне помочь|чем вы можете мне помочь|чем вы можете помочь|ты бот|ты робот|ты человек|вы бот|вы человек|вы робот',
    rephrase:
      'короче|покороче|проще|попроще|кратко|вкратце|повтори|повторите|еще раз|другими словами|списком|сократи|сократите',
    first:
      'что я спросил сначала|что я спросила сначала|что я спросил первым|какои был мои первыи вопрос|о чем я спросил сначала',
    besides: 'пожалуиста|ок|хорошо|отлично|понятно|можешь|можете',
  },
  uk: {
    greeting:
      'привіт|вітаю|добрии день|доброго дня|доброго ранку|добрии ранок|добрии вечір|доброго вечора|як справи',
    thanks: 'дякую|щиро дякую|дуже дякую|велике спасибі|спасибі|дякую за допомогу|дякую за відповідь',
    farewell: 'бувай|до побачення|до зустрічі|гарного дня|на добраніч|бувайте',
    about:
      'хто ти|хто ви|ти хто|ви хто|як тебе звати|як вас звати|що ти вмієш|що ви вмієте|чим ти можеш допомогти|чим ти можеш мені допомогти|чим ви можете мені допомогти|чим ви можете допомогти|ти бот|ти робот|ти людина|ви людина|ви бот',
    rephrase: 'коротше|простіше|коротко|стисло|повтори|повторіть|ще раз|іншими словами|списком',
    first:
      'що я запитав спочатку|що я запитала спочатку|яким було моє перше питання|яким було моє перше запитання',
    besides: 'будь ласка|ок|добре|чудово|зрозуміло|можеш|можете',
  },
  tr: {
    greeting: 'merhaba|selam|merhabalar|gunaydın|iyi gunler|iyi aksamlar|nasılsın|nasılsınız|selamlar',
    thanks:
      'tesekkurler|tesekkur ederim|cok tesekkurler|cok tesekkur ederim|sag ol|sagol|sag olun|yardımın icin tesekkurler|yardımınız icin tesekkurler',
    farewell: 'gule gule|hosca kal|hoscakal|gorusuruz|gorusmek uzere|iyi geceler|hosca kalın',
    about:
      'sen kimsin|siz kimsiniz|kimsin|kimsiniz|sen nesin|adın ne|adınız ne|ne yapabilirsin|neler yapabilirsin|bana nasıl yardım edebilirsin|bana ne konuda yardım edebilirsin|bana ne konuda yardımcı olabilirsin|bot musun|robot musun|insan mısın|yapay zeka mısın',
    rephrase:
      'daha kısa|biraz daha kısa|kısaca|daha basit|ozetle|bunu ozetle|tekrar et|bir daha soyle|baska bir deyisle|liste olarak',
    first: 'ilk ne sordum|ilk once ne sordum|ilk sorum neydi|ilk sorum ne idi',
    besides: 'lutfen|tamam|peki|harika|super',
  },
  ar: {
    greeting:
      'مرحبا|اهلا|اهلا وسهلا|السلام عليكم|السلام عليكم ورحمة الله|صباح الخير|مساء الخير|كيف حالك|كيف الحال|هلا',
    thanks: 'شكرا|شكرا لك|شكرا جزيلا|شكرا لكم|جزيل الشكر|الف شكر|شكرا على المساعدة|مشكور',
    farewell: 'وداعا|مع السلامة|الى اللقاء|تصبح على خير|اراك لاحقا',
    about:
      'من انت|من انتم|ما انت|ما اسمك|ماذا يمكنك ان تفعل|ماذا تستطيع ان تفعل|كيف يمكنك مساعدتي|بماذا يمكنك مساعدتي|هل انت روبوت|هل انت انسان|هل انت بشر',
    rephrase:
      'اقصر|باختصار|بشكل مختصر|اختصر|ابسط|بكلمات ابسط|لخص ذلك|كرر ذلك|مرة اخرى|بعبارة اخرى|على شكل قائمة',
    first: 'ماذا سالت اولا|ما هو سؤالي الاول|ما كان سؤالي الاول|عن ماذا سالت اولا',
    besides: 'من فضلك|لو سمحت|حسنا|ممتاز|رائع|هل يمكنك',
  },
  zh: {
    greeting: '你好|您好|嗨|哈喽|大家好|早上好|早安|上午好|下午好|晚上好|你好吗|您好吗|你好啊',
    thanks: '谢谢|谢谢你|谢谢您|多谢|非常感谢|感谢|感谢你|感谢您|谢谢你的帮助|谢谢您的帮助|十分感谢',
    farewell: '再见|拜拜|回头见|晚安|回见',
    about:
      '你是谁|您是谁|你是什么|你叫什么|你叫什么名字|您叫什么名字|你能做什么|你会什么|你会做什么|你可以做什么|你能帮我什么|你能帮我做什么|你可以帮我什么|你可以帮我做什么|你是机器人吗|你是人吗|你是真人吗|你是ai吗|我可以问你什么',
    rephrase:
      '短一点|简短一点|简短点|更短|再短一点|简单一点|简单点|请简短一点|请短一点|总结一下|概括一下|再说一遍|请再说一遍|重复一遍|换句话说|用列表表示|请用英文|请用英语|请用中文|用英文回答|用英语回答|用中文回答|翻译成英文|翻译成英语|翻译成中文',
    first: '我最先问了什么|我一开始问了什么|我第一个问题是什么|我的第一个问题是什么|我首先问了什么',
    besides: '请|好|好的|很好|太好了|麻烦你|麻烦您',
  },
  ja: {
    greeting:
      'こんにちは|こんばんは|おはよう|おはようございます|はじめまして|やあ|どうも|ハロー|お元気ですか|元気ですか',
    thanks:
      'ありがとう|ありがとうございます|ありがとうございました|どうもありがとう|どうもありがとうございます|感謝します|助かりました|大変助かりました',
    farewell: 'さようなら|バイバイ|またね|おやすみ|おやすみなさい|失礼します',
    about:
      'あなたは誰|あなたは誰ですか|誰ですか|あなたは何ですか|お名前は|名前は|お名前は何ですか|何ができますか|何ができるの|何ができる|あなたはロボットですか|あなたは人間ですか|人間ですか|ロボットですか|aiですか|あなたはaiですか|何を聞けますか|何を手伝えますか|何を手伝ってくれますか',
    rephrase:
      '短くして|短くしてください|もっと短く|もっと短くしてください|もう少し短く|簡単に|もっと簡単に|簡潔に|要約して|要約してください|もう一度|もう一度お願いします|もう一度言ってください|言い換えて|言い換えてください|箇条書きで|英語でお願いします|英語で答えてください|日本語でお願いします|日本語で答えてください|英語に翻訳して|英語に訳して',
    first:
      '最初に何を聞きましたか|私は最初に何を聞きましたか|最初の質問は何でしたか|私の最初の質問は何でしたか|最初の質問は',
    besides: 'はい|お願いします|よろしくお願いします|なるほど|わかりました|了解です',
  },
  ko: {
    greeting:
      '안녕|안녕하세요|안녕하십니까|반갑습니다|반가워요|잘 지내세요|좋은 아침|좋은 아침입니다|처음 뵙겠습니다',
    thanks:
      '감사합니다|고맙습니다|고마워요|고마워|감사해요|정말 감사합니다|대단히 감사합니다|도와주셔서 감사합니다|답변 감사합니다',
    farewell: '안녕히 계세요|안녕히 가세요|잘 가요|또 봐요|좋은 하루 되세요|안녕히 주무세요|수고하세요',
    about:
      '누구세요|당신은 누구세요|당신은 누구입니까|당신은 누구인가요|넌 누구야|너는 누구니|이름이 뭐예요|이름이 무엇인가요|무엇을 할 수 있나요|뭘 할 수 있어요|어떻게 도와줄 수 있나요|무엇을 도와줄 수 있나요|뭘 도와줄 수 있어요|로봇인가요|사람인가요|봇인가요|ai인가요',
    rephrase:
      '더 짧게|짧게|좀 더 짧게|짧게 해 주세요|더 짧게 해 주세요|간단하게|더 간단하게|간단히|요약해 주세요|요약해줘|다시 말해 주세요|다시 말해줘|한 번 더|다른 말로|목록으로|영어로 답해 주세요|영어로 말해 주세요|한국어로 답해 주세요|영어로 번역해 주세요',
    first:
      '제가 처음에 뭐라고 물었나요|제 첫 질문이 뭐였나요|내 첫 번째 질문이 뭐였지|제 첫 번째 질문은 무엇이었나요|처음에 무엇을 물었나요',
    besides: '네|좋아요|제발|부탁해요|부탁드립니다',
  },
};
