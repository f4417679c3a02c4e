# ruff: noqa: E501 - word lists
"""The words of boxes in a few languages, for the noise generator."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from lxml import html


@dataclass(frozen=True, slots=True)
class Book:
    """What the boxes of a site in one language say."""

    ad: str
    related: str
    most_read: str
    sign_up: str
    join: str
    shares: str
    comments: str
    live: str
    ago: str
    cookies: str
    accept: str
    settings: str
    offers: tuple[str, ...]
    letters: tuple[str, ...]
    pitches: tuple[str, ...]
    who: tuple[str, ...]
    does: tuple[str, ...]
    what: tuple[str, ...]


def headline(book: Book, dice: random.Random) -> str:
    """A headline of some other article."""
    line = f"{dice.choice(book.who)} {dice.choice(book.does)} {dice.choice(book.what)}"
    return line[0].upper() + line[1:]


def language_of(tree: html.HtmlElement) -> str:
    """The book's language for this page; English where there is none of its own."""
    language = str(tree.get("lang") or "").lower()[:2]
    return language if language in BOOKS else "en"


BOOKS: Final = {
    "en": Book(
        "Advertisement", "Related stories", "Most read", "Sign up to {name}", "Sign up", "shares", "comments", "Live",
        "{n} minutes ago", "We and our {n} partners use cookies to measure our audience and to show advertising. "
        "You can change your choice at any time.", "Accept all", "Manage choices",
        ("Save 30% on garden furniture this week", "Your new phone from 9.99 a month", "Seven nights in Crete from 399",
         "The mattress that sleepers love", "Compare car insurance in two minutes"),
        ("Morning Briefing", "The Weekend Read", "Tech Decoded", "City Letter"),
        ("Our best stories in your inbox every morning.", "Five things to know, every weekday at seven.",
         "A letter for people who want to understand the economy, free of charge.",
         "Stay on top of what matters with a digest written by our editors."),
        ("the minister", "the city council", "a retired teacher", "the central bank", "the champions", "two brothers",
         "the car maker", "a court in Leeds", "scientists", "the hospital"),
        ("announces", "rejects", "wins", "defends", "is looking for", "warns of", "celebrates", "loses", "reveals"),
        ("a new plan for the harbour", "the price of bread", "higher interest rates", "the oldest bridge in town",
         "a record transfer", "the lost painting", "delays on the northern line", "a rare bird", "its worst season"),
    ),
    "de": Book(
        "Anzeige", "Mehr zum Thema", "Meistgelesen", "{name}: jetzt abonnieren", "Anmelden", "mal geteilt", "Kommentare",
        "Live", "vor {n} Minuten", "Wir und unsere {n} Partner verwenden Cookies, um Inhalte und Werbung anzuzeigen. "
        "Sie können Ihre Auswahl jederzeit ändern.", "Alle akzeptieren", "Einstellungen",
        ("30 % auf Gartenmöbel", "Das neue Handy ab 9,99 im Monat", "Sieben Nächte Kreta ab 399 Euro",
         "Die Matratze, die alle lieben"),
        ("Der Morgen", "Das Wochenende", "Technik kompakt"),
        ("Die wichtigsten Nachrichten jeden Morgen in Ihrem Postfach.", "Fünf Dinge, die Sie heute wissen müssen.",
         "Kostenlos und jederzeit kündbar: der Überblick aus unserer Redaktion."),
        ("der Minister", "der Stadtrat", "eine Lehrerin", "die Zentralbank", "der Meister", "zwei Brüder", "ein Gericht"),
        ("kündigt", "verteidigt", "gewinnt", "sucht", "warnt vor", "feiert", "verliert"),
        ("neue Pläne für den Hafen", "höhere Zinsen", "die älteste Brücke der Stadt", "den Rekord", "ein verlorenes Bild"),
    ),
    "fr": Book(
        "Publicité", "Sur le même sujet", "Les plus lus", "Recevez {name}", "S'inscrire", "partages", "commentaires",
        "Direct", "il y a {n} minutes", "Avec nos {n} partenaires, nous utilisons des cookies pour mesurer notre audience. "
        "Vous pouvez modifier vos choix à tout moment.", "Tout accepter", "Paramétrer",
        ("30 % sur le mobilier de jardin", "Votre téléphone dès 9,99 par mois", "Sept nuits en Crète dès 399 euros"),
        ("La Matinale", "Le Week-end", "L'Économie"),
        ("L'essentiel de l'actualité chaque matin dans votre boîte.", "Cinq choses à savoir, chaque jour à sept heures.",
         "Une lettre gratuite écrite par notre rédaction."),
        ("le ministre", "le conseil municipal", "une enseignante", "la banque centrale", "les champions", "un tribunal"),
        ("annonce", "refuse", "gagne", "défend", "cherche", "célèbre", "perd"),
        ("un nouveau plan pour le port", "le prix du pain", "le plus vieux pont de la ville", "un transfert record"),
    ),
    "es": Book(
        "Publicidad", "Noticias relacionadas", "Lo más leído", "Suscríbete a {name}", "Apuntarse", "compartidos",
        "comentarios", "En directo", "hace {n} minutos", "Nosotros y nuestros {n} socios utilizamos cookies para medir "
        "la audiencia. Puede cambiar su elección en cualquier momento.", "Aceptar todo", "Configurar",
        ("30 % en muebles de jardín", "Tu móvil desde 9,99 al mes", "Siete noches en Creta desde 399 euros"),
        ("La Mañana", "El Fin de Semana", "Economía Clara"),
        ("Lo esencial de la actualidad cada mañana en tu correo.", "Cinco cosas que saber, cada día a las siete.",
         "Una carta gratuita escrita por nuestra redacción."),
        ("el ministro", "el ayuntamiento", "una maestra", "el banco central", "los campeones", "un tribunal"),
        ("anuncia", "rechaza", "gana", "defiende", "busca", "celebra", "pierde"),
        ("un nuevo plan para el puerto", "el precio del pan", "el puente más antiguo", "un fichaje récord"),
    ),
}  # fmt: skip
