"""Words that say little about what a paragraph is about: articles, pronouns, prepositions, auxiliaries."""

from __future__ import annotations

from typing import Final

_EN: Final = """a about above after again against all also am an and any are aren't as at be because been before
being below between both but by can can't cannot could couldn't did didn't do does doesn't doing
don't down during each either else ever few for from further had hadn't has hasn't have haven't
having he he'd he'll he's her here hers herself him himself his how however i i'd i'll i'm i've if
in into is isn't it it's its itself just let's may me might more most much must my myself neither no
nor not of off on once one only or other our ours ourselves out over own per same shall she she's
should shouldn't so some such than that that's the their theirs them themselves then there there's
these they they'd they'll they're they've this those though through to too under until up upon us
very via was wasn't we we'd we'll we're we've were weren't what when where whether which while who
whom whose why will with within without won't would wouldn't yet you you'd you'll you're you've your
yours yourself"""
_DE: Final = """aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bin bis
bist da damit dann das dass dasselbe daß dein deine dem den denen der deren des dessen die dies
diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines er es etwas
euch euer für gegen gewesen hab habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr
ihre ihrem ihren ihrer im in indem ins ist ja jede jedem jeden jeder jedes jene kann kein keine
keinem keinen keiner können könnte man mehr mein meine mich mir mit muss nach nicht nichts noch nun
nur ob oder ohne sehr sein seine seinem seinen seiner sich sie sind so solche soll sollen sollte
sondern sonst um und uns unser unsere unter vom von vor war waren warst was weil welche wenn werde
werden wie wieder will wir wird wo wurde wurden während würde würden zu zum zur zwar zwischen über"""
_FR: Final = """a afin ai ainsi alors après as au aucun aussi autre autres aux avait avant avec avez avons c'est car
ce cela ces cet cette ceux chaque chez comme d dans de des dont du elle elles en encore entre est et
eu eux il ils je l la le les leur leurs lors lui là mais me mes moi mon même n ne ni nos notre nous
on ont ou où par pas pendant plus pour qu que quel quelle qui s sa sans se ses si son sont sous sur
ta te tes toi ton tous tout toute toutes tu un une vos votre vous y à été être était étaient peut
peuvent doit"""
_ES: Final = """a al algo algunos ante antes aquel aunque así cada como con contra cual cuando de del desde donde
dos durante e el ella ellas ellos en entre era eran es esa esas ese eso esos esta estaba estado
estas este esto estos está están fue fueron ha había han hasta hay la las le les lo los me mi mis
mucho muy más ni no nos nosotros nuestra nuestro o os otra otras otro otros para pero poco por
porque puede que quien se sea ser si sido sin sobre son su sus también tan tanto te tiene todo todos
tu tus un una uno unos usted y ya yo él qué según"""
_RU: Final = """а без более бы был была были было быть в вам вас весь во вот все всего всех вы где да даже для до
его ее если есть еще же за здесь и из или им их к как ко когда который которая которые кто ли либо
мне может мы на над надо наш не него нее нет ни них но ну о об однако он она они оно от очень по под
после при с со так также такой там те тем то того тоже той только том ты у уже хотя чего чей чем что
чтобы чье эта эти это этого этой этом этот я є та що як це від або також"""
_OTHERS: Final = """di e il lo gli i le un uno una che chi cui non per con su da del della dei degli delle nel nella al
alla o ma se come anche più sono è ha hanno do dos das em no na nos nas um uma os as que não com
para por mais ou ao à às de het een en van in op te dat die is voor met zijn niet aan er om ook als
bij uit och att det som på är av för med den till og et ved til af w z nie się że jest jak po za od
oraz dla przez ve bir bu için ile"""
_CJK: Final = """的了和是在与及或也有为以于对中到从被将这那其之而不我们你您他她它个一上下
の に は を が と で も て た し な い る れ さ か ら す ま こ そ あ お り へ や
이 그 및 등 은 는 을 를 의 에"""

STOP_WORDS: Final = frozenset(
    word for words in (_EN, _DE, _FR, _ES, _RU, _OTHERS) for word in words.split()
) | frozenset("".join(_CJK.split()))
