"""What each kind of table must look like: one contract a table, declared once.

The same declaration checks a frame (:func:`cxlab.frames.check_frame`), guesses which of the user's columns is which
(the aliases), fills the codebook of the shipped data, and explains the columns of the Excel templates in English and
Dutch. To add a column, add it here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

FUNDAMENTAL = "Strategic Fundamental"
INNOVATION = "Result Driven Innovation"
TRACKS = (FUNDAMENTAL, INNOVATION)

STATUSES = ("complaint", "no", "unclear", "missing")
CAUSES = ("articulation", "rate", "accent", "proficiency", "volume", "line", "hearing", "unspecified")
LANGUAGES = ("en", "nl")


@dataclass(frozen=True)
class Column:
    """One column of a contract.

    Parameters
    ----------
    name : str
        Our name of the column.
    kind : {"text", "key", "category", "integer", "number", "boolean", "date", "quarter"}
        What the values are. A ``key`` is text that identifies something; a ``quarter`` is a calendar quarter.
    meaning, meaning_nl : str
        What the column holds, in one sentence, in English and in Dutch.
    required : bool
        The table cannot be used without this column.
    nullable : bool
        Single values may be missing.
    legal : tuple of str
        The values allowed in a category, in the order in which they are shown. Empty: any value.
    synonyms : tuple of (str, str)
        Other spellings of legal values, such as the Dutch ones: ``(spelling, legal value)``.
    minimum, maximum : float or None
        Bounds of a number, both allowed values themselves.
    unit : str
        The unit of a number, as a reader would say it.
    aliases : tuple of str
        Names that this column carries in people's own files, English and Dutch, lower case.
    example : str
        A value as a person would type it; it fills the example row of the template.
    """

    name: str
    kind: str
    meaning: str
    meaning_nl: str
    required: bool = False
    nullable: bool = True
    legal: tuple[str, ...] = ()
    synonyms: tuple[tuple[str, str], ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""
    aliases: tuple[str, ...] = ()
    example: str = ""


@dataclass(frozen=True)
class Contract:
    """What one kind of table must look like.

    Parameters
    ----------
    name : str
        The name of the table, such as ``"complaints"``.
    title, title_nl : str
        The name as a person would say it, in English and in Dutch.
    one_row : str
        What one row stands for.
    columns : tuple of Column
        The columns that we know. A table may carry others; they are left as they are.
    key : tuple of str
        The columns that together must be unique, where they are present.
    """

    name: str
    title: str
    title_nl: str
    one_row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Column:
        """Return the column called `name`; a KeyError names the columns there are."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"{self.name} has no column {name!r}; it has {', '.join(c.name for c in self.columns)}")

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns without which the table cannot be used."""
        return tuple(column.name for column in self.columns if column.required)


_COMPLAINT_ID = Column(
    "complaint_id", "key", "Identifier of the complaint; rows are numbered when the file has none.",
    "Kenmerk van de klacht; zonder kenmerk worden de rijen genummerd.", nullable=False,
    aliases=("complaint id", "id", "complaint number", "case id", "case number", "ticket", "ticket id", "feedback id",
             "klachtnummer", "klacht id", "klachtid", "zaaknummer", "dossiernummer", "meldingsnummer", "kenmerk",
             "referentienummer", "registratienummer", "registratienummer klacht", "ticketnummer", "casenummer",
             "klachtenregistratienummer", "external id", "volgnummer", "incident number", "incidentnummer",
             "verzoeknummer", "request id"),
    example="C000123",
)
_TEXT = Column(
    "text", "text", "The customer's own words.", "De woorden van de klant zelf.", required=True,
    aliases=("verbatim", "complaint", "comment", "comments", "feedback", "remarks", "description", "message", "review",
             "customer comment", "customer feedback", "customer remarks", "complaint text", "complaint description",
             "case description", "description text", "ticket description", "case comments", "satisfaction comment",
             "survey comment",
             "open answer", "open text", "free text", "your feedback", "what could we do better",
             "what can we do better", "klacht", "klachttekst", "klachtomschrijving", "omschrijving klacht",
             "tekst klacht", "inhoud klacht", "inhoud", "tekst", "opmerking", "opmerkingen", "opmerking klant",
             "toelichting", "toelichting klant", "omschrijving", "omschrijving klant", "reactie", "reactie klant",
             "klantreactie", "bericht", "bericht klant", "verzoek", "open antwoord", "open vraag", "open tekst",
             "vrije tekst", "vrij veld", "vrij tekstveld", "wat kan beter", "wat kunnen wij beter doen",
             "wat kunnen we beter doen", "woorden klant", "verhaal klant"),
    example="I could not follow what your employee said on the phone.",
)
_DATE = Column(
    "date", "date", "Day on which the customer spoke up.", "Dag waarop de klant zich meldde.",
    aliases=("day", "complaint date", "received", "received on", "received date", "created", "created at",
             "created date", "creation date", "opened", "opened at", "opened date", "submitted", "submitted date",
             "response date", "survey date", "reported date", "timestamp", "datum", "klachtdatum", "datum klacht",
             "ontvangen", "ontvangen op", "ontvangstdatum", "datum ontvangst klacht", "aangemaakt", "aangemaakt op",
             "datum aangemaakt", "aanmaakdatum", "datum binnenkomst", "datum binnenkomst klacht", "binnenkomst",
             "binnengekomen op", "aangemeld", "aangemeld op", "datum aangemeld", "aanmelddatum", "meldingsdatum",
             "melddatum", "registratiedatum", "datum geregistreerd", "geregistreerd op", "datum indiening",
             "ingediend op", "datum ingediend", "invuldatum", "datum invullen", "ingevuld op", "datum ingevuld",
             "datum reactie", "reactiedatum", "tijdstempel", "dag"),
    example="2026-03-14",
)
_CALL_ID = Column(
    "call_id", "key", "Identifier of the phone call, as in the call log.",
    "Kenmerk van het telefoongesprek, zoals in het gesprekkenbestand.",
    aliases=("call", "call id", "callid", "call reference", "conversation id", "interaction id", "conversation",
             "interaction", "session id", "call number", "gesprek", "gesprek id", "gespreksnummer",
             "gespreks id", "interactie id", "contactmoment id", "sessie id"),
    example="K0004711",
)
_CUSTOMER_ID = Column(
    "customer_id", "key", "Pseudonym of the customer (never a name).", "Pseudoniem van de klant (nooit een naam).",
    aliases=("customer", "customer id", "customer number", "client id", "account", "contact id", "requester id",
             "customer reference",
             "account number", "klant", "klant id", "klantnummer", "klantid", "klantkenmerk",
             "relatienummer", "relatie", "debiteurnummer", "debiteur", "lidnummer", "cliëntnummer"),
    example="U10234",
)
_AGENT_ID = Column(
    "agent_id", "key", "Pseudonym of the employee on the phone (never a name).",
    "Pseudoniem van de medewerker aan de telefoon (nooit een naam).",
    aliases=("agent", "agent id", "agent name", "employee", "employee id", "adviser", "advisor", "assignee",
             "handled by", "assigned to", "responder id", "case owner", "owner", "operator", "representative",
             "agentnaam", "medewerker",
             "medewerker id", "medewerkernummer", "personeelsnummer", "adviseur", "behandelaar", "behandeld door",
             "consultant", "callcentermedewerker", "medewerker kcc", "behandelaar klacht"),
    example="A017",
)
_TEAM = Column(
    "team", "category", "Team that handled the call.", "Team dat het gesprek voerde.",
    aliases=("team name", "department", "department name", "group", "group id", "group name", "ticket group",
             "assignment group",
             "support group", "division", "unit", "teamnaam", "afdeling", "afdelingsnaam", "naam afdeling", "groep",
             "behandelaarsgroep", "behandelgroep", "behandelend team", "behandelende afdeling", "team medewerker",
             "afdeling team"), example="Billing",
)
_SITE = Column(
    "site", "category", "Location from which the team works.", "Locatie van waaruit het team werkt.",
    aliases=("location", "office", "branch", "centre", "center", "call centre", "locatie", "vestiging", "kantoor",
             "filiaal", "regio", "region", "vestigingsnaam"), example="North",
)
_LANGUAGE = Column(
    "language", "category", "Language of the text; texts in another language than English or Dutch are not scored.",
    "Taal van de tekst; teksten in een andere taal dan Engels of Nederlands worden niet gescoord.",
    legal=(*LANGUAGES, "other"),
    synonyms=(*((word, "other") for word in (
        "de", "german", "duits", "deutsch", "fr", "french", "frans", "es", "spanish", "spaans", "it", "italian",
        "italiaans", "pt", "portuguese", "portugees", "pl", "polish", "pools", "tr", "turkish", "turks", "ar", "arabic",
        "arabisch", "ukrainian", "oekraiens", "anders", "andere taal", "overig")),
              ("english", "en"), ("engels", "en"), ("eng", "en"), ("en-gb", "en"), ("en-us", "en"), ("dutch", "nl"),
              ("nederlands", "nl"), ("ned", "nl"), ("nl-nl", "nl"), ("nl-be", "nl"), ("vlaams", "nl")),
    aliases=("lang", "customer language", "survey language", "taal", "taal klant", "klanttaal", "voertaal"),
    example="en",
)
_TOPIC = Column(
    "topic", "category", "What the call was about.", "Waar het gesprek over ging.",
    aliases=("subject", "category", "main category", "reason", "case reason", "call reason", "call type",
             "complaint type", "complaint category", "contact reason", "queue", "queue name", "skill", "wrap-up",
             "wrap-up code", "disposition", "disposition code", "onderwerp", "categorie", "hoofdcategorie",
             "klachtcategorie", "categorie klacht", "soort klacht", "klachtsoort", "type klacht", "klachttype",
             "soort melding", "reden", "reden contact", "contactreden", "reden klacht", "klachtreden",
             "reden van contact", "gespreksonderwerp", "onderwerp gesprek", "wachtrij", "wachtrijnaam",
             "afhandelcode", "afrondcode"), example="billing",
)

_EMOTIONS = ("joy", "trust", "fear", "surprise", "sadness", "disgust", "anger", "anticipation")
_EMOTION_WORDS = (
    ("vreugde", "joy"), ("blijdschap", "joy"), ("plezier", "joy"), ("vertrouwen", "trust"), ("angst", "fear"),
    ("verrassing", "surprise"), ("verbazing", "surprise"), ("verdriet", "sadness"), ("droefheid", "sadness"),
    ("walging", "disgust"), ("afkeer", "disgust"), ("boosheid", "anger"), ("woede", "anger"),
    ("verwachting", "anticipation"), ("anticipatie", "anticipation"),
)

COMPLAINTS = Contract(
    "complaints", "Complaints and survey comments", "Klachten en enquêtereacties",
    "one complaint or survey comment",
    (
        _COMPLAINT_ID, _TEXT, _DATE, _CALL_ID, _CUSTOMER_ID, _AGENT_ID, _TEAM, _SITE,
        Column("channel", "category", "How the customer spoke up.", "Hoe de klant zich meldde.",
               aliases=("source", "medium", "origin", "case origin", "contact channel", "channel name", "media type",
                        "kanaal", "bron", "contactkanaal", "klantkanaal", "soort binnenkomst", "wijze van binnenkomst",
                        "herkomst", "ingangskanaal", "kanaalnaam"), example="survey"),
        _TOPIC, _LANGUAGE,
    ),
    key=("complaint_id",),
)

CALLS = Contract(
    "calls", "Call log", "Gesprekkenbestand", "one phone call",
    (
        Column("call_id", "key", _CALL_ID.meaning, _CALL_ID.meaning_nl, required=True, nullable=False,
               aliases=(*_CALL_ID.aliases, "id"), example=_CALL_ID.example),
        Column("date", "date", "Day of the call.", "Dag van het gesprek.",
               aliases=("day", "call date", "start", "start time", "started", "start date", "date started",
                        "time", "timestamp", "datum", "gespreksdatum", "begin", "begin gesprek", "start gesprek",
                        "starttijd", "startdatum", "datum start", "begintijd", "begindatum", "datum gesprek",
                        "tijdstip", "tijdstempel", "dag"), example="2026-03-12"),
        _CUSTOMER_ID, _AGENT_ID, _TEAM, _SITE, _TOPIC,
        Column("outcome", "category", "What the customer got: the request granted, granted in part, or refused.",
               "Wat de klant kreeg: verzoek toegewezen, deels toegewezen of afgewezen.",
               legal=("granted", "partly granted", "refused"),
               synonyms=(("toegewezen", "granted"), ("yes", "granted"), ("ja", "granted"),
                         ("deels toegewezen", "partly granted"), ("deels", "partly granted"),
                         ("partly", "partly granted"), ("afgewezen", "refused"), ("no", "refused"),
                         ("nee", "refused")),
               aliases=("result", "decision", "uitkomst", "resultaat", "besluit"), example="granted"),
        Column("line_quality", "category", "Quality of the telephone line as the system measured it.",
               "Kwaliteit van de telefoonlijn volgens het systeem.", legal=("good", "fair", "poor"),
               synonyms=(("goed", "good"), ("matig", "fair"), ("slecht", "poor"), ("bad", "poor")),
               aliases=("line", "line quality", "connection", "lijn", "lijnkwaliteit", "verbinding"),
               example="good"),
        Column("handle_minutes", "number", "Length of the call with the work after it.",
               "Duur van het gesprek met het nawerk.", minimum=0, unit="minutes",
               aliases=("duration", "call duration", "handle time", "handling time", "aht", "call length", "minutes",
                        "duration minutes", "duur", "gespreksduur", "duur gesprek",
                        "afhandeltijd", "afhandelingstijd", "afhandelduur", "minuten"),
               example="6.5"),
        Column("transferred", "boolean", "The call was passed on to a colleague.",
               "Het gesprek is doorverbonden.",
               aliases=("transfer", "is transferred", "doorverbonden", "is doorverbonden", "doorgeschakeld",
                        "doorverbinding"), example="no"),
        Column("repeat_call", "boolean", "The same customer rang again within seven days.",
               "Dezelfde klant belde binnen zeven dagen opnieuw.",
               aliases=("repeat", "repeat call", "repeat caller", "called again", "callback", "herhaalcontact",
                        "herhaalverkeer", "herhaalgesprek", "herhaalbeller", "opnieuw gebeld", "herhaald"),
               example="no"),
        Column("emotion", "category",
               "What the customer felt most, as the employee noted it; calm without emotion, empty when not noted.",
               "Wat de klant het meest voelde volgens de medewerker; rustig zonder emotie, leeg als niet genoteerd.",
               legal=(*_EMOTIONS, "calm"),
               synonyms=(*_EMOTION_WORDS, ("rustig", "calm"), ("kalm", "calm"), ("neutral", "calm"),
                         ("neutraal", "calm")),
               aliases=("feeling", "customer emotion", "emotie", "gevoel", "emotie klant"), example="calm"),
    ),
    key=("call_id",),
)

RATINGS = Contract(
    "ratings", "Survey ratings", "Enquêtecijfers", "one answered survey",
    (
        Column("rating_id", "key", "Identifier of the answered survey.", "Kenmerk van de ingevulde enquête.",
               nullable=False, aliases=("id", "response id", "respondent id", "survey id", "respons id",
                                                "respondentnummer", "enquête id", "antwoordnummer"),
               example="R00031"),
        Column("date", "date", "Day of the answer.", "Dag van het antwoord.", aliases=_DATE.aliases,
               example="2026-03-13"),
        _CALL_ID, _CUSTOMER_ID, _TEAM,
        Column("understanding_effort", "integer",
               "How much effort it took to understand our employee: 1 none at all, 5 very much.",
               "Hoeveel moeite het kostte om onze medewerker te verstaan: 1 geen, 5 heel veel.",
               minimum=1, maximum=5, unit="points",
               aliases=("understanding", "understandability", "effort to understand", "intelligibility",
                        "verstaanbaarheid", "verstaan", "moeite"), example="2"),
        Column("nps_score", "integer", "How likely the customer is to recommend us: 0 not at all, 10 very.",
               "Hoe waarschijnlijk de klant ons aanbeveelt: 0 niet, 10 zeer.", minimum=0, maximum=10, unit="points",
               aliases=("nps", "recommend", "likelihood to recommend", "recommendation score", "aanbeveling",
                        "aanbevelen", "aanbevelingsscore", "nps cijfer", "aanbevelingscijfer"), example="8"),
        Column("comment", "text", "What the customer added in own words.", "Wat de klant er zelf bij schreef.",
               aliases=("text", "comments", "verbatim", "explanation", "reason for score", "open answer", "feedback",
                        "toelichting", "toelichting op cijfer", "toelichting cijfer", "toelichting score",
                        "reden score", "opmerking", "reactie", "open antwoord", "toelichting klant"),
               example="Friendly, but the line crackled."),
    ),
    key=("rating_id",),
)

_TRACK = Column(
    "track", "category", "The track of the initiative: Strategic Fundamental or Result Driven Innovation.",
    "Het spoor van het initiatief: strategisch fundament of resultaatgedreven innovatie.",
    required=True, nullable=False, legal=TRACKS,
    synonyms=(("strategic", FUNDAMENTAL), ("fundamental", FUNDAMENTAL), ("strategic fundamental track", FUNDAMENTAL),
              ("strategisch", FUNDAMENTAL), ("strategisch fundament", FUNDAMENTAL), ("fundament", FUNDAMENTAL),
              ("innovation", INNOVATION), ("result", INNOVATION), ("results", INNOVATION),
              ("result driven", INNOVATION), ("result-driven innovation", INNOVATION),
              ("result driven innovation track", INNOVATION), ("resultaat", INNOVATION),
              ("resultaatgedreven", INNOVATION), ("resultaatgedreven innovatie", INNOVATION),
              ("innovatie", INNOVATION)),
    aliases=("spoor", "speed", "type", "snelheid", "type spoor", "soort spoor", "track type", "type initiatief"),
    example=INNOVATION,
)
_INITIATIVE = Column(
    "initiative", "key", "Name of the initiative, unique in the list.", "Naam van het initiatief, uniek in de lijst.",
    required=True, nullable=False,
    aliases=("name", "project", "project name", "project title", "initiative name", "activity", "activity name",
             "action", "improvement", "title", "initiatief", "initiatiefnaam", "naam initiatief", "naam", "projectnaam",
             "naam project", "projecttitel", "activiteit", "actie", "verbeteractie", "verbetering", "maatregel",
             "verbeterinitiatief", "titel"),
    example="Call back unhappy customers",
)

INITIATIVES = Contract(
    "initiatives", "CX initiatives", "CX-initiatieven", "one initiative",
    (
        _INITIATIVE, _TRACK,
        Column("description", "text", "What is done, in a sentence.", "Wat er gebeurt, in één zin.",
               aliases=("what", "summary", "project description", "omschrijving", "omschrijving initiatief",
                        "omschrijving project", "projectomschrijving", "beschrijving", "korte omschrijving",
                        "toelichting", "wat"),
               example="Ring every customer who scored six or lower within two days."),
        Column("owner_role", "text", "Role that owns the initiative (a role, no name).",
               "Rol die eigenaar is (een rol, geen naam).",
               aliases=("owner", "role", "lead", "responsible", "project lead", "project manager", "eigenaar", "rol",
                        "trekker", "verantwoordelijke", "verantwoordelijk", "projectleider", "projecteigenaar",
                        "actiehouder", "opdrachtgever"), example="Contact centre lead"),
        Column("status", "category", "How far it has come, from idea to what customers notice.",
               "Hoe ver het is, van idee tot wat klanten merken.",
               legal=("captured", "owned", "started", "delivered", "measured", "told"),
               synonyms=(("idea", "captured"), ("idee", "captured"), ("vastgelegd", "captured"),
                         ("eigenaar", "owned"), ("running", "started"), ("loopt", "started"), ("gestart", "started"),
                         ("done", "delivered"), ("klaar", "delivered"), ("opgeleverd", "delivered"),
                         ("gemeten", "measured"), ("verteld", "told"), ("gecommuniceerd", "told")),
               aliases=("state", "phase", "stage", "project status", "fase", "stand", "projectstatus",
                        "projectfase", "voortgang", "stand van zaken"), example="started"),
        Column("start", "quarter", "First quarter in which it takes effort.", "Eerste kwartaal waarin het inzet kost.",
               aliases=("start quarter", "begin", "begin quarter", "from", "startkwartaal", "start kwartaal",
                        "beginkwartaal", "startmoment", "start q", "vanaf"), example="2026Q1"),
        Column("duration_quarters", "integer", "Number of quarters in which it takes effort.",
               "Aantal kwartalen waarin het inzet kost.", minimum=1, unit="quarters",
               aliases=("duration", "quarters", "number of quarters", "length", "lead time", "duur", "kwartalen",
                        "aantal kwartalen", "looptijd", "doorlooptijd", "projectduur"), example="2"),
        Column("effort_fte", "number", "Effort in each quarter.", "Inzet per kwartaal.", minimum=0, unit="FTE",
               aliases=("effort", "fte", "number of fte", "capacity", "people", "inzet", "inspanning", "capaciteit",
                        "aantal fte", "bezetting"), example="1.5"),
        Column("budget_keur", "number", "Money in each quarter.", "Geld per kwartaal.", minimum=0,
               unit="thousand euros",
               aliases=("budget", "cost", "costs", "kosten", "begroting", "begroot", "geld"),
               example="20"),
        Column("value", "number", "Value as the team scores it, higher is better.",
               "Waarde zoals het team die scoort, hoger is beter.", minimum=0, unit="points",
               aliases=("score", "benefit", "points", "customer value", "value score", "waarde", "klantwaarde",
                        "waardescore", "punten", "opbrengst", "baten"), example="40"),
        Column("customers_reached", "integer", "Customers who notice it each quarter once it is delivered.",
               "Klanten die er per kwartaal iets van merken na oplevering.", minimum=0, unit="customers",
               aliases=("reach", "customers", "number of customers", "customers reached", "bereik", "klanten",
                        "aantal klanten", "bereikte klanten", "klantbereik"), example="1200"),
        Column("requires", "text", "Initiatives that must be finished first, separated by a semicolon.",
               "Initiatieven die eerst klaar moeten zijn, gescheiden door een puntkomma.",
               aliases=("depends on", "needs", "dependency", "dependencies", "predecessor", "predecessors", "vereist",
                        "afhankelijk van", "afhankelijkheid", "afhankelijkheden", "voorganger", "voorgangers"),
               example=""),
        Column("earliest_start", "quarter", "First quarter in which a plan may let it start.",
               "Eerste kwartaal waarin een plan het mag laten beginnen.",
               aliases=("earliest", "earliest quarter", "not before", "vroegste start", "vroegste startkwartaal",
                        "niet voor", "niet eerder dan"), example="2026Q1"),
        Column("latest_start", "quarter", "Last quarter in which a plan may let it start.",
               "Laatste kwartaal waarin een plan het mag laten beginnen.",
               aliases=("latest", "latest quarter", "not after", "no later than", "uiterste start",
                        "laatste startkwartaal", "uiterlijk", "niet later dan"), example="2026Q4"),
        Column("running", "boolean", "It is under way already: it stays in the plan and keeps its start.",
               "Het loopt al: het blijft in het plan en houdt zijn start.",
               aliases=("in progress", "under way", "underway", "ongoing", "loopt", "loopt al", "lopend"),
               example="no"),
        Column("moscow", "category", "How badly it is wanted, as the team agreed.",
               "Hoe graag het team het wil, zoals afgesproken.", legal=("must", "should", "could", "won't"),
               synonyms=(("must have", "must"), ("m", "must"), ("moet", "must"), ("should have", "should"),
                         ("s", "should"), ("zou moeten", "should"), ("could have", "could"), ("c", "could"),
                         ("kan", "could"), ("won\u2019t", "won't"), ("wont", "won't"), ("won't have", "won't"),
                         ("w", "won't"), ("niet nu", "won't")),
               aliases=("moscow class", "moscow priority", "priority", "prioriteit", "moscow klasse",
                        "moscow prioriteit"), example="should"),
        Column("value_per_quarter", "number", "Value that it adds in each quarter once it is finished.",
               "Waarde die het per kwartaal toevoegt nadat het klaar is.", minimum=0, unit="points",
               aliases=("value each quarter", "waarde per kwartaal"), example="5"),
    ),
    key=("initiative",),
)


def _day_of(name: str, done: str, dutch: str, *aliases: str) -> Column:
    return Column(name, "date", f"Day on which it was {done}.", f"Dag waarop het {dutch}.", aliases=aliases,
                  example="2026-03-14")


# The ledger has no shipped table, so it does not stand in CONTRACTS; give it to check_frame as it is.
LEDGER = Contract(
    "ledger", "Ledger of CX initiatives", "Logboek van CX-initiatieven", "one initiative",
    (
        _INITIATIVE, replace(_TRACK, required=False, nullable=True), INITIATIVES["owner_role"],
        Column("hypothesis", "text", "What should change, for whom, and why we think so.",
               "Wat er moet veranderen, voor wie, en waarom wij dat denken.",
               aliases=("expectation", "why", "hypothese", "verwachting", "waarom"),
               example="Unhappy customers who are rung back within two days leave less often."),
        Column("promised_value", "number", "What was promised beforehand, in one unit for the whole ledger.",
               "Wat vooraf is beloofd, in één eenheid voor het hele logboek.", unit="as the ledger says",
               aliases=("promise", "promised", "expected value", "target", "belofte", "beloofde waarde",
                        "verwachte waarde", "doel"), example="40"),
        _day_of("captured_on", "written down", "is opgeschreven", "captured", "idea date", "vastgelegd op"),
        _day_of("owned_on", "given an owner", "een eigenaar kreeg", "owned", "eigenaar sinds"),
        _day_of("started_on", "started", "is begonnen", "started", "start", "start date", "gestart op", "startdatum"),
        _day_of("delivered_on", "delivered", "is opgeleverd", "delivered", "end", "end date", "finished",
                "opgeleverd op", "einddatum"),
        _day_of("measured_on", "measured", "is gemeten", "measured", "gemeten op"),
        _day_of("told_on", "told to customers or colleagues", "aan klanten of collega's is verteld", "told",
                "verteld op"),
        _day_of("stopped_on", "stopped before it was delivered", "is gestopt voordat het klaar was", "stopped",
                "cancelled", "gestopt op"),
        Column("measured_value", "number", "What it brought, in the same unit as the promise.",
               "Wat het opbracht, in dezelfde eenheid als de belofte.", unit="as the ledger says",
               aliases=("result", "measured result", "resultaat", "gemeten waarde"), example="32"),
        Column("measured_lower", "number", "Lower limit of what it brought.", "Ondergrens van wat het opbracht.",
               unit="as the ledger says", aliases=("lower", "ondergrens"), example="20"),
        Column("measured_upper", "number", "Upper limit of what it brought.", "Bovengrens van wat het opbracht.",
               unit="as the ledger says", aliases=("upper", "bovengrens"), example="44"),
    ),
    key=("initiative",),
)

FIXES = Contract(
    "fixes", "Themes and their fixes", "Thema's en hun oplossing", "one theme of complaints",
    (
        Column("theme", "key", "Name of the theme, as the complaints carry it.",
               "Naam van het thema, zoals de klachten het dragen.", required=True, nullable=False,
               aliases=("topic", "problem", "thema", "onderwerp", "probleem"), example="Double direct debit"),
        INITIATIVES["owner_role"],
        _day_of("found_on", "found", "is gevonden", "found", "gevonden op"),
        _day_of("fixed_on", "fixed", "is opgelost", "fixed", "solved", "opgelost op"),
    ),
    key=("theme",),
)

JOURNEYS = Contract(
    "journeys", "Customer journeys with emotions", "Klantreizen met emoties",
    "one emotion that one rater gave to one step",
    (
        Column("persona", "category", "Whose journey it is.", "Wiens reis het is.", required=True, nullable=False,
               aliases=("customer type", "segment", "klanttype"), example="New customer"),
        Column("version", "category", "The journey as it is, or as it should become.",
               "De reis zoals hij is, of zoals hij moet worden.", required=True, nullable=False,
               legal=("as-is", "to-be"),
               synonyms=(("as is", "as-is"), ("now", "as-is"), ("nu", "as-is"), ("huidig", "as-is"),
                         ("to be", "to-be"), ("future", "to-be"), ("straks", "to-be"), ("gewenst", "to-be")),
               aliases=("state", "situation", "versie", "situatie"), example="as-is"),
        Column("step", "integer", "Place of the step in the journey, counted from 1.",
               "Plaats van de stap in de reis, geteld vanaf 1.", required=True, nullable=False, minimum=1,
               aliases=("step number", "nr", "order", "stap", "stapnummer", "volgorde"), example="1"),
        Column("step_name", "category", "What the customer does in this step.", "Wat de klant in deze stap doet.",
               aliases=("step name", "touchpoint", "activity", "naam", "contactmoment", "stapnaam"),
               example="Compares offers"),
        Column("channel", "category", "Channel of the step.", "Kanaal van de stap.", aliases=("kanaal",),
               example="website"),
        Column("who", "category", "Whose emotion it is: the customer's or the employee's.",
               "Wiens emotie het is: van de klant of van de medewerker.", legal=("customer", "employee"),
               synonyms=(("klant", "customer"), ("medewerker", "employee"), ("agent", "employee")),
               aliases=("role", "perspective", "wie", "rol"), example="customer"),
        Column("rater", "key", "Pseudonym of the person who gave the emotion.",
               "Pseudoniem van degene die de emotie gaf.", required=True, nullable=False,
               aliases=("coder", "participant", "respondent", "beoordelaar", "deelnemer"), example="P01"),
        Column("emotion", "category", "One of the eight primary emotions of the wheel; empty when none was felt.",
               "Een van de acht primaire emoties van het wiel; leeg als er geen was.",
               legal=_EMOTIONS, synonyms=_EMOTION_WORDS,
               aliases=("feeling", "emotie", "gevoel"), example="anticipation"),
        Column("intensity", "integer", "How strong the emotion is: 1 mild, 2 basic, 3 intense.",
               "Hoe sterk de emotie is: 1 licht, 2 gewoon, 3 hevig.", minimum=1, maximum=3, unit="points",
               aliases=("strength", "sterkte", "intensiteit"), example="2"),
    ),
    key=("persona", "version", "step", "who", "rater", "emotion"),
)

CODINGS = Contract(
    "codings", "Group codings", "Coderingen door groepen", "one complaint coded by one coder",
    (
        Column("complaint_id", "key", _COMPLAINT_ID.meaning, _COMPLAINT_ID.meaning_nl, required=True, nullable=False,
               aliases=_COMPLAINT_ID.aliases, example="C000123"),
        Column("coder", "key", "Pseudonym of the person or group that coded.",
               "Pseudoniem van degene of de groep die codeerde.", required=True, nullable=False,
               aliases=("group", "rater", "codeur", "groep", "beoordelaar"), example="Group A"),
        Column("status", "category", "Is it a complaint about being able to follow the employee's speech?",
               "Is het een klacht over het kunnen verstaan van de medewerker?",
               legal=("complaint", "no", "unclear"),
               synonyms=(("yes", "complaint"), ("ja", "complaint"), ("klacht", "complaint"), ("nee", "no"),
                         ("doubt", "unclear"), ("twijfel", "unclear"), ("onduidelijk", "unclear")),
               aliases=("code", "label", "oordeel", "codering"), example="complaint"),
        Column("cause", "category", "The reason that the customer gives.", "De reden die de klant geeft.",
               legal=CAUSES,
               synonyms=(("articulatie", "articulation"), ("tempo", "rate"), ("pace", "rate"),
                         ("spreeksnelheid", "rate"),
                         ("taalvaardigheid", "proficiency"), ("taal", "proficiency"), ("volume", "volume"),
                         ("geluidssterkte", "volume"), ("lijn", "line"), ("gehoor", "hearing"),
                         ("onbekend", "unspecified"), ("niet genoemd", "unspecified")),
               aliases=("reason", "oorzaak", "reden"), example="rate"),
        Column("emotion", "category", "The emotion that is strongest in the text, one of the eight of the wheel.",
               "De emotie die in de tekst het sterkst is, een van de acht van het wiel.",
               legal=_EMOTIONS, synonyms=_EMOTION_WORDS, aliases=("feeling", "emotie", "gevoel"), example="anger"),
    ),
    key=("complaint_id", "coder"),
)

COMPLAINTS_TRUTH = Contract(
    "complaints_truth", "What is true of each simulated complaint", "Wat waar is van elke gesimuleerde klacht",
    "one simulated complaint",
    (
        Column("complaint_id", "key", _COMPLAINT_ID.meaning, _COMPLAINT_ID.meaning_nl, required=True, nullable=False,
               example="C000123"),
        Column("status", "category", "True status: a complaint about following the employee's speech, or not.",
               "Ware status: een klacht over het verstaan van de medewerker, of niet.", nullable=False,
               legal=("complaint", "no", "unclear")),
        *(
            Column(f"cause_{cause}", "boolean", f"The text gives {cause} as the reason.",
                   f"De tekst noemt {cause} als reden.", nullable=False)
            for cause in CAUSES
        ),
        *(
            Column(emotion, "boolean", f"The text expresses {emotion}.", f"De tekst drukt {emotion} uit.",
                   nullable=False)
            for emotion in _EMOTIONS
        ),
    ),
    key=("complaint_id",),
)

CALLS_TRUTH = Contract(
    "calls_truth", "What is true of each simulated call", "Wat waar is van elk gesimuleerd gesprek",
    "one simulated call",
    (
        Column("call_id", "key", _CALL_ID.meaning, _CALL_ID.meaning_nl, required=True, nullable=False,
               example="K0004711"),
        Column("could_follow", "boolean", "The customer could follow the employee's speech.",
               "De klant kon de medewerker verstaan.", nullable=False),
        Column("repeat_probability", "number", "True probability that the customer rings again within seven days.",
               "Ware kans dat de klant binnen zeven dagen opnieuw belt.", nullable=False, minimum=0, maximum=1,
               unit="probability"),
    ),
    key=("call_id",),
)

CONTRACTS: dict[str, Contract] = {
    contract.name: contract
    for contract in (COMPLAINTS, CALLS, RATINGS, INITIATIVES, JOURNEYS, CODINGS, COMPLAINTS_TRUTH, CALLS_TRUTH)
}
