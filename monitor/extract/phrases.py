"""Words by which lines that turn, and lines that correct, are known: one line per language; as data.

A phrase of several words is what the line begins with; a single word, or a phrase with `$`, is the whole line.
"""

from __future__ import annotations

from typing import Final

PROMOTION: Final = {
    "en": (
        "text size$|our standards:|like this story?|check out more of|live$|live now$|en direct$|en directo$|"
        "sign up for|sign up to|sign up here|sign up now|subscribe to our|subscribe to the|subscribe now|"
        "subscribe for|"
        "subscribe today|get our|get the latest|get the morning|get the day's|get more news|"
        "get breaking news|download our|"
        "download the app|follow us|follow our|like us on|find us on|join our|join the conversation|"
        "read more:|read more ›|"
        "read more»|read more >|read more$|read also|also read|read next|see also:|see also$|see more:|more:|related:|"
        "related$|related articles|related stories|related content|related coverage|related topics|"
        "related news|related links|"
        "more on this story|more from|more stories|more news|"
        "recommended for you|recommended reading|recommended:|recommended$|most read|most popular|"
        "most viewed|trending now|trending:|trending$|"
        "popular now|top stories|latest news$|up next|watch:|watch now|listen to this article|listen now|"
        "you may also like|"
        "you might also like|you may like|don't miss|editor's picks|editors' picks|share this|share on|share$|"
        "share article|copy link|print this|advertisement|ad feedback|advert$|ad$|ads$|sponsored|"
        "paid content|paid post|promoted|story continues below|"
        "article continues below|article continues after|scroll to continue|continue reading below|"
        "skip advertisement|skip to|"
        "you have read|you have used|this month's free articles|newsletter$|our newsletter|"
        "get our newsletter|leave a comment|view comments|"
        "show comments|comments$|join in the comments|add a comment|click here to sign|click here to subscribe|"
        "we use cookies|this site uses cookies|this website uses cookies|accept all|cookie settings|manage cookies|"
        "enter your email|your email address|by signing up|by subscribing|thank you for subscribing|"
        "live ticker|live updates$|breaking news:|"
        "breaking:|buy now|shop now|limited offer|special offer|stay informed"
    ),
    "de": (
        "jetzt abonnieren|jetzt anmelden|jetzt lesen|newsletter|lesen sie auch|lesen sie hier|"
        "auch interessant|mehr zum thema|"
        "zum thema|das könnte sie auch interessieren|das könnte dich auch interessieren|anzeige|werbung|meistgelesen|"
        "folgen sie uns|folge uns|artikel teilen|teilen$|kommentare$|kommentieren|wir verwenden cookies|"
        "diese website verwendet cookies|"
        "weiterlesen|melden sie sich|eilmeldung"
    ),
    "fr": (
        "abonnez-vous|inscrivez-vous|s'abonner|s'inscrire|recevez|à lire aussi|lire aussi|lire plus|"
        "à voir aussi|voir aussi|"
        "à découvrir|sur le même sujet|les plus lus|le plus lu|publicité|contenu sponsorisé|partager$|"
        "suivez-nous|commentaires$|"
        "nous utilisons des cookies|newsletter"
    ),
    "es": (
        "suscríbete|suscríbase|regístrate|lea también|lee también|leer más|le puede interesar|"
        "te puede interesar|más información$|"
        "más leídas|lo más leído|lo más visto|noticias relacionadas|publicidad|contenido patrocinado|"
        "compartir$|síguenos|"
        "comentarios$|usamos cookies|utilizamos cookies|boletín"
    ),
    "pt": (
        "assine|inscreva-se|cadastre-se|leia também|leia mais|veja também|saiba mais$|mais lidas|"
        "notícias relacionadas|publicidade|"
        "conteúdo patrocinado|compartilhe|compartilhar$|siga-nos|comentários$|usamos cookies"
    ),
    "it": (
        "iscriviti|abbonati|leggi anche|leggi di più|leggi tutto$|potrebbe interessarti|i più letti|più letti|"
        "articoli correlati|pubblicità|contenuto sponsorizzato|condividi$|seguici|commenti$|utilizziamo i cookie"
    ),
    "nl": (
        "meld je aan|schrijf je in|abonneer|lees ook|lees meer|lees verder|bekijk ook|meest gelezen|"
        "gerelateerd|advertentie|"
        "gesponsord|deel dit|delen$|volg ons|reacties$|wij gebruiken cookies"
    ),
    "sv": (
        "läs också|läs även|läs mer|läs vidare|prenumerera|anmäl dig|annons|mest läst|relaterat|dela$|"
        "följ oss|kommentarer$|vi använder cookies"
    ),
    "no": (
        "les også|les mer|les videre|abonner|meld deg på|annonse|reklame|mest lest|relatert|del$|følg oss|"
        "kommentarer$"
    ),
    "da": "læs også|læs mere|abonnér|tilmeld dig|annonce|mest læste|relateret|følg os",
    "fi": "lue myös|lue lisää|tilaa|mainos|luetuimmat|jaa$|seuraa meitä",
    "pl": (
        "czytaj też|czytaj także|czytaj więcej|zobacz też|zobacz także|zapisz się|subskrybuj|reklama|"
        "najczęściej czytane|udostępnij$|komentarze$"
    ),
    "cs": "čtěte také|čtěte též|přečtěte si|přihlaste se|reklama|nejčtenější|sdílet$|diskuse$",
    "tr": "ayrıca okuyun|ilginizi çekebilir|abone ol|reklam$|en çok okunan|paylaş$|yorumlar$",
    "ru": (
        "читайте также|подпишитесь|подписывайтесь|реклама|самое читаемое|поделиться|комментарии$|"
        "смотрите также|материалы по теме"
    ),
    "uk": "читайте також|підпишіться|підписуйтесь|реклама|поділитися|дивіться також",
    "ar": "اقرأ أيضا|اقرأ أيضًا|اقرأ المزيد|إقرأ أيضا|اشترك|إعلان|الأكثر قراءة|شارك$|تعليقات$|مواضيع ذات صلة",
    "he": "קראו גם|קרא עוד|לקריאה נוספת|הירשמו|פרסומת|הנקראות ביותר|שתפו$|תגובות$|כתבות נוספות",
    "zh": (
        "相关阅读|相关新闻|相关文章|延伸阅读|推荐阅读|更多新闻|广告|廣告|热门文章|"
        "最多人看|相關新聞|分享到|分享让更多人看到|订阅|评论$|責任編輯：|责任编辑："
    ),
    "ja": (
        "関連記事|あわせて読みたい|こちらもおすすめ|おすすめ記事|人気記事|アクセスランキング|"
        "広告|PR$|シェアする|メルマガ|会員登録|コメント$|続きを読む"
    ),
    "ko": "관련기사|관련 기사|추천 기사|많이 본 뉴스|인기 기사|광고$|구독하기|공유하기|댓글$|무단전재",
    "th": "อ่านเพิ่มเติม|ข่าวที่เกี่ยวข้อง|โฆษณา|สมัครรับ|แชร์$",
    "id": "baca juga|baca selengkapnya|lihat juga|berlangganan|iklan$|terpopuler|artikel terkait",
    "hi": "यह भी पढ़ें|ये भी पढ़ें|विज्ञापन$",
}  # fmt: skip
# a number, then one of these, and nothing else: a counter
# what a button or a headline of a box asks the reader to do
CALLS: Final = (
    "sign up|subscribe|join now|join us|get the newsletter|newsletter|register now|download the app|"
    "(?:jetzt )?anmelden|abonnieren|registrieren|s'inscrire|inscrivez-vous|abonnez-vous|s'abonner|je m'inscris|"
    "suscríbete|suscribirse|apuntarse|apúntate|regístrate|inscreva-se|assine|assinar|iscriviti|abbonati|"
    "aanmelden|abonneer|inschrijven|prenumerera|anmäl dig|abonner|meld deg på|tilmeld|tilaa|zapisz się|subskrybuj|"
    "odebírat|přihlásit|abone ol|подписаться|подпишитесь|اشترك|הירשמו|订阅|訂閱|登録する|購読|"
    "구독하기|สมัคร|berlangganan"
)

