# ruff: noqa: E501 - texts read best on one line
"""What the documents of the bench say: invented terms, notices and registers, in the languages they come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Matter:
    """One document's words, whatever it is laid out as."""

    language: str
    title: str
    since: str  # the line that says from when it holds
    clauses: tuple[str, ...]
    parts: tuple[str, ...]  # of the second clause, one level down
    terms: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, ...], ...]  # the first one names the columns
    link: str  # the words that are linked
    other: str  # a word of the document's, to be put in place of another


MATTERS: Final = (
    Matter(
        "en", "Terms of carriage", "Effective date: 3 May 2026",
        ("The passenger pays the fare of 12 euros before boarding and keeps the ticket until the far quay.",
         "The company carries on each crossing, without further charge:",
         "The company answers for damage to luggage up to 800 euros for each passenger and crossing.",
         "A crossing that is called off is paid back within 14 days, in the way in which it was paid.",
         "Claims are made in writing within 30 days after the crossing; later ones are not heard."),
        ("one bag of at most 20 kg and 90 cm;", "one folded bicycle;", "a dog that is kept on a lead."),
        (("Passenger", "Whoever holds a valid ticket for the crossing."), ("Luggage", "Whatever the passenger takes on board and can carry alone.")),
        (("Crossing", "Adult", "Child"), ("North quay", "12.00", "6.00"), ("South quay", "14.50", "7.25"), ("Mill island", "9.80", "4.90")),
        "the table of refunds", "harbour",
    ),
    Matter(
        "de", "Nutzungsbedingungen der Stadtbücherei", "Gültig ab 15.03.2026",
        ("§ 1 Die Anmeldung ist kostenfrei und gilt für 12 Monate ab dem Tag der Ausstellung des Ausweises.",
         "§ 2 Entliehen werden dürfen zur gleichen Zeit:",
         "§ 3 Für jeden Tag der Überschreitung wird ein Entgelt von 0,30 Euro je Medium erhoben, höchstens 15 Euro.",
         "§ 4 Bei Verlust ist der Wiederbeschaffungswert zuzüglich 5 Euro Bearbeitung zu ersetzen.",
         "§ 5 Wer wiederholt gegen diese Ordnung verstößt, kann für bis zu 6 Monate ausgeschlossen werden."),
        ("20 Bücher für 28 Tage;", "5 Filme für 7 Tage;", "1 Instrument für 56 Tage."),
        (("Medium", "Alles, was einen Strichcode der Bücherei trägt."), ("Ausweis", "Die Karte oder ihr Bild auf einem Telefon.")),
        (("Leistung", "Erwachsene", "Kinder"), ("Ersatzausweis", "5,00", "2,50"), ("Fernleihe", "3,00", "1,50"), ("Vormerkung", "1,00", "0,00")),
        "die Gebührenordnung", "Zweigstelle",
    ),
    Matter(
        "fr", "Conditions générales de vente", "En vigueur depuis le 1er mars 2026",
        ("Article 1. Le contrat est conclu pour une durée de 24 mois à compter de la mise en service de la ligne.",
         "Article 2. L'abonnement mensuel comprend :",
         "Article 3. Toute panne est réparée dans un délai de 4 heures ouvrées, à défaut 10 euros sont déduits par jour.",
         "Article 4. Le client peut résilier à tout moment moyennant un préavis de 10 jours.",
         "Article 5. Les données de connexion sont conservées pendant 12 mois puis effacées."),
        ("60 Go de données ;", "les appels vers 35 pays ;", "une seconde carte pour 5 euros."),
        (("Client", "La personne au nom de laquelle la ligne est ouverte."), ("Ligne", "Le numéro attribué et son accès au réseau.")),
        (("Option", "Mois", "An"), ("Télévision", "7,00", "75,00"), ("Répondeur", "1,50", "15,00"), ("Protection", "3,00", "30,00")),
        "la liste des pays", "réseau",
    ),
    Matter(
        "es", "Aviso legal y condiciones de uso", "Última actualización: 3 de mayo de 2026",
        ("1. El registro es gratuito para mayores de 16 años que acepten estas condiciones.",
         "2. Quedan prohibidos en el servicio:",
         "3. Las reclamaciones se responden en un plazo de 15 días hábiles desde su recepción.",
         "4. El titular puede suspender una cuenta durante 30 días si se incumplen estas condiciones.",
         "5. Los datos se conservan durante 5 años desde la última actividad de la cuenta."),
        ("los mensajes repetidos más de 3 veces;", "la venta de entradas por encima de 40 euros;", "el uso de nombres ajenos."),
        (("Usuario", "Toda persona con una cuenta activa."), ("Servicio", "Las páginas y la aplicación del titular.")),
        (("Plan", "Mes", "Año"), ("Básico", "0,00", "0,00"), ("Familiar", "6,90", "69,00"), ("Escuela", "4,20", "42,00")),
        "el formulario de reclamación", "aplicación",
    ),
    Matter(
        "ja", "利用規約", "施行日：2026年4月1日",
        ("第1条 会員の登録料は一人につき1,200円とし、登録の日から12か月の間有効とします。",
         "第2条 会員は次のものを一度に借りることができます。",
         "第3条 返却が遅れた場合は、一日につき50円の延滞料をいただきます。",
         "第4条 紛失した場合は、同じものの代金に500円の手数料を加えて弁償していただきます。",
         "第5条 この規約に三回以上違反した会員は、6か月の間利用を停止されることがあります。"),
        ("本10冊まで、14日間", "映像3点まで、7日間", "楽器1点、28日間"),
        (("会員", "有効な会員証を持つすべての人をいいます。"), ("資料", "当館の番号が付いたものをいいます。")),
        (("種類", "大人", "子ども"), ("再発行", "300円", "100円"), ("予約", "50円", "0円"), ("複写", "20円", "10円")),
        "料金の一覧", "分館",
    ),
)  # fmt: skip
