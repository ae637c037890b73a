"""What abbreviations, units, currencies and signs are called."""

from __future__ import annotations

ABBREVIATIONS: dict[str, str] = {
    "mr": "mister", "mrs": "missus", "ms": "miz", "messrs": "messers", "dr": "doctor",
    "prof": "professor", "capt": "captain", "cpt": "captain", "sgt": "sergeant",
    "lt": "lieutenant", "col": "colonel", "gen": "general", "cmdr": "commander",
    "maj": "major", "cpl": "corporal", "rev": "reverend", "hon": "honorable", "gov": "governor",
    "sr": "senior", "jr": "junior", "esq": "esquire", "etc": "et cetera", "vs": "versus",
    "approx": "approximately", "dept": "department", "est": "established", "ext": "extension",
    "vol": "volume", "fig": "figure", "ave": "avenue", "blvd": "boulevard", "rd": "road",
    "mt": "mount", "ft": "fort", "inc": "incorporated", "ltd": "limited", "corp": "corporation",
    "co": "company", "bros": "brothers", "jan": "january", "feb": "february", "mar": "march",
    "apr": "april", "jun": "june", "jul": "july", "aug": "august", "sept": "september",
    "sep": "september", "oct": "october", "nov": "november", "dec": "december",
    "mon": "monday", "tue": "tuesday", "tues": "tuesday", "wed": "wednesday",
    "thu": "thursday", "thurs": "thursday", "fri": "friday", "sat": "saturday", "sun": "sunday",
    "no": "number", "nos": "numbers", "p": "page", "pp": "pages", "ch": "chapter",
    "lvl": "level", "min": "minute", "max": "maximum", "ph.d": "p h d",
}  # fmt: skip
"""Said in full when a dot follows."""

BEFORE_NUMBER: frozenset[str] = frozenset("no nos p pp ch vol fig ext min max ft mar est".split())
"""Of these, the ones that are words too: only in full when a number follows."""

NEVER_ALONE: frozenset[str] = frozenset(
    "co gen hon gov col rev sun sat mon wed fri mar no p ch min max ft mt".split()
)
"""Words as well: in full only where a name or a number follows the dot."""

WITHOUT_DOT: frozenset[str] = frozenset(
    "mr mrs ms dr prof capt cpt sgt lt cmdr cpl jr sr vs etc lvl messrs".split()
)
"""Said in full even without a dot."""

TITLES: frozenset[str] = frozenset(
    "mr mrs ms messrs dr prof capt cpt sgt lt col gen cmdr maj cpl rev hon gov mt ft st".split()
)
"""Their dot never ends a sentence: a name follows."""

MID_SENTENCE: frozenset[str] = TITLES | frozenset(
    "vs approx no nos p pp ch vol fig ext est".split()
)
"""Their dot never ends a sentence."""

TWO_LETTER_WORDS: frozenset[str] = frozenset(
    "ah am an as at aw ax be by do eh go ha he hi hm if in is it ma me mm my no of oh oi on or ow "
    "ox pa so to uh um up we ya yo".split()
)
"""Other pairs of capitals are initials (AC, AD, BC), though the dictionary has some as words."""

REGNAL_TITLES: frozenset[str] = frozenset(
    "king queen pope emperor empress tsar czar prince princess sultan kaiser pharaoh duke lord "
    "lady saint".split()
)
REGNAL_NAMES: frozenset[str] = frozenset(
    "henry charles louis elizabeth george edward richard james william john philip francis "
    "frederick alexander nicholas peter catherine mary ivan benedict pius leo gregory innocent "
    "urban clement napoleon otto ramses ptolemy xerxes darius albert alfonso ferdinand christian "
    "gustav carl wilhelm".split()
)
"""A roman number behind one of these is an ordinal (Henry VIII), else a cardinal (Rocky IV)."""

STARTERS: frozenset[str] = frozenset(
    "A An And At But For He Her His How I If In It Its My No Now On Our She So That The Then "
    "There These They This Those To We What When Where Who Why Yes You Your".split()
)
"""Words that tell that a sentence begins behind dotted initials ("the U.S. It ended")."""

DOTTED: dict[str, str] = {
    "eg": "for example", "ie": "that is", "am": "a m", "pm": "p m", "ad": "a d", "bc": "b c",
    "ps": "p s", "aka": "a k a",
}  # fmt: skip
"""Read so with dots between the letters ("e.g."); all others letter by letter."""

INITIALISMS: frozenset[str] = frozenset(
    "npc hp mp xp ap dp rpg mmo mmorpg fps dps aoe pvp pve pov gm dm dlc ui ai id ux hud fov "
    "cpu gpu usa uk eu un fbi cia nsa ufo tv pc vip diy ceo dna rna atm faq gps hq iq jfk lcd led "
    "mba mia nyc pdf phd rip suv ussr usb url vhs kgb tnt ip iax pbx ivr api bbc cnn dj dvd cd "
    "gdp hiv hr ibm irs mri nfl nba nhl mlb ptsd pr qa rv sms tba tbd xl ymca emp ied pm".split()
)
"""By their letters, in capitals or (where no word is spelled so) not."""