COUNTED: Final = {
    "en": (
        "comments?|shares?|likes?|views?|reads?|votes?|reactions?|retweets?|followers?|readers?|"
        "shares? so far|people shared this"
    ),
    "de": "kommentare?|leser|mal geteilt|aufrufe|reaktionen|stimmen",
    "fr": "commentaires?|partages?|vues?|lectures?|réactions?",
    "es": "comentarios?|compartidos?|visitas|vistas|lecturas|me gusta",
    "pt": "comentários?|compartilhamentos?|visualizações",
    "it": "commenti|commento|condivisioni|visualizzazioni|letture",
    "nl": "reacties?|keer gedeeld|weergaven",
    "sv": "kommentarer?|delningar|visningar|läsare",
    "no": "kommentarer?|delinger|visninger|lesere",
    "fi": "kommenttia?|jakoa|lukijaa",
    "pl": "komentarz\\w*|udostępnie\\w*|odsłon\\w*",
    "ru": "комментари\\w*|просмотр\\w*|репост\\w*",
    "tr": "yorum|paylaşım|görüntüleme",
    "ar": "تعليق|تعليقات|مشاهدة|مشاركة",
    "he": "תגובות|שיתופים|צפיות",
    "zh": "评论|条评论|次阅读|阅读|分享|浏览|則留言",
    "ja": "件のコメント|コメント|閲覧|シェア|いいね",
    "ko": "댓글|조회|공유|추천",
}
COUNTED_SENTENCES: Final = (
    r"people are reading\b.{0,30}|readers online.{0,20}|others? (?:are|is) reading\b.{0,30}|"
    r"min(?:ute)?s? read|min\.? lesezeit|"
    r"min(?:utes)? de lecture|min de lectura|min di lettura|min leestijd|min lästid"
)
# what a relative time begins with, and the units and ends that it is made of
RELATIVE_STARTS: Final = (
    "updated|last updated|published|posted|modified|aktualisiert|veröffentlicht|mis à jour|publié|"
    "actualizado|publicado|hace|il y a|"
    "vor|há|fa|för|for|pred|před|zhruba|atualizado|aggiornato|bijgewerkt|geplaatst|uppdaterad|oppdatert|"
    "opdateret|päivitetty|"
    "обновлено|опубликовано|güncelleme|منذ|قبل|לפני|更新|ก่อน"
)
RELATIVE_UNITS: Final = (
    "seconds?|secs?|minutes?|mins?|min|hours?|hrs?|h|days?|weeks?|months?|years?|sekunden?|minuten?|stunden?|"
    "std|tagen?|tage|wochen?|monaten?|"
    "secondes?|heures?|jours?|semaines?|mois|segundos?|minutos?|horas?|días?|dias?|semanas?|meses|second[oi]|"
    "minut[oi]|or[ae]|"
    "giorn[oi]|settiman[ae]|uur|uren|dagen|dag|weken|minuut|sekunder|minuter|minutter|timmar|timme|timer|"
    "time|dagar|dage|dager|veckor|uker|"
    "minuuttia|tuntia|päivää|godzin\\w*|minut\\w*|dni|tygodni\\w*|hodin\\w*|dny|dnů|saat|dakika|gün|hafta|"
    "секунд\\w*|минут\\w*|час\\w*|дн\\w*|"
    "недел\\w*|хвилин\\w*|годин\\w*|دقائق|دقيقة|ساعات|ساعة|أيام|يوم|דקות|שעות|שעה|ימים|นาที|ชั่วโมง|วัน|"
    "menit|jam|hari|घंटे|मिनट|दिन"
)
RELATIVE_ENDS: Final = (
    "ago|her|geleden|sedan|siden|sitten|temu|назад|тому|atrás|fa|önce|lalu|yang lalu|पहले|ที่แล้ว|read|old|zpět"
)
RELATIVE_CJK: Final = r"\d{1,3}\s*(?:秒钟?|分钟?|分鐘|小时|小時|時間|天|日|個月|个月|か月|초|분|시간|일)\s*(?:之?前|전)"
RELATIVE_WORDS: Final = (
    "just now|moments ago|a moment ago|an hour ago|yesterday|today|gerade eben|à l'instant|ahora mismo|たった今|"
    "刚刚|방금"
)

