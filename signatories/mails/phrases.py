"""How people say, in English and in Spanish, that somebody signs or does not.

Looked for in folded text: small letters, no accents, no punctuation ("don't" is "dont"). Each line is one way of
saying it; staff see the sentence that decided, so a way that is missing costs a look, not a wrong name.
"""

import re

_SIGN = (
    r"(?:sign(?:ing|ed)?|join(?:ing|ed)?|co ?sign(?:ing|ed)?|add(?:ed)?|support(?:ing)?|includ(?:e|ed)|participat\w*)"
)
_FIRMAR = r"(?:firmar?|firmara|sumar(?:se|nos|me|lo|la)?|unir(?:se|nos|me)?|agregar\w*|anadir\w*|incluir\w*|apoyar)"
_SOMEBODY = r"(?:me|us|him|her|them|my|our|the|rep\w*|con\w*|sen\w*|mr|ms|mrs|dr)"


def _one_of(*ways: str) -> "re.Pattern[str]":
    return re.compile(rf"\b(?:{'|'.join(ways)})")


NO = _one_of(
    rf"(?:do not|dont|not to|never|please not|should not|shouldnt)(?: \w+)?? (?:{_SIGN}|list|put|count)\b",
    rf"(?:did not|didnt) ask to(?: be)? {_SIGN}\b",
    rf"(?:can ?not|cant|could not|couldnt|will not|wont|would not|wouldnt)(?: \w+){{0,3}}? {_SIGN}\b",
    rf"(?:unable to|not (?:be )?able to|not going to|not planning to|not ready to)(?: \w+){{0,2}}? {_SIGN}\b",
    rf"(?:not in a position to|does not want to|doesnt want to|not wish to|not want to)(?: \w+){{0,2}}? {_SIGN}\b",
    r"(?:will not|wont|is not|isnt|are not|arent|not) (?:be )?(?:\w+ )?(?:co ?signing|signing|joining|adding)\b",
    r"(?:not|wont be|isnt|arent) participating\b",
    r"remov(?:e|ed|ing)\b",
    r"tak(?:e|en|ing)(?: \w+){0,4}? off\b",
    r"withdraw(?:s|n|ing)?\b",
    r"drop(?: \w+){0,4}? from\b",
    r"declin(?:e|es|ed|ing)\b",
    r"not interested\b",
    r"pass on (?:this|the|it)\b",
    r"(?:will|ll|going to|have to) pass\b",
    r"no longer\b",
    r"opt(?:ing)? out\b",
    r"regretfully\b",
    r"no (?:lo |la |los |las |nos |me |se )?(?:agregu|anad|incluy|sum|firm|pong|apunt)\w+",
    rf"no (?:puede|podemos|podra|podremos|puedo|va a|vamos a|desea|quiere)(?: \w+)?? {_FIRMAR}",
    r"retir(?:e|en|ar|arlo|arla|arnos|elo|ela|enos)\b",
    r"quit(?:e|en|ar|elo|ela|enos)\b",
    r"elimin(?:e|en|ar)\b",
    r"saqu(?:e|en)\w*\b",
    r"declin(?:a|amos|ar|o)\b",
    r"no (?:le|nos) interesa\b",
)
# Sentences about adding in which nobody asks to be added.
NEITHER = _one_of(
    r"(?:mailing|distribution|e ?mail|contact) list\b",
    r"(?:newsletter|calendar|press list|listserv)\b",
    r"(?:thanks|thank you|grateful|gracias)(?: \w+){0,3}? (?:for|por) (?:having )?(?:add|includ|agreg|inclu)\w*",
    r"lista de (?:correo|distribucion)\b",
)
YES = _one_of(
    r"add(?:ed|ing)?\b",
    rf"sign(?: {_SOMEBODY}\b(?: \w+){{0,5}}?)? (?:on|up|onto|in)\b",
    r"sign(?:ing|s)? (?:on|onto|the|this|your|it)\b",
    r"co ?sign\w*",
    r"count (?:\w+ ){1,4}in\b",
    r"(?:happy|glad|pleased|delighted|honored|proud|eager|agreed|agrees|ready)(?: \w+)?? to(?: \w+)?? (?:sign|join)",
    r"(?:happy|glad|pleased|delighted|honored|proud|eager|agreed|agrees|ready) to (?:be|support|lend)\b",
    r"(?:like|love|want|wants|wishes)(?: \w+)?? to(?: \w+)?? (?:sign|join|support)",
    r"(?:like|love|want|wants|wishes)(?: \w+)?? to be (?:on|added|listed|included|a)\b",
    r"(?:will|ll|is|are|am|re) (?:gladly |also |happily )?(?:sign|signing|join|joining)\b",
    r"(?:put|include|list)(?: \w+){1,6}? (?:on|in|among|as)\b",
    r"please (?:include|list)\b",
    r"(?:we|were|im|i am|we are|he is|hes|she is|shes|boss is|is|are) (?:definitely |all )?in$",
    r"on ?board\b",
    r"(?:agregu|anad(?:a|e)|incluy(?:a|e)|apunt(?:e|a)|inscrib(?:a|e))\w*",
    r"sume(?:n|nos|lo|la|me)?\b",
    r"cuent(?:e|en) con\b",
    r"pong(?:a|an)\w*",
    rf"(?:quiere|quisiera|queremos|desea|deseamos)(?: \w+){{0,3}}? {_FIRMAR}",
    rf"(?:gusto|gustaria|complace|dispuest[oa] a|acepta)(?: \w+){{0,3}}? {_FIRMAR}",
    r"(?:se (?:suma|une|adhiere)|nos (?:sumamos|unimos|adherimos))\b",
    r"firmara?\b",
)
# Before it or around it, these make of a wish something to think about.
UNSURE = _one_of(
    r"(?:if|whether|when|before|until|unless|might|considering|consider|thinking about|interested in)\b",
    r"may (?:well )?(?:want|wish|like|be|join|sign)\b",
    r"(?:deadline|too late|still time|possible to|let you know|get back|checking with|check with)\b",
    r"(?:review|reviewing|who else|how many|what|which)\b",
    r"(?:si|cuando|antes de|hasta|quizas?|tal vez|considera\w*|plazo|fecha limite|quien|cual|es posible|todavia)\b",
)
# Polite words that make nothing uncertain.
POLITE = _one_of(
    r"if (?:it is |its )?not too late\b",
    r"if (?:at all )?possible\b",
    r"if you (?:can|could|would)\b",
    r"if there is still (?:time|room)\b",
    r"when you (?:can|get a chance|have a moment)\b",
    r"si (?:aun|todavia) (?:hay tiempo|es posible)\b",
    r"si (?:no )?es (?:muy |demasiado )?(?:posible|tarde)\b",
)
# A request in the form of a question.
REQUEST = _one_of(
    r"(?:can|could|would|will) (?:you|we)(?: \w+){0,2}? (?:add|sign|include|put|list|be added)",
    r"please\b",
    r"por favor\b",
    r"(?:puede|pueden|podria|podrian) (?:usted )?(?:agregar|anadir|incluir|sumar|poner)",
)
