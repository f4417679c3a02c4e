"""Spanish."""

from __future__ import annotations

import re
from typing import Final

from monitor.diff.kinds.lexicon.entry import Lexicon, words

_MONTH: Final = (
    r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre)"
)

LEXICON: Final = Lexicon(
    code="es",
    hedges=words(
        """presuntamente | presuntos? | presuntas? | supuestamente | supuestos? | supuestas? | aparentemente
        | probablemente | probables? | posiblemente | posibles? | quizás? | tal vez | podría | podrían
        | habría | habrían | sería | serían | parece | parecen | sospechos[oa]s? | al parecer | cerca de
        | unos | unas | alrededor de | al menos | casi | hasta | aproximadamente | puede que"""
    ),
    negations=words(
        """no | nunca | jamás | nadie | nada | ningún | ninguna | ninguno | ni | sin | tampoco | niega | negó
        | niegan | rechaza | rechazó | desmiente | desmintió"""
    ),
    attributions=words(
        """dijo | dice | dijeron | según | afirmó | afirma | aseguró | asegura | declaró | declara | explicó
        | explica | señaló | señala | indicó | indica | anunció | anuncia | agregó | añadió | informó
        | informa | confirmó | confirma | advirtió | sostuvo | sostiene | acusó | acusa | admitió
        | reconoció | portavoz | vocero | escribió | de acuerdo con"""
    ),
    dates=re.compile(
        rf"\b\d{{1,2}}\s+de\s+{_MONTH}(?:\s+(?:de\s+|del\s+)?(?:19|20)\d\d)?\b|\b{_MONTH}(?:\s+de\s+(?:19|20)\d\d)?\b"
        r"|\b(?:lunes|martes|miércoles|jueves|viernes|sábados?|domingos?)\b|\b(?:ayer|hoy|mañana)\b"
        r"|\b\d{1,2}[.:]\d\d\s+horas?\b",
        re.IGNORECASE,
    ),
    number_words=words(
        """dos | tres | cuatro | cinco | seis | siete | ocho | nueve | diez | once | doce | trece | catorce
        | quince | veinte | treinta | cuarenta | cincuenta | cien | cientos | mil | miles | millón
        | millones | docenas? | decenas? | mitad | tercio | cuarto | doble | por ciento | primera? | primero
        | segund[oa] | tercer[oa]?"""
    ),
    notices=re.compile(
        r"^\W*(?:correcci[oó]n|fe de erratas?|fe de errores|rectificaci[oó]n|aclaraci[oó]n|nota del editor|"
        r"nota de la redacci[oó]n|nota de redacci[oó]n|actualizaci[oó]n)\b(?:\W*$|\s*[:.(\-]|\s+del?\b)"
        r"|\b(?:una )?versi[oó]n (?:anterior|previa|original|inicial) de (?:este|esta|la|el) "
        r"(?:art[ií]culo|nota|noticia|texto|información|historia)"
        r"|\b(?:este|esta|el|la) (?:art[ií]culo|nota|noticia|texto|información|titular|página) "
        r"(?:ha sido|fue|se ha) (?:\w+ )?(?:corregid[oa]|actualizad[oa]|modificad[oa]|rectificad[oa]|editad[oa])\b"
        r"|\b(?:pedimos|lamentamos|nuestras) (?:disculpas|el error)\b|\bhemos (?:corregido|rectificado)\b",
        re.IGNORECASE,
    ),
    time_lines=re.compile(
        r"^\W*(?:actualizad[oa]|última actualización|publicad[oa]|modificad[oa]|última modificación)(?: el| a las)?\b"
        r"|\bhace \d+ (?:minutos?|horas?|días?)\b",
        re.IGNORECASE,
    ),
    bylines=re.compile(r"^\W*(?:por|texto de|escrito por) [A-ZÁÉÍÓÚÑ]", re.IGNORECASE),
    titles=words(
        """señora? | sr | sra | dr | dra | presidente | presidenta | ministro | ministra | senador | senadora
        | alcalde | alcaldesa | juez | jueza | gobernador | gobernadora | general | rey | reina | papa
        | diputado | diputada | portavoz | fiscal"""
    ),
)