CORRECTION: Final = {
    "en": (
        r"corrections?\b(?! (?:officer|facilit|department|system|centre|center))(?=\W|$)|"
        r"clarifications?\s*[:(–—-]|clarification$|corrected on|corrects? |"
        r"editor[’']?s?[’']? note|editors[’'] note|"
        r"note to readers|erratum|errata|corrigendum|updates?\s*[:(–—]|updated to|updated with|"
        r"this (?:article|story|post|report|piece|page|headline|item|column|column|video) (?:was|"
        r"has been) (?:amended|corrected|updated|clarified|changed|edited|revised)|"
        r"(?:an?|the) (?:earlier|previous|original|initial) version of (?:this|the)|we have (?:corrected|"
        r"amended|updated|clarified)|"
        r"amended on|after publication"
    ),
    "de": (
        "korrektur|korrigiert|berichtigung|richtigstellung|anmerkung der redaktion|hinweis der redaktion|"
        "anm\\. d\\. red|transparenzhinweis|"
        "in einer (?:früheren|ersten|vorherigen) (?:version|fassung)|update\\s*[:(]|aktualisierung\\s*:"
    ),
    "fr": (
        "rectificatif|correction\\s*:|erratum|mise à jour\\s*[:(]|note de la rédaction|ndlr|"
        "une (?:version précédente|première version|version antérieure) de cet|cet article a été (?:modifié|"
        "corrigé|mis à jour)"
    ),
    "es": (
        "fe de errat|corrección|rectificación|nota del editor|nota de la redacción|actualización\\s*[:(]|"
        "(?:una|en una) versión (?:anterior|previa)|este artículo (?:fue|ha sido) (?:corregido|modificado|actualizado)"
    ),
    "pt": (
        "correção|errata|erramos|nota da redação|atualização\\s*[:(]|uma versão anterior|"
        "este artigo foi (?:corrigido|alterado|atualizado)"
    ),
    "it": (
        "errata corrige|correzione|rettifica|nota della redazione|aggiornamento\\s*[:(]|"
        "una versione precedente|questo articolo è stato"
    ),
    "nl": (
        "correctie|rectificatie|aanvulling\\s*[:(]|in een eerdere versie|dit artikel is (?:aangepast|"
        "gecorrigeerd|bijgewerkt)"
    ),
    "sv": "rättelse|förtydligande|korrigering|i en tidigare version|artikeln (?:har )?(?:rättats|uppdaterats)",
    "no": "rettelse|presisering|korrigering|i en tidligere versjon|artikkelen (?:er|ble) (?:rettet|oppdatert|endret)",
    "da": "rettelse|præcisering|i en tidligere version|artiklen er (?:rettet|opdateret)",
    "fi": "oikaisu|korjaus|täsmennys|juttua (?:korjattu|päivitetty|muokattu)",
    "pl": "sprostowanie|korekta|aktualizacja\\s*[:(]|we wcześniejszej wersji",
    "cs": "oprava\\s*[:(]|omluva\\s*[:(]|aktualizace\\s*[:(]|upřesnění",
    "tr": "düzeltme|güncelleme\\s*[:(]|haberin (?:önceki|ilk)",
    "ru": "исправление|исправлено|уточнение|поправка|опровержение|обновлено\\s*:|от редакции|в предыдущей версии",
    "ar": "تصحيح|تصويب|توضيح|ملاحظة المحرر|تنويه",
    "he": "תיקון|הבהרה|תיקון טעות|הערת העורך|הערת המערכת",
    "zh": "更正|勘误|勘誤|订正|訂正|编者按|編者按|澄清",
    "ja": "訂正|お詫び|おわび|修正|更新情報|【訂正",
    "ko": "정정|바로잡습니다|정정보도|수정\\s*:|알려드립니다",
    "th": "แก้ไข|คำชี้แจง",
    "id": "koreksi|ralat|catatan redaksi",
    "hi": "सुधार|संशोधन|भूल सुधार",
}  # fmt: skip