READ_AS_WORDS: dict[str, str] = {
    "wwi": "world war one", "wwii": "world war two", "tl;dr": "t l d r", "ok": "okay",
    "afaik": "as far as i know", "btw": "by the way", "idk": "i don't know",
}  # fmt: skip

UNITS: dict[str, tuple[str, str]] = {
    "%": ("percent", "percent"), "°C": ("degree celsius", "degrees celsius"),
    "°F": ("degree fahrenheit", "degrees fahrenheit"), "°": ("degree", "degrees"),
    "km/h": ("kilometer per hour", "kilometers per hour"),
    "in": ("inch", "inches"), "km/s": ("kilometer per second", "kilometers per second"),
    "m/s": ("meter per second", "meters per second"),
    "ft/s": ("foot per second", "feet per second"),
    "kph": ("kilometer per hour", "kilometers per hour"),
    "mph": ("mile per hour", "miles per hour"),
    "fps": ("frame per second", "frames per second"), "rpm": ("r p m", "r p m"),
    "km": ("kilometer", "kilometers"), "cm": ("centimeter", "centimeters"),
    "mm": ("millimeter", "millimeters"), "nm": ("nanometer", "nanometers"),
    "m": ("meter", "meters"), "ft": ("foot", "feet"), "yd": ("yard", "yards"),
    "yds": ("yard", "yards"), "mi": ("mile", "miles"), "kg": ("kilogram", "kilograms"),
    "mg": ("milligram", "milligrams"), "g": ("gram", "grams"), "lb": ("pound", "pounds"),
    "lbs": ("pound", "pounds"), "oz": ("ounce", "ounces"), "ml": ("milliliter", "milliliters"),
    "mL": ("milliliter", "milliliters"), "l": ("liter", "liters"), "L": ("liter", "liters"),
    "ms": ("millisecond", "milliseconds"), "sec": ("second", "seconds"),
    "secs": ("second", "seconds"), "s": ("second", "seconds"), "min": ("minute", "minutes"),
    "mins": ("minute", "minutes"), "hr": ("hour", "hours"), "hrs": ("hour", "hours"),
    "h": ("hour", "hours"), "Hz": ("hertz", "hertz"), "kHz": ("kilohertz", "kilohertz"),
    "MHz": ("megahertz", "megahertz"), "GHz": ("gigahertz", "gigahertz"),
    "KB": ("kilobyte", "kilobytes"), "kB": ("kilobyte", "kilobytes"),
    "MB": ("megabyte", "megabytes"), "GB": ("gigabyte", "gigabytes"),
    "TB": ("terabyte", "terabytes"), "dB": ("decibel", "decibels"), "W": ("watt", "watts"),
    "kW": ("kilowatt", "kilowatts"), "V": ("volt", "volts"), "px": ("pixel", "pixels"),
    "gp": ("gold piece", "gold pieces"), "sp": ("silver piece", "silver pieces"),
    "cp": ("copper piece", "copper pieces"), "k": ("thousand", "thousand"),
    "K": ("thousand", "thousand"), "M": ("million", "million"), "bn": ("billion", "billion"),
    "x": ("time", "times"),
}  # fmt: skip
"""Symbol after a number -> one, several."""

ONLY_ATTACHED: frozenset[str] = frozenset("k K M x V W L l h s g bn °".split())
"""Units that need to touch their number ("5k", but "5 k" is not five thousand)."""

CURRENCIES: dict[str, tuple[str, str, str, str]] = {
    "$": ("dollar", "dollars", "cent", "cents"), "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"), "¥": ("yen", "yen", "sen", "sen"),
}  # fmt: skip

MAGNITUDES: dict[str, str] = {
    "k": "thousand", "K": "thousand", "m": "million", "M": "million", "bn": "billion",
    "b": "billion", "B": "billion", "tn": "trillion", "thousand": "thousand",
    "million": "million", "billion": "billion", "trillion": "trillion",
}  # fmt: skip

MONTHS: tuple[str, ...] = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip

SIGNS: dict[str, str] = {
    "&": "and", "@": "at", "#": "number", "%": "percent", "$": "dollar", "£": "pound",
    "€": "euro", "¥": "yen", "+": "plus", "=": "equals", "°": "degrees", "<": "less than",
    ">": "greater than",
}  # fmt: skip
"""Signs that stand for a word."""

ELISIONS: frozenset[str] = frozenset(
    "bout cause course cuse em fraid gainst kay n nother round til tis twas twill".split()
)
"""Words that begin with an apostrophe of their own: 'tis."""
