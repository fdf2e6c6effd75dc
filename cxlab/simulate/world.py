"""The fictional company behind the simulated tables: what it sells, who works there, what its customers ring about.

Brightpolder does not exist. It sells energy and internet to households in the Netherlands and in Britain. All teams
answer both countries, and a site is a building without a region, so that no table can be read as saying something
about where a person comes from.
"""

from __future__ import annotations

COMPANY = "Brightpolder"

FIRST_DAY, LAST_DAY = "2026-01-01", "2026-12-31"
TRAINING_DAY = "2026-07-01"

SITE_OF_TEAM = {
    "Alder": "Harbour", "Birch": "Harbour", "Cedar": "Harbour", "Dune": "Mill", "Elm": "Mill", "Fern": "Mill",
    "Grove": "Tower", "Heath": "Tower",
}
TEAMS = tuple(SITE_OF_TEAM)
AGENTS_IN_TEAM = (15, 14, 14, 13, 14, 13, 14, 13)
TRAINED_TEAMS = ("Birch", "Elm")

# Odds of not being able to follow, against the company's own level. Elm and Dune are truly different; the two teams
# in the Tower are not: they only work on poorer lines.
TEAM_ODDS = {"Alder": 1.0, "Birch": 1.1, "Cedar": 0.9, "Dune": 0.6, "Elm": 1.9, "Fern": 1.0, "Grove": 1.0, "Heath": 1.0}
LINE_QUALITIES = ("good", "fair", "poor")
LINE_SHARES = {"Harbour": (0.86, 0.11, 0.03), "Mill": (0.85, 0.12, 0.03), "Tower": (0.66, 0.22, 0.12)}

# topic: share of calls, minutes against the average topic, share of callers in fear
TOPICS = {
    "billing": (0.20, 1.00, 0.03),
    "payment trouble": (0.10, 1.35, 0.30),
    "price change": (0.11, 1.05, 0.08),
    "contract": (0.10, 0.95, 0.02),
    "moving house": (0.11, 1.00, 0.02),
    "outage": (0.12, 0.90, 0.12),
    "engineer visit": (0.11, 0.90, 0.03),
    "internet": (0.12, 1.15, 0.02),
    "health priority": (0.03, 1.50, 0.45),
}
LOST_MINUTES_RATIO, TRANSFER_MINUTES_RATIO = 1.15, 1.25
OUTCOMES = ("granted", "partly granted", "refused")
OUTCOME_SHARES = {"payment trouble": (0.45, 0.30, 0.25), "price change": (0.35, 0.30, 0.35)}
USUAL_OUTCOMES = (0.66, 0.20, 0.14)
# Emotions other than fear: the usual share, and how much more of one there is with a topic, an outcome or bad luck.
EMOTION_SHARES = {"joy": 0.02, "trust": 0.03, "surprise": 0.02, "sadness": 0.02, "disgust": 0.005, "anger": 0.06,
                  "anticipation": 0.02}
EMOTION_SOURCES = (
    ("outcome", "refused", "anger", 0.22), ("outcome", "refused", "sadness", 0.04),
    ("outcome", "refused", "disgust", 0.02), ("outcome", "partly granted", "anger", 0.08),
    ("outcome", "granted", "joy", 0.10), ("outcome", "granted", "trust", 0.07),
    ("transferred", True, "anger", 0.12), ("could_follow", False, "anger", 0.08),
    ("topic", "payment trouble", "sadness", 0.06), ("topic", "health priority", "sadness", 0.06),
    ("topic", "price change", "surprise", 0.10), ("topic", "billing", "surprise", 0.06),
    ("topic", "internet", "anger", 0.05), ("topic", "moving house", "anticipation", 0.10),
    ("topic", "engineer visit", "anticipation", 0.08), ("topic", "contract", "anticipation", 0.04),
)
NOT_NOTED = 0.05      # share of calls in which the employee notes no emotion
CHANNELS = ("survey", "e-mail", "web form", "phone note", "chat", "social media", "letter")
